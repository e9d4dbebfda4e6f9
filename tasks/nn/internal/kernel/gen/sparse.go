package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// patchVectors and patchRows are the most registers of 16 floats of a row and the
// most rows of a patch, and patchSums the most of both that fit the registers.
const (
	patchVectors = 6
	patchRows    = 6
	patchSums    = 28
)

// spots adds, over a list of pairs of a place in x and a number, as type spot has them, the products of each number
// and vectors*16 floats from its place on. The sums stay in registers.
func spots(vectors int) {
	begin(fmt.Sprintf("asmSpots%d", vectors), "func(n int, spots *int32, x *float32, dst *float32)",
		fmt.Sprintf("adds sum_i spots[i].gradient x[spots[i].at+j] to dst[j], j < %d; n > 0.", 16*vectors))
	spotsBody(zeroed(2*vectors), YMM(), 1, 32)
}

// wideSpots is spots in registers of 16 floats for several rows.
func wideSpots(rows, vectors int) {
	begin(fmt.Sprintf("asmWideSpots%dx%d", rows, vectors), "func(n int, spots *int32, x *float32, ldx int, dst *float32, ld int)",
		fmt.Sprintf("is asmSpots%d for %d rows, ldx bytes apart in x and ld in dst.", vectors, rows))
	spotsBody(wideZeroed(rows*vectors), ZMM(), rows, 64)
}

// spotsBody has the sums of each row in turn, in registers of size bytes, and one
// for the number of a spot.
func spotsBody(sums []reg.VecVirtual, gradient reg.VecVirtual, rows, size int) {
	r := load64("n", "spots", "x", "dst")
	n, list, x, dst := r[0], r[1], r[2], r[3]
	offsets, each := []Mem{{}}, len(sums)/rows
	if rows > 1 {
		offsets = rowOffsets(rows, load64("ldx")[0])
	}
	at := GP64()
	countDown(n, func() {
		MOVLQSX(Mem{Base: list}, at)
		VBROADCASTSS(Mem{Base: list, Disp: 4}, gradient)
		LEAQ(Mem{Base: x, Index: at, Scale: 4}, at)
		for i, s := range sums {
			m := offsets[i/each]
			m.Base, m.Disp = at, size*(i%each)
			VFMADD231PS(m, gradient, s)
		}
		ADDQ(Imm(8), list)
	})
	for i, s := range sums {
		m := Mem{Base: dst, Disp: size * (i % each)}
		VADDPS(m, s, s)
		VMOVUPS(s, m)
		if i%each == each-1 && rows > 1 {
			ADDQ(parameter("ld"), dst)
		}
	}
	end()
}
