package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// skipPanels is how many panels of B an element of A is multiplied with at a
// time: their sums fill half of the registers.
const skipPanels = 4

// nonzero makes a word of bits of each row and lists what is not 0.
func nonzero() {
	begin("asmNonzero", "func(rows int, n int, x *float32, ldx int, bits *uint64, list *float32)",
		"sets bit i of bits[r] to whether x[r][i] is not 0, for rows > 0 of 0 < n <= 64, ldx bytes apart, and lists these x from list[64*r] on, where there is room for 64; NaN is not 0.")
	r := load64("rows", "n", "x", "ldx", "bits", "list")
	rows, n, x, ldx, bits, list := r[0], r[1], r[2], r[3], r[4], r[5]
	compaction, zero, at, m, count := GP64(), zeroed(1)[0], GP64(), GP64(), GP64()
	left, from, to := GP64(), GP64().(reg.GPVirtual), GP64()
	LEAQ(compactionTable, compaction)
	countDown(rows, func() {
		MOVQ(n, left)
		MOVQ(x, from)
		MOVQ(bits, to)
		MOVQ(list, at)
		MOVQ(U32(0), Mem{Base: bits})
		stream(left, []reg.GPVirtual{from}, func(l lanes) {
			v, order := YMM(), YMM()
			l.load(from, v)
			VCMPPS(Imm(notEqual), zero, v, order)
			VMOVMSKPS(order, m.As32())
			MOVB(m.As8(), Mem{Base: to})
			VPMOVZXBD(Mem{Base: compaction, Index: m, Scale: 8}, order)
			VPERMPS(v, order, v)
			VMOVUPS(v, Mem{Base: at})
			POPCNTQ(m, count)
			LEAQ(Mem{Base: at, Index: count, Scale: 4}, at)
			INCQ(to)
		})
		ADDQ(ldx, x)
		ADDQ(Imm(8), bits)
		ADDQ(U32(4*64), list)
	})
	end()
}

// skip goes from bit to bit of a row of A, and reads 4 panels of B for each. The
// loads of B fill the units that load; one more for each number of A would cost a
// ninth, one for four numbers costs little.
func skip() {
	begin("asmSkip", "func(rows int, bits *uint64, list *float32, ldlist int, b *float32, step int, c *float32, ldc int, add int)",
		"computes rows of 64 columns: the sums over bits i of bits[r], the j-th of which is set, of list[r][j] b[i], added to c[r] or written; strides, and the step between panels of b, are in bytes, rows > 0. A list has room for 64.")
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
	skipRows(rows, []reg.GPVirtual{bits, list, c}, "ldlist", func() []reg.VecVirtual {
		copy(sums, zeroed(len(sums)))
		return sums
	}, func() {
		fours, tail, one, done := fresh("fours"), fresh("tail"), fresh("one"), fresh("done")
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
	})
	end()
}

// skipRows goes through the rows of a product that skips, whose words of bits,
// numbers and row of C are at p: body adds to the sums of a row, which begin with
// zeros or with C.
func skipRows(rows reg.GPVirtual, p []reg.GPVirtual, step string, zeros func() []reg.VecVirtual, body func()) {
	countDown(rows, func() {
		sum, sums, c := fresh("sum"), zeros(), p[2]
		at := func(i int) Mem { return Mem{Base: c, Disp: i * int(sums[i].Size())} }
		CMPQ(parameter("add"), Imm(0))
		JE(LabelRef(sum))
		for i, s := range sums {
			VMOVUPS(at(i), s)
		}
		Label(sum)
		body()
		for i, s := range sums {
			VMOVUPS(s, at(i))
		}
		ADDQ(Imm(8), p[0])
		ADDQ(parameter(step), p[1])
		ADDQ(parameter("ldc"), c)
	})
}

// wideNonzero is nonzero without a list: a comparison makes the bits as they are
// wanted.
func wideNonzero() {
	begin("asmWideNonzero", "func(rows int, n int, x *float32, ldx int, bits *uint64)",
		"sets bit i of bits[r] to whether x[r][i] is not 0, for rows > 0 of 0 < n <= 64, ldx bytes apart; NaN is not 0.")
	r := load64("rows", "n", "x", "ldx", "bits")
	rows, n, x, ldx, bits := r[0], r[1], r[2], r[3], r[4]
	zero, some, low, wanted := wideZeroed(1)[0], K(), GP64(), make([]reg.OpmaskVirtual, 4)
	MOVQ(I64(-1), low)
	BZHIQ(n, low, low)
	for i := range wanted {
		wanted[i] = K()
		KMOVW(low.As32(), wanted[i])
		SHRQ(Imm(16), low)
	}
	countDown(rows, func() {
		for i, w := range wanted {
			VCMPPS(Imm(notEqual), Mem{Base: x, Disp: 64 * i}, zero, w, some)
			KMOVW(some, Mem{Base: bits, Disp: 2 * i})
		}
		ADDQ(ldx, x)
		ADDQ(Imm(8), bits)
	})
	end()
}

// wideSkip is skip in registers of 16 floats, of twice the panels: eight sums
// hide the latency of multiply-adds. One more load for each number of A is the
// ninth and costs no more than its shuffle, which takes a unit that multiplies,
// so that numbers are read where they stand.
func wideSkip() {
	const panels = 8
	begin("asmWideSkip", "func(rows int, bits *uint64, a *float32, lda int, b *float32, step int, c *float32, ldc int, add int)",
		"computes rows of 128 columns: the sums over bits i of bits[r] that are set of a[r][i] b[i], added to c[r] or written; strides, and the step between panels of b, are in bytes, rows > 0.")
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
	skipRows(rows, []reg.GPVirtual{bits, a, c}, "lda", func() []reg.VecVirtual {
		copy(sums, wideZeroed(panels))
		return sums
	}, func() {
		some, done := fresh("some"), fresh("done")
		MOVQ(Mem{Base: bits}, left)
		TESTQ(left, left)
		JZ(LabelRef(done))
		Label(some)
		multiply()
		JZ(LabelRef(done))
		multiply()
		JNZ(LabelRef(some))
		Label(done)
	})
	end()
}
