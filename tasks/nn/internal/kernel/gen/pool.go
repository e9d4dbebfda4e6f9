package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Both poolings go 8 windows of 2x2 at a time: 16 floats of each of two rows.

// eights runs body over w windows of every row. In a full turn left is nil; in
// the last of a ragged row it holds the number of windows.
func eights(w, rows reg.Register, startRow func(), body func(left reg.Register), nextRow func()) {
	n := GP64()
	countDown(rows, func() {
		startRow()
		MOVQ(w, n)
		done := fresh("row")
		unrolled(n, 8, func() { body(nil) })
		TESTQ(n, n)
		JZ(LabelRef(done))
		body(n)
		Label(done)
		nextRow()
	})
}

// pairs loads 8 or left pairs of floats and parts them in evens and odds, in
// the lane order of VSHUFPS, which unshuffle undoes.
func pairs(p, left reg.Register, even, odd reg.VecVirtual) {
	a, b := YMM(), YMM()
	if left == nil {
		VMOVUPS(Mem{Base: p}, a)
		VMOVUPS(Mem{Base: p, Disp: 32}, b)
	} else {
		mask, twice := YMM(), GP64()
		LEAQ(Mem{Base: left, Index: left, Scale: 1}, twice)
		loadMask(twice, 0, mask)
		VMASKMOVPS(Mem{Base: p}, mask, a)
		loadMask(twice, 8, mask)
		VMASKMOVPS(Mem{Base: p, Disp: 32}, mask, b)
	}
	VSHUFPS(Imm(0x88), b, a, even)
	VSHUFPS(Imm(0xdd), b, a, odd)
}

// unshuffle puts the 64-bit quarters of v back in order.
func unshuffle(v reg.VecVirtual) { VPERMPD(Imm(0xd8), v, v) }

// ones makes 1 in every integer lane.
func ones() reg.VecVirtual {
	v := YMM()
	VPCMPEQD(v, v, v)
	VPSRLD(Imm(31), v, v)
	return v
}

func pool2() {
	begin("asmPool2", "func(dst *float32, ds int, idx *uint16, is int, src *float32, ss int, w int, rows int, bias float32, floor float32)",
		"pools rows of w windows of 2x2: dst = max(largest + bias, floor), idx its place 0..3, the first on ties; strides are in bytes and rows of idx have whole groups of 8.")
	r := load64("dst", "idx", "src", "w", "rows", "ss")
	dst, idx, src, w, rows, ss := r[0], r[1], r[2], r[3], r[4], r[5]
	bias, floor, one := broadcast("bias"), broadcast("floor"), ones()
	d, i, top, bottom := GP64(), GP64(), GP64(), GP64()
	eights(w, rows, func() {
		MOVQ(dst, d)
		MOVQ(idx, i)
		MOVQ(src, top)
		LEAQ(Mem{Base: src, Index: ss, Scale: 1}, bottom)
	}, func(left reg.Register) {
		m, at := largest(top, bottom, left, one)
		VADDPS(m, bias, m)
		raise(m, floor)
		unshuffle(m)
		if left == nil {
			VMOVUPS(m, Mem{Base: d})
		} else {
			storeTail(m, d, left)
		}
		storeWords(at, i)
		ADDQ(Imm(64), top)
		ADDQ(Imm(64), bottom)
		ADDQ(Imm(32), d)
		ADDQ(Imm(16), i)
	}, func() {
		ADDQ(Load(Param("ds"), GP64()), dst)
		ADDQ(Load(Param("is"), GP64()), idx)
		LEAQ(Mem{Base: src, Index: ss, Scale: 2}, src)
	})
	end()
}

// largest gives the largest of each window and its place; a later value must
// be strictly larger, and a NaN anywhere makes NaN.
func largest(top, bottom, left reg.Register, one reg.VecVirtual) (m, at reg.VecVirtual) {
	const less, unordered = 1, 3
	m, at = YMM(), YMM()
	b, c, d, g, nan, place := YMM(), YMM(), YMM(), YMM(), YMM(), YMM()
	pairs(top, left, m, b)
	pairs(bottom, left, c, d)
	VCMPPS(Imm(unordered), b, m, nan)
	VCMPPS(Imm(unordered), d, c, g)
	VORPS(g, nan, nan)
	VCMPPS(Imm(less), b, m, g)
	VPAND(one, g, at)
	VMAXPS(b, m, m)
	VPADDD(one, one, place)
	for _, v := range []reg.VecVirtual{c, d} {
		VCMPPS(Imm(less), v, m, g)
		VBLENDVPS(g, place, at, at)
		VMAXPS(v, m, m)
		VPADDD(one, place, place)
	}
	VORPS(nan, m, m) // all ones is a NaN
	return m, at
}

// storeWords writes 8 places as 16-bit words.
func storeWords(at reg.VecVirtual, p reg.Register) {
	x := XMM()
	VPERMQ(Imm(0xd8), at, at)
	VEXTRACTI128(Imm(1), at, x)
	VPACKUSDW(x, at.AsX(), x)
	VMOVDQU(x, Mem{Base: p})
}

func unpool2() {
	begin("asmUnpool2", "func(dst *float32, ds int, dy *float32, gs int, y *float32, ys int, idx *uint16, is int, w int, rows int, floor float32) float32",
		"is the backward of asmPool2: dy where y > floor goes to its place in dst, zero to the three others; gives the sum. Strides are in bytes.")
	r := load64("dst", "dy", "y", "idx", "w", "rows")
	dst, dy, y, idx, w, rows := r[0], r[1], r[2], r[3], r[4], r[5]
	floor, one, sum := broadcast("floor"), ones(), zeroed(1)[0]
	top, bottom, g, o, i := GP64(), GP64(), GP64(), GP64(), GP64()
	eights(w, rows, func() {
		MOVQ(dst, top)
		MOVQ(dst, bottom)
		ADDQ(Load(Param("ds"), GP64()), bottom)
		MOVQ(dy, g)
		MOVQ(y, o)
		MOVQ(idx, i)
	}, func(left reg.Register) {
		l := lanes{}
		if left != nil {
			l = lanes{left, YMM()}
			loadMask(left, 0, l.mask)
		}
		v, u := YMM(), YMM()
		l.load(g, v)
		l.load(o, u)
		keepAbove(v, u, floor)
		VADDPS(v, sum, sum)
		scatter(v, i, []reg.Register{top, bottom}, left, one)
		ADDQ(Imm(64), top)
		ADDQ(Imm(64), bottom)
		ADDQ(Imm(32), g)
		ADDQ(Imm(32), o)
		ADDQ(Imm(16), i)
	}, func() {
		ds := Load(Param("ds"), GP64())
		LEAQ(Mem{Base: dst, Index: ds, Scale: 2}, dst)
		ADDQ(Load(Param("gs"), GP64()), dy)
		ADDQ(Load(Param("ys"), GP64()), y)
		ADDQ(Load(Param("is"), GP64()), idx)
	})
	Store(sum8(sum), ReturnIndex(0))
	end()
}

// scatter writes the windows of 8 or left values to two rows.
func scatter(v reg.VecVirtual, idx reg.Register, rows []reg.Register, left reg.Register, one reg.VecVirtual) {
	at, place, even, odd := YMM(), YMM(), YMM(), YMM()
	VPMOVZXWD(Mem{Base: idx}, at)
	VPXOR(place, place, place)
	for _, row := range rows {
		for _, d := range []reg.VecVirtual{even, odd} {
			VPCMPEQD(place, at, d)
			VANDPS(d, v, d)
			VPADDD(one, place, place)
		}
		lo, hi, first, second := YMM(), YMM(), YMM(), YMM()
		VUNPCKLPS(odd, even, lo)
		VUNPCKHPS(odd, even, hi)
		VPERM2F128(Imm(0x20), hi, lo, first)
		VPERM2F128(Imm(0x31), hi, lo, second)
		if left == nil {
			VMOVUPS(first, Mem{Base: row})
			VMOVUPS(second, Mem{Base: row, Disp: 32})
			continue
		}
		twice := GP64()
		LEAQ(Mem{Base: left, Index: left, Scale: 1}, twice)
		storeUpTo15(first, second, row, twice)
	}
}
