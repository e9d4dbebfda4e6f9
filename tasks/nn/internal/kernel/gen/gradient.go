package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// gramTile adds the 8 inner products of 2 and 4 rows to s: 6 conversions serve
// 8 multiply-adds.
func gramTile() {
	begin("asmGramTile", "func(n int, x0 *float32, x1 *float32, y0 *float32, y1 *float32, y2 *float32, y3 *float32, s *float64)",
		"is s[4i+j] = the inner product of x_i and y_j, summed in float64.")
	r := load64("n", "x0", "x1", "y0", "y1", "y2", "y3")
	n, rows := r[0], r[1:]
	sums, x0, x1, v := zeroed(8), YMM(), YMM(), YMM()
	quads(n, rows, func(load func(p reg.Register, d reg.VecVirtual)) {
		load(rows[0], x0)
		load(rows[1], x1)
		for j := range 4 {
			load(rows[2+j], v)
			VFMADD231PD(v, x0, sums[j])
			VFMADD231PD(v, x1, sums[4+j])
		}
	})
	s := Load(Param("s"), GP64())
	for i, v := range sums {
		VMOVSD(sum4(v), Mem{Base: s, Disp: 8 * i})
	}
	end()
}

// combine walks down the slice headers of the rows for 16 columns at a time.
func combine() {
	begin("asmCombine", "func(blocks int, k int, w *float64, rows *[]float32, dst *float32)",
		"is dst = sum_k w[k] rows[k] for 16*blocks columns, summed in float64; k > 0.")
	r := load64("blocks", "k", "w", "rows", "dst")
	blocks, k, w, rows, dst := r[0], r[1], r[2], r[3], r[4]
	offset, n, header, weight, p := GP64(), GP64(), GP64(), GP64(), GP64()
	XORQ(offset, offset)
	countDown(blocks, func() {
		sums, a, v := zeroed(4), YMM(), YMM()
		MOVQ(k, n)
		MOVQ(rows, header)
		MOVQ(w, weight)
		countDown(n, func() {
			MOVQ(Mem{Base: header}, p)
			ADDQ(offset, p)
			VBROADCASTSD(Mem{Base: weight}, a)
			for i, s := range sums {
				VCVTPS2PD(Mem{Base: p, Disp: 16 * i}, v)
				VFMADD231PD(v, a, s)
			}
			ADDQ(Imm(24), header)
			ADDQ(Imm(8), weight)
		})
		x := XMM()
		for i, s := range sums {
			VCVTPD2PSY(s, x)
			VMOVUPS(x, Mem{Base: dst, Disp: 16 * i})
		}
		ADDQ(Imm(64), dst)
		ADDQ(Imm(64), offset)
	})
	end()
}
