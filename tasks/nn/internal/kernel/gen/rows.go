package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// moveRows copies or adds rows of w floats. Convolution spends much of its time
// here on short rows, so what is left of a row is not masked: a copy ends with
// 8 floats that overlap those before, an addition with pieces of 4, 2 and 1.
func moveRows(name string, add bool) {
	doc := "copies rows of w floats; strides are in bytes."
	if add {
		doc = "adds rows of w floats; strides are in bytes."
	}
	begin(name, "func(dst *float32, ds int, src *float32, ss int, w int, rows int)", doc)
	r := load64("dst", "ds", "src", "ss", "w", "rows")
	dst, ds, src, ss, w, rows := r[0], r[1], r[2], r[3], r[4], r[5]
	d, s, n := GP64(), GP64(), GP64()
	countDown(rows, func() {
		MOVQ(dst, d)
		MOVQ(src, s)
		MOVQ(w, n)
		pieces, next := fresh("pieces"), fresh("next")
		eight := func() { move(Mem{Base: d}, Mem{Base: s}, 8, add) }
		unrolled(n, 8, func() {
			eight()
			ADDQ(Imm(32), d)
			ADDQ(Imm(32), s)
		})
		TESTQ(n, n)
		JZ(LabelRef(next))
		if !add {
			CMPQ(w, Imm(8))
			JLT(LabelRef(pieces))
			LEAQ(Mem{Base: d, Index: n, Scale: 4, Disp: -32}, d)
			LEAQ(Mem{Base: s, Index: n, Scale: 4, Disp: -32}, s)
			eight()
			JMP(LabelRef(next))
			Label(pieces)
		}
		for _, size := range []uint64{4, 2, 1} {
			skip := fresh("skip")
			TESTQ(U32(size), n)
			JZ(LabelRef(skip))
			move(Mem{Base: d}, Mem{Base: s}, int(size), add)
			ADDQ(Imm(4*size), d)
			ADDQ(Imm(4*size), s)
			Label(skip)
		}
		Label(next)
		ADDQ(ds, dst)
		ADDQ(ss, src)
	})
	end()
}

// move copies or adds 8, 4, 2 or 1 floats.
func move(dst, src Mem, size int, add bool) {
	v, u := YMM(), YMM()
	load, store := VMOVUPS, VMOVUPS
	a, b := Op(v), Op(u)
	if size < 8 {
		a, b = v.AsX(), u.AsX()
	}
	switch size {
	case 2:
		load, store = VMOVSD, VMOVSD
	case 1:
		load, store = VMOVSS, VMOVSS
	}
	load(src, a)
	if add {
		load(dst, b)
		VADDPS(b, a, a)
	}
	store(a, dst)
}
