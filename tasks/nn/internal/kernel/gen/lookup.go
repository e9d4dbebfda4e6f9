package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A table is the 16 sums of four rows of 16 floats: row q is in sum i if bit q
// is set in i. There is one for each four bits of a word.
const (
	sumBytes   = 64
	tableBytes = 16 * sumBytes
)

// nonzeroBits makes a word of 64 floats.
func nonzeroBits() {
	begin("asmNonzeroBits", "func(rows int, words *uint64, y *float32, ldy int)",
		"makes bit j of words[r] of whether y[r][j] is not 0, for rows > 0 of 64 columns, ldy bytes apart; NaN is not 0.")
	r := load64("rows", "words", "y", "ldy")
	word, eight, zero, v := GP64(), GP64(), zeroed(1)[0], YMM()
	countDown(r[0], func() {
		for i := 7; i >= 0; i-- {
			VCMPPS(Imm(notEqual), Mem{Base: r[2], Disp: 32 * i}, zero, v)
			VMOVMSKPS(v, eight.As32())
			SHLQ(Imm(8), word)
			ORQ(eight, word)
		}
		MOVQ(word, Mem{Base: r[1]})
		ADDQ(Imm(8), r[1])
		ADDQ(r[3], r[2])
	})
	end()
}

// tables is for 16 columns.
func tables() {
	begin("asmTables", "func(count int, scale *float32, b *float32, ldb int, table *float32)",
		"makes count > 0 tables, each of four rows of b, ldb bytes apart, times their scales; sum 0 stays as it is.")
	r := load64("count", "scale", "b", "ldb", "table")
	makeTables(r, sumBytes, YMM, func(_ int, row Mem, factor, alone reg.VecVirtual) { VMULPS(row, factor, alone) })
	end()
}

// makeTables makes a sum of so many bytes from one before and a row, a register
// at a time; times multiplies the columns of a register with the scale of their row.
func makeTables(r []reg.GPVirtual, bytes int, register func() reg.VecVirtual, times func(part int, row Mem, factor, alone reg.VecVirtual)) {
	count, scale, b, ldb, table := r[0], r[1], r[2], r[3], r[4]
	offsets, factor := rowOffsets(4, ldb), register()
	countDown(count, func() {
		for part := 0; part < bytes; part += int(factor.Size()) {
			sums := []reg.VecVirtual{nil}
			for q, row := range offsets {
				row.Base, row.Disp = b, part
				VBROADCASTSS(Mem{Base: scale, Disp: 4 * q}, factor)
				alone := register()
				times(part, row, factor, alone)
				for i, s := range sums {
					sum := alone
					if i > 0 {
						sum = register()
						VADDPS(alone, s, sum)
					}
					VMOVUPS(sum, Mem{Base: table, Disp: len(sums)*bytes + part})
					sums = append(sums, sum)
				}
			}
		}
		ADDQ(Imm(16), scale)
		LEAQ(Mem{Base: b, Index: ldb, Scale: 4}, b)
		ADDQ(U32(16*uint64(bytes)), table)
	})
}

// lookups takes four rows at a time, which hides the latency of additions.
func lookups() {
	begin("asmLookups", "func(rows int, words *uint64, count int, tables *float32, scale *float32, c *float32, ldc int, add int)",
		"writes or adds rows > 0 of 16 columns, ldc bytes apart: scale[r] times the sum of what each four bits of words[r] choose from a table of their own; there are 4*count > 0 tables.")
	r := load64("rows", "words", "tables", "scale", "c", "ldc")
	inFours(r[0], func(rows int) { lookup(rows, r) })
	end()
}

// inFours goes through n > 0 rows, four at a time and what is left one by one.
func inFours(n reg.GPVirtual, body func(rows int)) {
	done := fresh("done")
	unrolled(n, 4, func() { body(4) })
	TESTQ(n, n)
	JZ(LabelRef(done))
	countDown(n, func() { body(1) })
	Label(done)
}

// lookup does some rows and moves the pointers past them.
func lookup(rows int, r []reg.GPVirtual) {
	words, scale, c, ldc := r[1], r[3], r[4], r[5]
	sums, left := zeroed(2*rows), make([]reg.GPVirtual, rows)
	for i := range left {
		left[i] = GP64().(reg.GPVirtual)
		MOVQ(Mem{Base: words, Disp: 8 * i}, left[i])
		ROLQ(Imm(6), left[i]) // four bits times sumBytes
	}
	count, table := Load(Param("count"), GP64()), GP64()
	MOVQ(r[2], table)
	countDown(count, func() {
		for g := range 4 {
			for i, word := range left {
				at := GP64()
				MOVL(word.As32(), at.As32())
				ANDL(U32(15*sumBytes), at.As32())
				RORQ(Imm(4), word)
				for half, s := range sums[2*i : 2*i+2] {
					VADDPS(Mem{Base: table, Index: at, Scale: 1, Disp: g*tableBytes + 32*half}, s, s)
				}
			}
		}
		ADDQ(U32(4*tableBytes), table)
	})
	storeScaled(sums, scale, c, ldc)
	ADDQ(Imm(8*uint64(rows)), words)
	ADDQ(Imm(4*uint64(rows)), scale)
}

// storeScaled writes or adds rows of two registers, each times its scale, and
// moves c past them.
func storeScaled(sums []reg.VecVirtual, scale, c, ldc reg.GPVirtual) {
	factor, write, written := YMM(), fresh("write"), fresh("written")
	all := func(store func(sum reg.VecVirtual, at Mem)) {
		for i, s := range sums {
			if i%2 == 0 {
				VBROADCASTSS(Mem{Base: scale, Disp: 2 * i}, factor)
			}
			store(s, Mem{Base: c, Disp: i % 2 * 32})
			VMOVUPS(s, Mem{Base: c, Disp: i % 2 * 32})
			if i%2 == 1 {
				ADDQ(ldc, c)
			}
		}
	}
	CMPQ(parameter("add"), Imm(0))
	JE(LabelRef(write))
	all(func(sum reg.VecVirtual, at Mem) { VFMADD213PS(at, factor, sum) })
	JMP(LabelRef(written))
	Label(write)
	all(func(sum reg.VecVirtual, _ Mem) { VMULPS(factor, sum, sum) })
	Label(written)
}

// wideBytes is a sum of 32 columns, in two registers of 16 floats.
const wideBytes = 128

// lastColumns is the mask of those of 16 to 32 columns that the second register
// holds.
func lastColumns(n reg.Register) reg.OpmaskVirtual {
	bits, mask := GP64(), K()
	MOVQ(U32(0xffff), bits)
	SUBQ(Imm(16), n)
	BZHIQ(n, bits, bits)
	KMOVW(bits.As32(), mask)
	return mask
}

// wideTables is tables for 17 to 32 columns.
func wideTables() {
	begin("asmWideTables", "func(count int, scale *float32, b *float32, ldb int, table *float32, n int)",
		"is asmTables for 16 < n <= 32 columns.")
	r := load64("count", "scale", "b", "ldb", "table", "n")
	last := lastColumns(r[5])
	makeTables(r, wideBytes, ZMM, func(part int, row Mem, factor, alone reg.VecVirtual) {
		if part == 0 {
			VMULPS(row, factor, alone)
		} else {
			VMULPS_Z(row, factor, last, alone)
		}
	})
	end()
}

// wideLookups is lookups for 17 to 32 columns.
func wideLookups() {
	begin("asmWideLookups", "func(rows int, words *uint64, count int, tables *float32, scale *float32, c *float32, ldc int, n int, add int)",
		"is asmLookups for 16 < n <= 32 columns.")
	last := lastColumns(Load(Param("n"), GP64()))
	r := load64("rows", "words", "tables", "scale", "c", "ldc")
	inFours(r[0], func(rows int) { wideLookup(rows, r, last) })
	end()
}

// wideLookup is lookup of two registers a row. It adds where the tables start to
// the place of a sum once, which loads with an index would do at every one.
func wideLookup(rows int, r []reg.GPVirtual, last reg.OpmaskVirtual) {
	words, scale, c, ldc := r[1], r[3], r[4], r[5]
	sums, left := wideZeroed(2*rows), make([]reg.GPVirtual, rows)
	for i := range left {
		left[i] = GP64().(reg.GPVirtual)
		MOVQ(Mem{Base: words, Disp: 8 * i}, left[i])
	}
	count, table := Load(Param("count"), GP64()), GP64()
	MOVQ(r[2], table)
	countDown(count, func() {
		for g := range 4 {
			for i, word := range left {
				at := GP64()
				RORXQ(Imm(uint64(64+4*g-7)%64), word, at) // four bits times wideBytes
				ANDL(U32(15*wideBytes), at.As32())
				ADDQ(table, at)
				for half, s := range sums[2*i : 2*i+2] {
					VADDPS(Mem{Base: at, Disp: g*16*wideBytes + 64*half}, s, s)
				}
			}
		}
		for _, word := range left {
			SHRQ(Imm(16), word)
		}
		ADDQ(U32(4*16*wideBytes), table)
	})
	wideStoreScaled(sums, scale, c, ldc, last)
	ADDQ(Imm(8*uint64(rows)), words)
	ADDQ(Imm(4*uint64(rows)), scale)
}

// wideStoreScaled is storeScaled in registers of 16 floats, the second masked.
func wideStoreScaled(sums []reg.VecVirtual, scale, c, ldc reg.GPVirtual, last reg.OpmaskVirtual) {
	factor, write, written := ZMM(), fresh("write"), fresh("written")
	all := func(first, second func(sum reg.VecVirtual, at Mem)) {
		for i := 0; i < len(sums); i += 2 {
			VBROADCASTSS(Mem{Base: scale, Disp: 2 * i}, factor)
			at, end := Mem{Base: c}, Mem{Base: c, Disp: 64}
			first(sums[i], at)
			second(sums[i+1], end)
			VMOVUPS(sums[i], at)
			VMOVUPS(sums[i+1], last, end)
			ADDQ(ldc, c)
		}
	}
	CMPQ(parameter("add"), Imm(0))
	JE(LabelRef(write))
	all(func(sum reg.VecVirtual, at Mem) { VFMADD213PS(at, factor, sum) },
		func(sum reg.VecVirtual, at Mem) { VFMADD213PS(at, factor, last, sum) })
	JMP(LabelRef(written))
	Label(write)
	scaled := func(sum reg.VecVirtual, _ Mem) { VMULPS(factor, sum, sum) }
	all(scaled, scaled)
	Label(written)
}

// wideColumn looks up sums of single numbers: the 16 of a table are one register,
// from which one instruction picks those of 16 rows.
func wideColumn() {
	begin("asmWideColumn", "func(rows int, words *uint64, b *float32, scale *float32, c *float32, add int)",
		"writes or adds rows > 0 numbers: scale[r] times the sum of those of 64 numbers b for which a bit is set in words[r], first in fours, then over these.")
	r := load64("rows", "words", "b", "scale", "c", "add")
	rows, words, b, scale, c, add := r[0], r[1], r[2], r[3], r[4], r[5]
	tables, v, bits := wideZeroed(16), ZMM(), GP64()
	for q, with := range []uint64{0xaaaa, 0xcccc, 0xf0f0, 0xff00} { // sums with number q
		some := K()
		MOVQ(U32(with), bits)
		KMOVW(bits.As32(), some)
		for i, t := range tables {
			VBROADCASTSS(Mem{Base: b, Disp: 16*i + 4*q}, v)
			VADDPS(v, t, some, t)
		}
	}
	loop, write, written := fresh("loop"), fresh("write"), fresh("written")
	all, first, second := K(), K(), K()
	Label(loop)
	some := GP64()
	MOVQ(U32(16), some)
	CMPQ(rows, some)
	CMOVQLT(rows, some)
	MOVQ(U32(0xffff), bits)
	BZHIQ(some, bits, bits)
	KMOVW(bits.As32(), all)
	KMOVB(bits.As32(), first)
	SHRQ(Imm(8), bits)
	KMOVB(bits.As32(), second)
	lo, hi, at, sum := ZMM(), ZMM(), ZMM(), wideZeroed(1)[0]
	VMOVDQU64_Z(Mem{Base: words}, first, lo)
	VMOVDQU64_Z(Mem{Base: words, Disp: 64}, second, hi)
	low, high, half := ZMM(), ZMM(), YMM()
	VPMOVQD(lo, low.AsY())
	VPMOVQD(hi, half)
	VINSERTI64X4(Imm(1), half, low, low)
	VPSRLQ(Imm(32), lo, lo)
	VPSRLQ(Imm(32), hi, hi)
	VPMOVQD(lo, high.AsY())
	VPMOVQD(hi, half)
	VINSERTI64X4(Imm(1), half, high, high)
	for i, t := range tables {
		VPSRLD(Imm(uint64(i%8*4)), []Op{low, high}[i/8], at)
		VPERMPS(t, at, v)
		VADDPS(v, sum, sum)
	}
	VMOVUPS_Z(Mem{Base: scale}, all, v)
	TESTQ(add, add)
	JZ(LabelRef(write))
	VMOVUPS_Z(Mem{Base: c}, all, at)
	VFMADD213PS(at, v, sum)
	JMP(LabelRef(written))
	Label(write)
	VMULPS(v, sum, sum)
	Label(written)
	VMOVUPS(sum, all, Mem{Base: c})
	ADDQ(U32(8*16), words)
	ADDQ(Imm(64), scale)
	ADDQ(Imm(64), c)
	SUBQ(Imm(16), rows)
	JG(LabelRef(loop))
	end()
}
