package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const halfBits = 0x3f000000 // 0.5

// winogradFilters is GgG', G = (1 0 0; 1/2 1/2 1/2; 1/2 -1/2 1/2; 0 0 1).
func winogradFilters() {
	begin("asmWinogradFilters", "func(filters int, src *float32, tap int, dst *float32, step int)",
		"transforms 3 x 3 taps of 16 filters side by side, tap bytes apart, to 16 rows, step bytes apart; the next 16 filters are 9 rows, and 1 row, further on.")
	r := load64("filters", "src", "tap", "dst", "step")
	filters, tap, dst := r[0], r[2], spectrum(r[3], r[4])
	src := []reg.GPVirtual{r[1], GP64().(reg.GPVirtual), GP64().(reg.GPVirtual)}
	for i := 1; i < 3; i++ {
		LEAQ(Mem{Base: src[i-1], Index: tap, Scale: 2}, src[i])
		ADDQ(tap, src[i])
	}
	countDown(filters, func() {
		for half := range 2 {
			at := func(i, j int) Mem {
				return []Mem{
					{Base: src[i], Disp: 32 * half}, {Base: src[i], Index: tap, Scale: 1, Disp: 32 * half},
					{Base: src[i], Index: tap, Scale: 2, Disp: 32 * half},
				}[j]
			}
			var columns [3][4]reg.VecVirtual
			for j := range columns {
				g := zeroless(3)
				for i := range g {
					VMOVUPS(at(i, j), g[i])
				}
				columns[j] = winogradTaps(g[0], g[1], g[2])
			}
			for i := range 4 {
				for j, v := range winogradTaps(columns[0][i], columns[1][i], columns[2][i]) {
					m := dst.at(i, j)
					m.Disp = 32 * half
					VMOVUPS(v, m)
				}
			}
		}
		for _, p := range src {
			ADDQ(U32(9*64), p)
		}
		for _, p := range dst.rows {
			ADDQ(Imm(64), p)
		}
	})
	end()
}

// winogradTaps is Gg: g0, (g0+g2)/2 + g1/2, (g0+g2)/2 - g1/2, g2. g1 is lost.
func winogradTaps(g0, g1, g2 reg.VecVirtual) [4]reg.VecVirtual {
	even, sum := YMM(), YMM()
	VADDPS(g2, g0, even)
	VMULPS(all8(halfBits), even, even)
	VMULPS(all8(halfBits), g1, g1)
	VADDPS(g1, even, sum)
	VSUBPS(g1, even, even)
	return [4]reg.VecVirtual{g0, sum, even, g2}
}

// winogradFilterGradient is G'uG.
func winogradFilterGradient() {
	begin("asmWinogradFilterGradient", "func(rows int, groups int, src *float32, step int, dst *float32, ld int)",
		"turns rows of 8*groups gradients, those of the 16 products step bytes apart, into 9 rows each, of taps, ld bytes apart; ld is 32*groups.")
	r := load64("rows", "src", "step", "dst", "ld")
	rows, src, ld := r[0], spectrum(r[1], r[2]), r[4]
	dst := []reg.GPVirtual{r[3], GP64().(reg.GPVirtual), GP64().(reg.GPVirtual)}
	for i := 1; i < 3; i++ {
		LEAQ(Mem{Base: dst[i-1], Index: ld, Scale: 2}, dst[i])
		ADDQ(ld, dst[i])
	}
	groups := GP64()
	countDown(rows, func() {
		Load(Param("groups"), groups)
		countDown(groups, func() {
			var columns [4][3]reg.VecVirtual
			for j := range columns {
				u := zeroless(2)
				VMOVUPS(src.at(1, j), u[0])
				VMOVUPS(src.at(2, j), u[1])
				columns[j] = winogradTapGradients(src.at(0, j), u[0], u[1], src.at(3, j))
			}
			for i := range 3 {
				taps := winogradTapGradients(columns[0][i], columns[1][i], columns[2][i], columns[3][i])
				for j, v := range taps {
					VMOVUPS(v, []Mem{
						{Base: dst[i]}, {Base: dst[i], Index: ld, Scale: 1}, {Base: dst[i], Index: ld, Scale: 2},
					}[j])
				}
			}
			for _, p := range append(src.rows[:], dst...) {
				ADDQ(Imm(32), p)
			}
		})
		for _, p := range dst {
			LEAQ(Mem{Base: p, Index: ld, Scale: 8}, p)
		}
	})
	end()
}

// winogradTapGradients is G'u: u0 + (u1+u2)/2, (u1-u2)/2, (u1+u2)/2 + u3. u1 is
// lost.
func winogradTapGradients(u0 Op, u1, u2 reg.VecVirtual, u3 Op) [3]reg.VecVirtual {
	sum, last := YMM(), YMM()
	VADDPS(u2, u1, sum)
	VSUBPS(u2, u1, u1)
	VMULPS(all8(halfBits), sum, sum)
	VMULPS(all8(halfBits), u1, u1)
	VADDPS(u3, sum, last)
	VADDPS(u0, sum, sum)
	return [3]reg.VecVirtual{sum, u1, last}
}
