package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// transpose goes in strips of blocks of 8 x 8. It asks for what comes later,
// because the rows of images lie where no processor expects the next one.
func transpose() {
	begin("asmTranspose", "func(strips int, blocks int, dst *float32, ds int, dstStep int, dstStrip int, dstAhead int, src *float32, ss int, srcStep int, srcStrip int, srcAhead int, alpha float32)",
		"writes the transposes of blocks of 8 x 8, times alpha. In bytes: strides within a block, steps from block to block and from behind a strip to the next, and how far ahead memory is asked for.")
	r := load64("strips", "dst", "ds", "src", "ss", "dstAhead", "srcAhead")
	strips, dst, ds, src, ld := r[0], r[1], r[2], r[3], r[4]
	alpha := broadcast("alpha")
	ld3, low, to, blocks := GP64(), GP64(), GP64(), GP64()
	LEAQ(Mem{Base: ld, Index: ld, Scale: 2}, ld3)
	countDown(strips, func() {
		Load(Param("blocks"), blocks)
		countDown(blocks, func() {
			LEAQ(Mem{Base: src, Index: ld, Scale: 4}, low)
			rows := make([]reg.VecVirtual, 8)
			for i := range rows {
				rows[i] = YMM()
				VMOVUPS(eighth(i, src, low, ld, ld3), rows[i])
			}
			LEAQ(Mem{Base: src, Index: r[6], Scale: 1}, to)
			LEAQ(Mem{Base: low, Index: r[6], Scale: 1}, low)
			for i := range rows {
				PREFETCHT0(eighth(i, to, low, ld, ld3))
			}
			MOVQ(dst, to)
			for _, v := range transpose8(rows) {
				VMULPS(v, alpha, v)
				VMOVUPS(v, Mem{Base: to})
				PREFETCHT0(Mem{Base: to, Index: r[5], Scale: 1})
				ADDQ(ds, to)
			}
			ADDQ(parameter("dstStep"), dst)
			ADDQ(parameter("srcStep"), src)
		})
		ADDQ(parameter("dstStrip"), dst)
		ADDQ(parameter("srcStrip"), src)
	})
	end()
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
