package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// tile multiplies count groups of some rows of A with one panel of 16 columns
// of B. The sums of a group stay in 2*rows registers over the whole of k; each
// turn loads 16 floats of B and broadcasts one of A for each row, so that with
// 6 rows there are 12 multiply-adds for 8 loads.
func tile(rows int) {
	begin(fmt.Sprintf("asmTile%d", rows),
		"func(count int, k int, a *float32, rs int, cs int, b *float32, ldb int, c *float32, ldc int, n int, add int)",
		fmt.Sprintf("computes count tiles of %d x 16; strides are in bytes, n <= 16 columns are stored, k > 0.", rows))
	ldb := load64("ldb")[0]
	tiles(rows, func() (row func() Mem, next func()) {
		b := load64("b")[0]
		return func() Mem { return Mem{Base: b} }, func() { ADDQ(ldb, b) }
	})
}

// gatherTile is tile with the rows of B wherever a table says.
func gatherTile(rows int) {
	begin(fmt.Sprintf("asmGather%d", rows),
		"func(count int, k int, a *float32, rs int, cs int, b *float32, offsets *int, c *float32, ldc int, n int, add int)",
		fmt.Sprintf("is asmTile%d with row i of B at b[offsets[i]].", rows))
	b := load64("b")[0]
	tiles(rows, func() (row func() Mem, next func()) {
		offsets, at := load64("offsets")[0], GP64()
		return func() Mem {
			MOVQ(Mem{Base: offsets}, at)
			return Mem{Base: b, Index: at, Scale: 4}
		}, func() { ADDQ(Imm(8), offsets) }
	})
}

// tiles is the body of both. start begins a tile: row gives the address of the
// next row of B and next goes on to the one after.
func tiles(rows int, start func() (row func() Mem, next func())) {
	r := load64("a", "rs", "cs", "c", "count")
	a, rs, cs, c, count := r[0], r[1], r[2], r[3], r[4]
	rs3, rs5 := GP64(), GP64()
	LEAQ(Mem{Base: rs, Index: rs, Scale: 2}, rs3)
	LEAQ(Mem{Base: rs, Index: rs, Scale: 4}, rs5)
	countDown(count, func() {
		row, next := start()
		sums := tileSums(rows, a, cs, row, next, []Mem{
			{}, {Index: rs, Scale: 1}, {Index: rs, Scale: 2},
			{Index: rs3, Scale: 1}, {Index: rs, Scale: 4}, {Index: rs5, Scale: 1},
		})
		storeTile(rows, sums, c)
		step := GP64()
		IMUL3Q(Imm(uint64(rows)), rs, step)
		ADDQ(step, a)
	})
	end()
}

// tileSums computes one tile; row r of A starts at first + offsets[r].
func tileSums(rows int, first, cs reg.GPVirtual, row func() Mem, next func(), offsets []Mem) []reg.VecVirtual {
	k, a := Load(Param("k"), GP64()), GP64()
	MOVQ(first, a)
	sums := zeroed(2 * rows)
	b0, b1, x := YMM(), YMM(), []reg.VecVirtual{YMM(), YMM()}
	step := func() {
		b := row()
		VMOVUPS(b, b0)
		VMOVUPS(b.Offset(32), b1)
		for r := range rows {
			m := offsets[r]
			m.Base = a
			VBROADCASTSS(m, x[r%2])
			VFMADD231PS(b0, x[r%2], sums[2*r])
			VFMADD231PS(b1, x[r%2], sums[2*r+1])
		}
		ADDQ(cs, a)
		next()
	}
	four, tail, one, done := fresh("four"), fresh("tail"), fresh("one"), fresh("summed")
	SUBQ(Imm(4), k)
	JLT(LabelRef(tail))
	Label(four)
	for range 4 {
		step()
	}
	SUBQ(Imm(4), k)
	JGE(LabelRef(four))
	Label(tail)
	ADDQ(Imm(4), k)
	JZ(LabelRef(done))
	Label(one)
	step()
	DECQ(k)
	JNZ(LabelRef(one))
	Label(done)
	return sums
}

// storeTile writes or adds a tile to C and moves c past its rows.
func storeTile(rows int, sums []reg.VecVirtual, c reg.GPVirtual) {
	r := load64("ldc", "n", "add")
	ldc, n, add := r[0], r[1], r[2]
	ragged, store, done := fresh("ragged"), fresh("store"), fresh("written")
	CMPQ(n, Imm(16))
	JNE(LabelRef(ragged))
	TESTQ(add, add)
	JZ(LabelRef(store))
	p := GP64()
	MOVQ(c, p)
	for i := range rows {
		VADDPS(Mem{Base: p}, sums[2*i], sums[2*i])
		VADDPS(Mem{Base: p, Disp: 32}, sums[2*i+1], sums[2*i+1])
		ADDQ(ldc, p)
	}
	Label(store)
	for i := range rows {
		VMOVUPS(sums[2*i], Mem{Base: c})
		VMOVUPS(sums[2*i+1], Mem{Base: c, Disp: 32})
		ADDQ(ldc, c)
	}
	JMP(LabelRef(done))
	Label(ragged)
	storeRagged(rows, sums, c, ldc, n, add)
	Label(done)
}

// storeRagged is storeTile for fewer than 16 columns.
func storeRagged(rows int, sums []reg.VecVirtual, c, ldc, n, add reg.GPVirtual) {
	m0, m1, x := YMM(), YMM(), YMM()
	loadMask(n, 0, m0)
	loadMask(n, 8, m1)
	store := fresh("store")
	TESTQ(add, add)
	JZ(LabelRef(store))
	p := GP64()
	MOVQ(c, p)
	for i := range rows {
		VMASKMOVPS(Mem{Base: p}, m0, x)
		VADDPS(x, sums[2*i], sums[2*i])
		VMASKMOVPS(Mem{Base: p, Disp: 32}, m1, x)
		VADDPS(x, sums[2*i+1], sums[2*i+1])
		ADDQ(ldc, p)
	}
	Label(store)
	for i := range rows {
		storeUpTo15(sums[2*i], sums[2*i+1], c, n)
		ADDQ(ldc, c)
	}
}

// storeUpTo15 writes the first n lanes of two registers, n < 16.
func storeUpTo15(lo, hi reg.VecVirtual, p, n reg.Register) {
	few := fresh("few")
	q := GP64()
	MOVQ(p, q)
	TESTQ(U32(8), n)
	JZ(LabelRef(few))
	VMOVUPS(lo, Mem{Base: q})
	VMOVAPS(hi, lo)
	ADDQ(Imm(32), q)
	Label(few)
	storeTail(lo, q, n)
}

// transpose serves the packing of a transposed B, half a panel at a time.
func transpose() {
	begin("asmTranspose", "func(blocks int, dst *float32, ds int, src *float32, ss int, alpha float32)",
		"writes the transpose of 8 rows of 8*blocks floats, times alpha; strides are in bytes.")
	r := load64("blocks", "dst", "ds", "src", "ss")
	blocks, dst, ds, src, ld := r[0], r[1], r[2], r[3], r[4]
	alpha := broadcast("alpha")
	ld3, low := GP64(), GP64()
	LEAQ(Mem{Base: ld, Index: ld, Scale: 2}, ld3)
	countDown(blocks, func() {
		LEAQ(Mem{Base: src, Index: ld, Scale: 4}, low)
		rows := make([]reg.VecVirtual, 8)
		for i := range rows {
			rows[i] = YMM()
			m := []Mem{{}, {Index: ld, Scale: 1}, {Index: ld, Scale: 2}, {Index: ld3, Scale: 1}}[i%4]
			m.Base = []reg.Register{src, low}[i/4]
			VMOVUPS(m, rows[i])
		}
		for _, v := range transpose8(rows) {
			VMULPS(v, alpha, v)
			VMOVUPS(v, Mem{Base: dst})
			ADDQ(ds, dst)
		}
		ADDQ(Imm(32), src)
	})
	end()
}

// transpose8 transposes 8 registers: pairs, then pairs of pairs, then halves.
func transpose8(r []reg.VecVirtual) []reg.VecVirtual {
	two := func(in []reg.VecVirtual, i, j int, f func(Op, Op, Op), g func(Op, Op, Op)) (lo, hi reg.VecVirtual) {
		lo, hi = YMM(), YMM()
		f(in[j], in[i], lo)
		g(in[j], in[i], hi)
		return lo, hi
	}
	t, u := make([]reg.VecVirtual, 8), make([]reg.VecVirtual, 8)
	for i := 0; i < 8; i += 2 {
		t[i], t[i+1] = two(r, i, i+1, unpackLowPS, unpackHighPS)
	}
	for i := 0; i < 8; i += 4 {
		u[i], u[i+1] = two(t, i, i+2, unpackLowPD, unpackHighPD)
		u[i+2], u[i+3] = two(t, i+1, i+3, unpackLowPD, unpackHighPD)
	}
	out := make([]reg.VecVirtual, 8)
	for i := range 4 {
		out[i], out[i+4] = two(u, i, i+4,
			func(b, a, d Op) { VPERM2F128(Imm(0x20), b, a, d) },
			func(b, a, d Op) { VPERM2F128(Imm(0x31), b, a, d) })
	}
	return out
}

// The instruction constructors are variadic; these have the three operands
// that transpose8 wants.
func unpackLowPS(b, a, d Op)  { VUNPCKLPS(b, a, d) }
func unpackHighPS(b, a, d Op) { VUNPCKHPS(b, a, d) }
func unpackLowPD(b, a, d Op)  { VUNPCKLPD(b, a, d) }
func unpackHighPD(b, a, d Op) { VUNPCKHPD(b, a, d) }
