package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// skipPanels is how many panels of B an element of A is multiplied with at a
// time: their sums fill half of the registers.
const skipPanels = 4

// nonzero makes a bit of each float and lists those that are not 0.
func nonzero() {
	begin("asmNonzero", "func(n int, x *float32, bits *uint64, list *float32)",
		"sets bit i of bits to whether x[i] is not 0, in whole bytes, and lists these x: of each 64 from their own place on, as in x. The list has room for whole 64s; NaN is not 0; n > 0.")
	r := load64("n", "x", "bits", "list")
	n, x, bits, list := r[0], r[1], r[2], r[3]
	compaction, zero, at, m, count := GP64(), zeroed(1)[0], GP64(), GP64(), GP64()
	LEAQ(compactionTable, compaction)
	MOVQ(list, at)
	stream(n, r[1:2], func(l lanes) {
		same, v, order := fresh("same"), YMM(), YMM()
		l.load(x, v)
		VCMPPS(Imm(notEqual), zero, v, order)
		VMOVMSKPS(order, m.As32())
		MOVB(m.As8(), Mem{Base: bits})
		VPMOVZXBD(Mem{Base: compaction, Index: m, Scale: 8}, order)
		VPERMPS(v, order, v)
		VMOVUPS(v, Mem{Base: at})
		POPCNTQ(m, count)
		LEAQ(Mem{Base: at, Index: count, Scale: 4}, at)
		INCQ(bits)
		TESTQ(U32(7), bits)
		JNZ(LabelRef(same))
		ADDQ(U32(4*64), list)
		MOVQ(list, at)
		Label(same)
	})
	end()
}

// skip goes from bit to bit of a row of A, and reads 4 panels of B for each. The
// loads of B fill the units that load; one more for each number of A would cost a
// ninth, one for four numbers costs little.
func skip() {
	begin("asmSkip", "func(rows int, bits *uint64, ldbits int, list *float32, ldlist int, b *float32, step int, c *float32, ldc int, add int)",
		"computes rows of 64 columns: the sums over bits i of row r, the j-th of which is set, of list[r][j] b[i], added to c[r] or written; strides, and the step between panels of b, are in bytes, rows > 0. A list has room for 64.")
	r := load64("rows", "bits", "list", "c", "b", "step")
	rows, bits, list, c, step := r[0], r[1], r[2], r[3], r[5]
	panels := []reg.GPVirtual{r[4]}
	for i := range skipPanels - 1 {
		panels = append(panels, GP64())
		LEAQ(Mem{Base: panels[i], Index: step, Scale: 1}, panels[i+1])
	}
	left, at, count, x := GP64(), GP64(), GP64(), YMM()
	values, four, sums := GP64(), YMM(), make([]reg.VecVirtual, 2*skipPanels)
	multiply := func() {
		TZCNTQ(left, at)
		SHLQ(Imm(6), at)
		for i, s := range sums {
			VFMADD231PS(Mem{Base: panels[i/2], Index: at, Scale: 1, Disp: i % 2 * 32}, x, s)
		}
		BLSRQ(left, left)
	}
	countDown(rows, func() {
		sum, fours, tail, one, done := fresh("sum"), fresh("fours"), fresh("tail"), fresh("one"), fresh("done")
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
		MOVQ(list, values)
		POPCNTQ(left, count)
		SUBQ(Imm(4), count)
		JL(LabelRef(tail))
		Label(fours)
		VBROADCASTF128(Mem{Base: values}, four)
		ADDQ(Imm(16), values)
		for q := range uint64(4) {
			VPERMILPS(Imm(q|q<<2|q<<4|q<<6), four, x)
			multiply()
		}
		SUBQ(Imm(4), count)
		JGE(LabelRef(fours))
		Label(tail)
		ADDQ(Imm(4), count)
		JZ(LabelRef(done))
		Label(one)
		VBROADCASTSS(Mem{Base: values}, x)
		ADDQ(Imm(4), values)
		multiply()
		JNZ(LabelRef(one))
		Label(done)
		for i, s := range sums {
			VMOVUPS(s, Mem{Base: c, Disp: 32 * i})
		}
		ADDQ(parameter("ldbits"), bits)
		ADDQ(parameter("ldlist"), list)
		ADDQ(parameter("ldc"), c)
	})
	end()
}

// wideNonzero is nonzero without a list: a comparison makes the bits as they are
// wanted.
func wideNonzero() {
	begin("asmWideNonzero", "func(n int, x *float32, bits *uint64)",
		"sets bit i of bits to whether x[i] is not 0, in whole 16s; NaN is not 0; n > 0.")
	r := load64("n", "x", "bits")
	n, x, bits := r[0], r[1], r[2]
	loop, tail, done := fresh("loop"), fresh("tail"), fresh("done")
	zero, some, low := wideZeroed(1)[0], K(), GP64()
	SUBQ(Imm(16), n)
	JL(LabelRef(tail))
	Label(loop)
	VCMPPS(Imm(notEqual), Mem{Base: x}, zero, some)
	KMOVW(some, Mem{Base: bits})
	ADDQ(Imm(64), x)
	ADDQ(Imm(2), bits)
	SUBQ(Imm(16), n)
	JGE(LabelRef(loop))
	Label(tail)
	ADDQ(Imm(16), n)
	JZ(LabelRef(done))
	first := K()
	MOVQ(U32(0xffff), low)
	BZHIQ(n, low, low)
	KMOVW(low.As32(), first)
	VCMPPS(Imm(notEqual), Mem{Base: x}, zero, first, some)
	KMOVW(some, Mem{Base: bits})
	Label(done)
	end()
}

// wideSkip is skip in registers of 16 floats, of twice the panels: eight sums
// hide the latency of multiply-adds. One more load for each number of A is the
// ninth and costs no more than its shuffle, which takes a unit that multiplies,
// so that numbers are read where they stand.
func wideSkip() {
	const panels = 8
	begin("asmWideSkip", "func(rows int, bits *uint64, ldbits int, a *float32, lda int, b *float32, step int, c *float32, ldc int, add int)",
		"computes rows of 128 columns: the sums over bits i of row r that are set of a[r][i] b[i], added to c[r] or written; strides, and the step between panels of b, are in bytes, rows > 0.")
	r := load64("rows", "bits", "a", "c", "b", "step")
	rows, bits, a, c, b, step := r[0], r[1], r[2], r[3], r[4], r[5]
	left, at, x, sums := GP64(), GP64(), ZMM(), make([]reg.VecVirtual, panels)
	offsets := rowOffsets(panels, step)
	multiply := func() {
		TZCNTQ(left, at)
		VBROADCASTSS(Mem{Base: a, Index: at, Scale: 4}, x)
		SHLQ(Imm(6), at)
		ADDQ(b, at)
		for i, s := range sums {
			m := offsets[i]
			m.Base = at
			VFMADD231PS(m, x, s)
		}
		BLSRQ(left, left)
	}
	countDown(rows, func() {
		sum, some, done := fresh("sum"), fresh("some"), fresh("done")
		for i, s := range wideZeroed(panels) {
			sums[i] = s
		}
		CMPQ(parameter("add"), Imm(0))
		JE(LabelRef(sum))
		for i, s := range sums {
			VMOVUPS(Mem{Base: c, Disp: 64 * i}, s)
		}
		Label(sum)
		MOVQ(Mem{Base: bits}, left)
		TESTQ(left, left)
		JZ(LabelRef(done))
		Label(some)
		multiply()
		JZ(LabelRef(done))
		multiply()
		JNZ(LabelRef(some))
		Label(done)
		for i, s := range sums {
			VMOVUPS(s, Mem{Base: c, Disp: 64 * i})
		}
		ADDQ(parameter("ldbits"), bits)
		ADDQ(parameter("lda"), a)
		ADDQ(parameter("ldc"), c)
	})
	end()
}
