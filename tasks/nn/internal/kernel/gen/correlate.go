package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// correlate sums, over the pixels of a block, the products of what some taps
// see and the gradients of vectors*8 channels. The sums stay in taps*vectors
// registers over the whole block.
func correlate(taps, vectors int) {
	begin(fmt.Sprintf("asmCorrelate%dx%d", taps, 8*vectors),
		"func(at *int, x *float32, step int, w int, rows int, dz *float32, ld int, dst *float32, dstLd int)",
		fmt.Sprintf("adds sum_p x[at[i]+p] dz[p][j] to dst[i][j], %d x %d, over rows of w pixels; strides are in bytes.", taps, 8*vectors))
	correlateBody(taps, zeroed(taps*vectors), zeroed(vectors), YMM(), 32)
}

// correlateBody is correlate with registers of size bytes: the sums of each tap
// in turn, those for the gradients, and one for a pixel.
func correlateBody(taps int, sums, b []reg.VecVirtual, v reg.VecVirtual, size int) {
	r := load64("x", "rows", "dz", "ld", "at")
	x, rows, dz, ld, at := r[0], r[1], r[2], r[3], r[4]
	index := make([]reg.GPVirtual, taps)
	for i := range index {
		index[i] = GP64().(reg.GPVirtual)
		MOVQ(Mem{Base: at, Disp: 8 * i}, index[i])
	}
	pixel := GP64()
	countDown(rows, func() {
		MOVQ(x, pixel)
		countDown(load64("w")[0], func() {
			for j := range b {
				VMOVUPS(Mem{Base: dz, Disp: size * j}, b[j])
			}
			for i := range index {
				VBROADCASTSS(Mem{Base: pixel, Index: index[i], Scale: 4}, v)
				for j := range b {
					VFMADD231PS(b[j], v, sums[i*len(b)+j])
				}
			}
			ADDQ(Imm(4), pixel)
			ADDQ(ld, dz)
		})
		ADDQ(load64("step")[0], x)
	})
	r = load64("dst", "dstLd")
	for i := range index {
		for j := range b {
			m := Mem{Base: r[0], Disp: size * j}
			VADDPS(m, sums[i*len(b)+j], sums[i*len(b)+j])
			VMOVUPS(sums[i*len(b)+j], m)
		}
		ADDQ(r[1], r[0])
	}
	end()
}
