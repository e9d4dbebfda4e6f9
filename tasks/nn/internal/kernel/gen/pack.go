package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// packRows packs a whole panel of a B that is not transposed. The rows of B lie
// far apart, in a few sets of the level 1 cache, so they are asked for ahead.
func packRows() {
	const ahead = 8
	begin("asmPackRows", "func(k int, dst *float32, b *float32, ldb int)",
		"copies k > 0 rows of 16 floats, ldb bytes apart, to rows that follow one another.")
	r := load64("k", "dst", "b", "ldb")
	k, dst, b, ldb := r[0], r[1], r[2], r[3]
	next, lo, hi := GP64(), YMM(), YMM()
	IMUL3Q(Imm(ahead), ldb, next)
	ADDQ(b, next)
	countDown(k, func() {
		PREFETCHT0(Mem{Base: next})
		VMOVUPS(Mem{Base: b}, lo)
		VMOVUPS(Mem{Base: b, Disp: 32}, hi)
		VMOVUPS(lo, Mem{Base: dst})
		VMOVUPS(hi, Mem{Base: dst, Disp: 32})
		ADDQ(ldb, b)
		ADDQ(ldb, next)
		ADDQ(Imm(64), dst)
	})
	end()
}

// packEdge packs a last panel, which is not whole. Masked loads are fast where
// masked stores are not.
func packEdge() {
	begin("asmPackEdge", "func(k int, dst *float32, b *float32, ldb int, w int)",
		"copies k > 0 rows of w < 16 floats, ldb bytes apart, and zeros up to 16, to rows that follow one another.")
	r := load64("k", "dst", "b", "ldb", "w")
	k, dst, b, ldb, w := r[0], r[1], r[2], r[3], r[4]
	first, second, lo, hi := YMM(), YMM(), YMM(), YMM()
	loadMask(w, 0, first)
	loadMask(w, 8, second)
	countDown(k, func() {
		VMASKMOVPS(Mem{Base: b}, first, lo)
		VMASKMOVPS(Mem{Base: b, Disp: 32}, second, hi)
		VMOVUPS(lo, Mem{Base: dst})
		VMOVUPS(hi, Mem{Base: dst, Disp: 32})
		ADDQ(ldb, b)
		ADDQ(Imm(64), dst)
	})
	end()
}
