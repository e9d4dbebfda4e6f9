package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// rowsOfB is how a tile walks down the rows of its panel of B: load reads the
// next row into two registers, with the help of a third, and next goes on.
type rowsOfB struct {
	load func(b0, b1, x reg.VecVirtual)
	next func()
}

// tile multiplies count groups of some rows of A with one panel of 16 columns
// of B. The sums of a group stay in 2*rows registers over the whole of k; each
// turn loads 16 floats of B and broadcasts one of A for each row, so that with
// 6 rows there are 12 multiply-adds for 8 loads.
func tile(rows int) {
	begin(fmt.Sprintf("asmTile%d", rows),
		"func(count int, k int, a *float32, rs int, cs int, b *float32, ldb int, c *float32, ldc int, n int, add int)",
		fmt.Sprintf("computes count tiles of %d x 16; strides are in bytes, n <= 16 columns are stored, k > 0.", rows))
	r := load64("cs", "ldb")
	cs, ldb := r[0], r[1]
	tiles(rows, cs, func() rowsOfB {
		b := load64("b")[0]
		return rowsOfB{
			load: func(b0, b1, _ reg.VecVirtual) {
				VMOVUPS(Mem{Base: b}, b0)
				VMOVUPS(Mem{Base: b, Disp: 32}, b1)
			},
			next: func() { ADDQ(ldb, b) },
		}
	})
}

// gatherTile is tile with the rows of B wherever a table says.
func gatherTile(rows int) {
	begin(fmt.Sprintf("asmGather%d", rows),
		"func(count int, k int, a *float32, rs int, b *float32, offsets *int, c *float32, ldc int, n int, add int)",
		fmt.Sprintf("is asmTile%d for contiguous rows of A, with row i of B at b[offsets[i]].", rows))
	b := load64("b")[0]
	tiles(rows, Imm(4), func() rowsOfB {
		offsets, at := load64("offsets")[0], GP64()
		return rowsOfB{
			load: func(b0, b1, _ reg.VecVirtual) {
				MOVQ(Mem{Base: offsets}, at)
				VMOVUPS(Mem{Base: b, Index: at, Scale: 4}, b0)
				VMOVUPS(Mem{Base: b, Index: at, Scale: 4, Disp: 32}, b1)
			},
			next: func() { ADDQ(Imm(8), offsets) },
		}
	})
}

// quadTile is gatherTile with a panel of four quads in four places.
func quadTile(rows int) {
	begin(fmt.Sprintf("asmQuads%d", rows),
		"func(count int, k int, a *float32, rs int, b0 *float32, b1 *float32, b2 *float32, b3 *float32, offsets *int, c *float32, ldc int, n int, add int)",
		fmt.Sprintf("is asmGather%d with columns 4q to 4q+3 of row i of B at b_q[offsets[i]].", rows))
	tiles(rows, Imm(4), func() rowsOfB {
		r, at := load64("b0", "b1", "b2", "b3", "offsets"), GP64()
		place := func(q int) Mem { return Mem{Base: r[q], Index: at, Scale: 4} }
		return rowsOfB{
			load: func(b0, b1, x reg.VecVirtual) {
				MOVQ(Mem{Base: r[4]}, at)
				// A blend is cheaper than an insertion: it leaves the units
				// that multiply alone.
				for i, b := range []reg.VecVirtual{b0, b1} {
					VMOVUPS(place(2*i), b)
					VBROADCASTF128(place(2*i+1), x)
					VBLENDPS(Imm(0xf0), x, b, b)
				}
			},
			next: func() { ADDQ(Imm(8), r[4]) },
		}
	})
}

// tiles is the body of all; cs is the step from one column of A to the next and
// start begins a panel of B.
func tiles(rows int, cs Op, start func() rowsOfB) {
	r := load64("a", "rs", "c", "count")
	a, rs, c, count := r[0], r[1], r[2], r[3]
	rs3, rs5 := GP64(), GP64()
	if rows > 3 {
		LEAQ(Mem{Base: rs, Index: rs, Scale: 2}, rs3)
	}
	if rows > 5 {
		LEAQ(Mem{Base: rs, Index: rs, Scale: 4}, rs5)
	}
	countDown(count, func() {
		sums := tileSums(rows, a, cs, start(), []Mem{
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
func tileSums(rows int, first reg.GPVirtual, cs Op, b rowsOfB, offsets []Mem) []reg.VecVirtual {
	k, a := Load(Param("k"), GP64()), GP64()
	MOVQ(first, a)
	sums := zeroed(2 * rows)
	b0, b1, x := YMM(), YMM(), []reg.VecVirtual{YMM(), YMM()}
	step := func() {
		b.load(b0, b1, x[0])
		for r := range rows {
			m := offsets[r]
			m.Base = a
			VBROADCASTSS(m, x[r%2])
			VFMADD231PS(b0, x[r%2], sums[2*r])
			VFMADD231PS(b1, x[r%2], sums[2*r+1])
		}
		ADDQ(cs, a)
		b.next()
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
