package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// wideRows is the most rows of a tile of AVX-512: 24 sums, a row of B and seven
// registers to spare.
const wideRows = 24

// wideTile is tile in registers of 16 floats: one row of B fills a register,
// and the multiply-add broadcasts the element of A itself.
func wideTile(rows int) {
	begin(fmt.Sprintf("asmWide%d", rows),
		"func(k int, a *float32, rs int, cs int, b *float32, ldb int, c *float32, ldc int, n int, add int)",
		fmt.Sprintf("computes a tile of %d x 16; strides are in bytes, n <= 16 columns are stored, k > 0.", rows))
	r := load64("cs", "b", "ldb")
	wideSums(rows, r[0], func(row reg.VecVirtual) {
		VMOVUPS(Mem{Base: r[1]}, row)
		ADDQ(r[2], r[1])
	})
}

// wideGather is wideTile with the rows of B wherever a table says.
func wideGather(rows int) {
	begin(fmt.Sprintf("asmWideGather%d", rows),
		"func(k int, a *float32, rs int, b *float32, offsets *int, c *float32, ldc int, n int, add int)",
		fmt.Sprintf("is asmWide%d for contiguous rows of A, with row i of B at b[offsets[i]].", rows))
	r, at := load64("b", "offsets"), GP64()
	wideSums(rows, Imm(4), func(row reg.VecVirtual) {
		MOVQ(Mem{Base: r[1]}, at)
		VMOVUPS(Mem{Base: r[0], Index: at, Scale: 4}, row)
		ADDQ(Imm(8), r[1])
	})
}

// wideQuads is wideGather with a panel of four quads in four places.
func wideQuads(rows int) {
	begin(fmt.Sprintf("asmWideQuads%d", rows),
		"func(k int, a *float32, rs int, b0 *float32, b1 *float32, b2 *float32, b3 *float32, offsets *int, c *float32, ldc int, n int, add int)",
		fmt.Sprintf("is asmWideGather%d with columns 4q to 4q+3 of row i of B at b_q[offsets[i]].", rows))
	var lanes []reg.OpmaskVirtual
	for q := 1; q < 4; q++ {
		lanes = append(lanes, K())
		bits := GP32()
		MOVL(U32(0xf<<(4*q)), bits)
		KMOVW(bits, lanes[q-1])
	}
	r, at := load64("b0", "b1", "b2", "b3", "offsets"), GP64()
	wideSums(rows, Imm(4), func(row reg.VecVirtual) {
		MOVQ(Mem{Base: r[4]}, at)
		VMOVUPS(Mem{Base: r[0], Index: at, Scale: 4}, row.AsX())
		for q := 1; q < 4; q++ {
			VBROADCASTF32X4(Mem{Base: r[q], Index: at, Scale: 4}, lanes[q-1], row)
		}
		ADDQ(Imm(8), r[4])
	})
}

// wideSums is the body of all: cs is the step from one column of A to the next,
// load fetches the next row of B and goes on. Eight rows of A are addressed
// from one register.
func wideSums(rows int, cs Op, load func(row reg.VecVirtual)) {
	r := load64("a", "rs", "k")
	rs, k := r[1], r[2]
	first := []reg.GPVirtual{r[0]}
	for i := 8; i < rows; i += 8 {
		next := GP64().(reg.GPVirtual)
		LEAQ(Mem{Base: first[len(first)-1], Index: rs, Scale: 8}, next)
		first = append(first, next)
	}
	offsets := rowOffsets(min(rows, 8), rs)
	sums, row := wideZeroed(rows), ZMM()
	countDown(k, func() {
		load(row)
		for i, s := range sums {
			m := offsets[i%8]
			m.Base = first[i/8]
			VFMADD231PS_BCST(m, row, s)
		}
		for _, f := range first {
			ADDQ(cs, f)
		}
	})
	wideStore(sums)
	end()
}

// rowOffsets are where the first rows of a matrix start.
func rowOffsets(rows int, rs reg.GPVirtual) []Mem {
	at := []Mem{
		{}, {Index: rs, Scale: 1}, {Index: rs, Scale: 2}, {},
		{Index: rs, Scale: 4}, {}, {}, {},
	}
	times := func(row int, half reg.Register, scale uint8) reg.GPVirtual {
		p := GP64().(reg.GPVirtual)
		LEAQ(Mem{Base: half, Index: rs, Scale: scale}, p)
		at[row] = Mem{Index: p, Scale: 1}
		return p
	}
	if rows > 3 {
		three := times(3, rs, 2)
		at[6] = Mem{Index: three, Scale: 2}
		if rows > 7 {
			times(7, three, 4)
		}
	}
	if rows > 5 {
		times(5, rs, 4)
	}
	return at[:rows]
}

// wideStore writes or adds a tile to C.
func wideStore(sums []reg.VecVirtual) {
	r := load64("c", "ldc", "n", "add")
	c, ldc, n, add := r[0], r[1], r[2], r[3]
	bits, mask := GP64(), K()
	MOVQ(U32(0xffff), bits)
	BZHIQ(n, bits, bits)
	KMOVW(bits.As32(), mask)
	store := fresh("store")
	TESTQ(add, add)
	JZ(LabelRef(store))
	p := GP64()
	MOVQ(c, p)
	for _, s := range sums {
		VADDPS(Mem{Base: p}, s, mask, s)
		ADDQ(ldc, p)
	}
	Label(store)
	for _, s := range sums {
		VMOVUPS(s, mask, Mem{Base: c})
		ADDQ(ldc, c)
	}
}

// wideCorrelate is correlate for vectors*16 channels.
func wideCorrelate(taps, vectors int) {
	begin(fmt.Sprintf("asmWideCorrelate%dx%d", taps, 16*vectors),
		"func(at *int, x *float32, step int, w int, rows int, dz *float32, ld int, dst *float32, dstLd int)",
		fmt.Sprintf("adds sum_p x[at[i]+p] dz[p][j] to dst[i][j], %d x %d, over rows of w pixels; strides are in bytes.", taps, 16*vectors))
	correlateBody(taps, wideZeroed(taps*vectors), wideZeroed(vectors), ZMM(), 64)
}

// wideMultiplyAdds is multiplyAdds in registers of 16 floats.
func wideMultiplyAdds() {
	begin("asmWideMultiplyAdds", "func(rounds int)", "does 12 independent multiply-adds of 16 floats in each round; rounds > 0.")
	multiplyAddsBody(wideZeroed(12), wideZeroed(1)[0])
}

// wideZeroed makes n registers of 16 zeros.
func wideZeroed(n int) []reg.VecVirtual {
	v := make([]reg.VecVirtual, n)
	for i := range v {
		v[i] = ZMM()
		VPXORD(v[i], v[i], v[i])
	}
	return v
}
