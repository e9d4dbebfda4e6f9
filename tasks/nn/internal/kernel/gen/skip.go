package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// skipPanels is how many panels of B an element of A is multiplied with at a
// time: their sums fill half of the registers.
const skipPanels = 4

// nonzero makes a bit of each float.
func nonzero() {
	begin("asmNonzero", "func(n int, x *float32, bits *uint64)",
		"sets bit i of bits to whether x[i] is not 0, in whole bytes; NaN is not 0; n > 0.")
	r := load64("n", "x", "bits")
	n, x, bits := r[0], r[1], r[2]
	zero, v, eight := zeroed(1)[0], YMM(), GP32()
	stream(n, r[1:2], func(l lanes) {
		l.load(x, v)
		VCMPPS(Imm(4), zero, v, v)
		VMOVMSKPS(v, eight)
		MOVB(eight.As8(), Mem{Base: bits})
		INCQ(bits)
	})
	end()
}

// skip goes from bit to bit of a row of A, and reads 4 panels of B for each.
func skip() {
	begin("asmSkip", "func(rows int, bits *uint64, ldbits int, a *float32, lda int, b *float32, step int, c *float32, ldc int, add int)",
		"computes rows of 64 columns: the sums over bits i of row r of a[r][i] b[i], added to c[r] or written; strides, and the step between panels of b, are in bytes, rows > 0.")
	r := load64("rows", "bits", "a", "c", "b", "step")
	rows, bits, a, c, step := r[0], r[1], r[2], r[3], r[5]
	panels := []reg.GPVirtual{r[4]}
	for i := range skipPanels - 1 {
		panels = append(panels, GP64())
		LEAQ(Mem{Base: panels[i], Index: step, Scale: 1}, panels[i+1])
	}
	left, at, x, sums := GP64(), GP64(), YMM(), make([]reg.VecVirtual, 2*skipPanels)
	countDown(rows, func() {
		sum, next, done := fresh("sum"), fresh("next"), fresh("done")
		for i := range sums {
			sums[i] = YMM()
			VXORPS(sums[i], sums[i], sums[i])
		}
		CMPQ(parameter("add"), Imm(0))
		JE(LabelRef(sum))
		for i, s := range sums {
			VMOVUPS(Mem{Base: c, Disp: 32 * i}, s)
		}
		Label(sum)
		MOVQ(Mem{Base: bits}, left)
		TESTQ(left, left)
		JZ(LabelRef(done))
		Label(next)
		TZCNTQ(left, at)
		VBROADCASTSS(Mem{Base: a, Index: at, Scale: 4}, x)
		SHLQ(Imm(6), at)
		for i, s := range sums {
			VFMADD231PS(Mem{Base: panels[i/2], Index: at, Scale: 1, Disp: i % 2 * 32}, x, s)
		}
		BLSRQ(left, left)
		JNZ(LabelRef(next))
		Label(done)
		for i, s := range sums {
			VMOVUPS(s, Mem{Base: c, Disp: 32 * i})
		}
		ADDQ(parameter("ldbits"), bits)
		ADDQ(parameter("lda"), a)
		ADDQ(parameter("ldc"), c)
	})
	end()
}
