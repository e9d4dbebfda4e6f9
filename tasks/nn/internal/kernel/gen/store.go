package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// storeTile writes or adds a tile to C and moves c past its rows.
func storeTile(rows int, sums []reg.VecVirtual, c reg.GPVirtual) {
	r := load64("ldc", "n", "add")
	ldc, n, add := r[0], r[1], r[2]
	ragged, store, done := fresh("ragged"), fresh("store"), fresh("written")
	CMPQ(n, Imm(16))
	JNE(LabelRef(ragged))
	TESTQ(add, add)
	JZ(LabelRef(store))
	p := GP64()
	MOVQ(c, p)
	for i := range rows {
		VADDPS(Mem{Base: p}, sums[2*i], sums[2*i])
		VADDPS(Mem{Base: p, Disp: 32}, sums[2*i+1], sums[2*i+1])
		ADDQ(ldc, p)
	}
	Label(store)
	for i := range rows {
		VMOVUPS(sums[2*i], Mem{Base: c})
		VMOVUPS(sums[2*i+1], Mem{Base: c, Disp: 32})
		ADDQ(ldc, c)
	}
	JMP(LabelRef(done))
	Label(ragged)
	storeRagged(rows, sums, c, ldc, n, add)
	Label(done)
}

// storeRagged is storeTile for fewer than 16 columns.
func storeRagged(rows int, sums []reg.VecVirtual, c, ldc, n, add reg.GPVirtual) {
	m0, m1, x := YMM(), YMM(), YMM()
	loadMask(n, 0, m0)
	loadMask(n, 8, m1)
	store := fresh("store")
	TESTQ(add, add)
	JZ(LabelRef(store))
	p := GP64()
	MOVQ(c, p)
	for i := range rows {
		VMASKMOVPS(Mem{Base: p}, m0, x)
		VADDPS(x, sums[2*i], sums[2*i])
		VMASKMOVPS(Mem{Base: p, Disp: 32}, m1, x)
		VADDPS(x, sums[2*i+1], sums[2*i+1])
		ADDQ(ldc, p)
	}
	Label(store)
	for i := range rows {
		storeUpTo15(sums[2*i], sums[2*i+1], c, n)
		ADDQ(ldc, c)
	}
}

// storeUpTo15 writes the first n lanes of two registers, n < 16.
func storeUpTo15(lo, hi reg.VecVirtual, p, n reg.Register) {
	few := fresh("few")
	q := GP64()
	MOVQ(p, q)
	TESTQ(U32(8), n)
	JZ(LabelRef(few))
	VMOVUPS(lo, Mem{Base: q})
	VMOVAPS(hi, lo)
	ADDQ(Imm(32), q)
	Label(few)
	storeTail(lo, q, n)
}
