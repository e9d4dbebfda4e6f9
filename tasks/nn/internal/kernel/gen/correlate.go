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

// correlateRows is correlate with 8 pixels of a row in a register, which leaves
// nothing unused where there are few channels. The sums of 5 taps and 2 channels
// stay in registers.
func correlateRows() {
	const taps, channels = 5, 2
	begin("asmCorrelateRows", "func(at *int, x *float32, step int, w int, rows int, dz *float32, channel int, dst *float32, dstLd int)",
		"adds sum_p x[at[i]+p] dz[j][p] to dst[i][j], 5 x 2, over rows of w pixels; strides, also from one channel of dz to the next, are in bytes.")
	r := load64("x", "rows", "dz", "channel", "at")
	x, rows, dz, channel, at := r[0], r[1], r[2], r[3], r[4]
	index := make([]reg.GPVirtual, taps)
	for i := range index {
		index[i] = GP64().(reg.GPVirtual)
		MOVQ(Mem{Base: at, Disp: 8 * i}, index[i])
	}
	sums, g, v := zeroed(taps*channels), zeroed(channels), YMM()
	pixel, second, n := GP64().(reg.GPVirtual), GP64().(reg.GPVirtual), GP64()
	countDown(rows, func() {
		MOVQ(x, pixel)
		LEAQ(Mem{Base: dz, Index: channel, Scale: 1}, second)
		Load(Param("w"), n)
		stream(n, []reg.GPVirtual{pixel, dz, second}, func(l lanes) {
			l.load(dz, g[0])
			l.load(second, g[1])
			for i := range index {
				VMOVUPS(Mem{Base: pixel, Index: index[i], Scale: 4}, v)
				for j := range g {
					VFMADD231PS(g[j], v, sums[i*channels+j])
				}
			}
		})
		ADDQ(parameter("step"), x)
	})
	r = load64("dst", "dstLd")
	for i := range index {
		for j := range g {
			s, m := sum8(sums[i*channels+j]), Mem{Base: r[0], Disp: 4 * j}
			VADDSS(m, s, s)
			VMOVSS(s, m)
		}
		ADDQ(r[1], r[0])
	}
	end()
}
