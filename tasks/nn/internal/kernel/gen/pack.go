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
