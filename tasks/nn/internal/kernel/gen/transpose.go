package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// transpose walks over blocks of 8 x 8 in three nested loops. The walk is a
// table of numbers, in bytes where they are distances: those between the rows
// of a block in dst and in src, those that memory is asked for ahead in dst and
// in src, and for each loop, the innermost first, how often it runs and the
// steps in dst and in src behind each turn. Memory is asked for because the rows
// of images lie where no processor expects the next one.
func transpose() {
	begin("asmTranspose", "func(walk *int, dst *float32, src *float32, alpha float32)",
		"writes the transposes of blocks of 8 x 8, times alpha: see type walk.")
	r := load64("walk", "dst", "src")
	walk, dst, src := r[0], r[1], r[2]
	entry := func(i int) Mem { return Mem{Base: walk, Disp: 8 * i} }
	alpha := broadcast("alpha")
	p := make([]reg.GPVirtual, 4)
	for i := range p {
		p[i] = GP64().(reg.GPVirtual)
		MOVQ(entry(i), p[i])
	}
	ld3 := GP64().(reg.GPVirtual)
	LEAQ(Mem{Base: p[1], Index: p[1], Scale: 2}, ld3)
	body := func() { transposeBlock(dst, src, p, ld3, alpha) }
	for loop := range 3 {
		inner, n := body, GP64()
		body = func() {
			MOVQ(entry(4+3*loop), n)
			countDown(n, func() {
				inner()
				ADDQ(entry(4+3*loop+1), dst)
				ADDQ(entry(4+3*loop+2), src)
			})
		}
	}
	body()
	end()
}

// transposeBlock does one block; p is the first part of the walk.
func transposeBlock(dst, src reg.GPVirtual, p []reg.GPVirtual, ld3 reg.GPVirtual, alpha reg.VecVirtual) {
	ds, ld, dstAhead, srcAhead := p[0], p[1], p[2], p[3]
	low, to := GP64(), GP64()
	LEAQ(Mem{Base: src, Index: ld, Scale: 4}, low)
	rows := make([]reg.VecVirtual, 8)
	for i := range rows {
		rows[i] = YMM()
		VMOVUPS(eighth(i, src, low, ld, ld3), rows[i])
	}
	LEAQ(Mem{Base: src, Index: srcAhead, Scale: 1}, to)
	LEAQ(Mem{Base: low, Index: srcAhead, Scale: 1}, low)
	for i := range rows {
		PREFETCHT0(eighth(i, to, low, ld, ld3))
	}
	MOVQ(dst, to)
	for _, v := range transpose8(rows) {
		VMULPS(v, alpha, v)
		VMOVUPS(v, Mem{Base: to})
		PREFETCHT0(Mem{Base: to, Index: dstAhead, Scale: 1})
		ADDQ(ds, to)
	}
}

// eighth is row i of 8: four from base on, ld apart, and four from low on.
func eighth(i int, base, low, ld, ld3 reg.Register) Mem {
	m := []Mem{{}, {Index: ld, Scale: 1}, {Index: ld, Scale: 2}, {Index: ld3, Scale: 1}}[i%4]
	m.Base = []reg.Register{base, low}[i/4]
	return m
}

// transpose8 transposes 8 registers: pairs, then pairs of pairs, then halves.
func transpose8(r []reg.VecVirtual) []reg.VecVirtual {
	two := func(in []reg.VecVirtual, i, j int, f func(Op, Op, Op), g func(Op, Op, Op)) (lo, hi reg.VecVirtual) {
		lo, hi = YMM(), YMM()
		f(in[j], in[i], lo)
		g(in[j], in[i], hi)
		return lo, hi
	}
	t, u := make([]reg.VecVirtual, 8), make([]reg.VecVirtual, 8)
	for i := 0; i < 8; i += 2 {
		t[i], t[i+1] = two(r, i, i+1, unpackLowPS, unpackHighPS)
	}
	for i := 0; i < 8; i += 4 {
		u[i], u[i+1] = two(t, i, i+2, unpackLowPD, unpackHighPD)
		u[i+2], u[i+3] = two(t, i+1, i+3, unpackLowPD, unpackHighPD)
	}
	out := make([]reg.VecVirtual, 8)
	for i := range 4 {
		out[i], out[i+4] = two(u, i, i+4,
			func(b, a, d Op) { VPERM2F128(Imm(0x20), b, a, d) },
			func(b, a, d Op) { VPERM2F128(Imm(0x31), b, a, d) })
	}
	return out
}

// The instruction constructors are variadic; these have the three operands
// that transpose8 wants.
func unpackLowPS(b, a, d Op)  { VUNPCKLPS(b, a, d) }
func unpackHighPS(b, a, d Op) { VUNPCKHPS(b, a, d) }
func unpackLowPD(b, a, d Op)  { VUNPCKLPD(b, a, d) }
func unpackHighPD(b, a, d Op) { VUNPCKHPD(b, a, d) }
