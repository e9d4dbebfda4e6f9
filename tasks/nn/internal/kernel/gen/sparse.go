package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// patchVectors and patchRows are the most registers of 16 floats of a row and the
// most rows of a patch, and patchSums the most of both that fit the registers;
// pairedVectors are so few that spots go in pairs.
const (
	pairedVectors = 3
	patchVectors  = 6
	patchRows     = 6
	patchSums     = 28
)

// spots adds, over a list of pairs of a place in x and a number as type spot has
// them, the products of each number and vectors*16 floats from its place on. The
// sums stay in registers.
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

// spotPairs is spots with sums of their own for every second spot, because the
// few sums of a short row would wait for one another.
func spotPairs(vectors int) {
	begin(fmt.Sprintf("asmSpotPairs%d", vectors), "func(n int, spots *int32, x *float32, dst *float32)",
		fmt.Sprintf("is asmSpots%d with sums of their own for every second spot.", vectors))
	r := load64("n", "spots", "x")
	n, list, x := r[0], r[1], r[2]
	sums := [2][]reg.VecVirtual{zeroed(2 * vectors), zeroed(2 * vectors)}
	gradient, at, pairs := YMM(), GP64(), GP64()
	last, done := fresh("last"), fresh("listed")
	MOVQ(n, pairs)
	SHRQ(Imm(1), pairs)
	JZ(LabelRef(last))
	countDown(pairs, func() {
		for i := range sums {
			addSpot(Mem{Base: list, Disp: 8 * i}, x, at, gradient, sums[i], []Mem{{}}, 32)
		}
		ADDQ(Imm(16), list)
	})
	Label(last)
	TESTQ(U32(1), n)
	JZ(LabelRef(done))
	addSpot(Mem{Base: list}, x, at, gradient, sums[0], []Mem{{}}, 32)
	Label(done)
	for i, s := range sums[1] {
		VADDPS(s, sums[0][i], sums[0][i])
	}
	addSpots(sums[0], 1, 32)
	end()
}

// spotsBody has the sums of each row in turn, in registers of size bytes, and one
// for the number of a spot.
func spotsBody(sums []reg.VecVirtual, gradient reg.VecVirtual, rows, size int) {
	r := load64("n", "spots", "x")
	n, list, x := r[0], r[1], r[2]
	offsets := []Mem{{}}
	if rows > 1 {
		offsets = rowOffsets(rows, load64("ldx")[0])
	}
	at := GP64()
	countDown(n, func() {
		addSpot(Mem{Base: list}, x, at, gradient, sums, offsets, size)
		ADDQ(Imm(8), list)
	})
	addSpots(sums, rows, size)
	end()
}

// addSpot adds what one spot gives to the sums of rows that start at offsets.
func addSpot(spot Mem, x, at reg.Register, gradient reg.VecVirtual, sums []reg.VecVirtual, offsets []Mem, size int) {
	MOVLQSX(spot, at)
	number := spot
	number.Disp += 4
	VBROADCASTSS(number, gradient)
	LEAQ(Mem{Base: x, Index: at, Scale: 4}, at)
	each := len(sums) / len(offsets)
	for i, s := range sums {
		m := offsets[i/each]
		m.Base, m.Disp = at, size*(i%each)
		VFMADD231PS(m, gradient, s)
	}
}

// addSpots adds the sums of all spots to rows of dst.
func addSpots(sums []reg.VecVirtual, rows, size int) {
	dst, each := load64("dst")[0], len(sums)/rows
	for i, s := range sums {
		m := Mem{Base: dst, Disp: size * (i % each)}
		VADDPS(m, s, s)
		VMOVUPS(s, m)
		if i%each == each-1 && rows > 1 {
			ADDQ(parameter("ld"), dst)
		}
	}
}
