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

// pairRows is the most rows of a tile of two panels: 28 sums, two rows of B and
// two registers for elements of A.
const pairRows = 14

// wideTile is tile in registers of 16 floats: one row of B fills a register,
// and the multiply-add broadcasts the element of A itself.
func wideTile(rows int) {
	begin(fmt.Sprintf("asmWide%d", rows),
		"func(k int, a *float32, rs int, cs int, b *float32, ldb int, c *float32, ldc int, n int, add int)",
		fmt.Sprintf("computes a tile of %d x 16; strides are in bytes, n <= 16 columns are stored, k > 0.", rows))
	r := load64("cs", "b", "ldb")
	wideSums(rows, r[0], 1, func(row []reg.VecVirtual) {
		VMOVUPS(Mem{Base: r[1]}, row[0])
		ADDQ(r[2], r[1])
	})
}

// pairTile is wideTile for two panels of B: an element of A is loaded half as
// often.
func pairTile(rows int) {
	begin(fmt.Sprintf("asmPair%d", rows),
		"func(k int, a *float32, rs int, cs int, b0 *float32, b1 *float32, ldb int, c *float32, ldc int, n int, add int)",
		fmt.Sprintf("is asmWide%d for two panels of B and 16 < n <= 32 columns.", rows))
	r := load64("cs", "b0", "b1", "ldb")
	wideSums(rows, r[0], 2, func(row []reg.VecVirtual) {
		for i, v := range row {
			VMOVUPS(Mem{Base: r[1+i]}, v)
			ADDQ(r[3], r[1+i])
		}
	})
}

// pairGather is wideGather for two panels of B.
func pairGather(rows int) {
	begin(fmt.Sprintf("asmPairGather%d", rows),
		"func(k int, a *float32, rs int, b0 *float32, b1 *float32, offsets *int, c *float32, ldc int, n int, add int)",
		fmt.Sprintf("is asmWideGather%d for two panels of B and 16 < n <= 32 columns.", rows))
	r, at := load64("b0", "b1", "offsets"), GP64()
	wideSums(rows, Imm(4), 2, func(row []reg.VecVirtual) {
		MOVQ(Mem{Base: r[2]}, at)
		for i, v := range row {
			VMOVUPS(Mem{Base: r[i], Index: at, Scale: 4}, v)
		}
		ADDQ(Imm(8), r[2])
	})
}

// wideGather is wideTile with the rows of B wherever a table says.
func wideGather(rows int) {
	begin(fmt.Sprintf("asmWideGather%d", rows),
		"func(k int, a *float32, rs int, b *float32, offsets *int, c *float32, ldc int, n int, add int)",
		fmt.Sprintf("is asmWide%d for contiguous rows of A, with row i of B at b[offsets[i]].", rows))
	r, at := load64("b", "offsets"), GP64()
	wideSums(rows, Imm(4), 1, func(row []reg.VecVirtual) {
		MOVQ(Mem{Base: r[1]}, at)
		VMOVUPS(Mem{Base: r[0], Index: at, Scale: 4}, row[0])
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
	wideSums(rows, Imm(4), 1, func(row []reg.VecVirtual) {
		MOVQ(Mem{Base: r[4]}, at)
		VMOVUPS(Mem{Base: r[0], Index: at, Scale: 4}, row[0].AsX())
		for q := 1; q < 4; q++ {
			VBROADCASTF32X4(Mem{Base: r[q], Index: at, Scale: 4}, lanes[q-1], row[0])
		}
		ADDQ(Imm(8), r[4])
	})
}

// wideSums is the body of all: cs is the step from one column of A to the next,
// load fetches the next row of each panel of B and goes on. Eight rows of A are
// addressed from one register.
func wideSums(rows int, cs Op, panels int, load func(row []reg.VecVirtual)) {
	r := load64("a", "rs", "k")
	rs, k := r[1], r[2]
	first := []reg.GPVirtual{r[0]}
	for i := 8; i < rows; i += 8 {
		next := GP64().(reg.GPVirtual)
		LEAQ(Mem{Base: first[len(first)-1], Index: rs, Scale: 8}, next)
		first = append(first, next)
	}
	offsets := rowOffsets(min(rows, 8), rs)
	sums, row := wideZeroed(panels*rows), []reg.VecVirtual{ZMM(), ZMM()}[:panels]
	element := []reg.VecVirtual{ZMM(), ZMM()}
	if panels == 2 {
		askForSums(rows)
	}
	countDown(k, func() {
		load(row)
		for i := range rows {
			m := offsets[i%8]
			m.Base = first[i/8]
			if panels == 1 {
				VFMADD231PS_BCST(m, row[0], sums[i])
				continue
			}
			VBROADCASTSS(m, element[i%2])
			for p, b := range row {
				VFMADD231PS(b, element[i%2], sums[2*i+p])
			}
		}
		for _, f := range first {
			ADDQ(cs, f)
		}
	})
	wideStore(sums, panels)
	end()
}

// askForSums asks for a tile of C that is added to, long before it is needed: it
// may be one of many that lie where no processor expects the next one.
func askForSums(rows int) {
	skip, r := fresh("new"), load64("c", "ldc")
	CMPQ(parameter("add"), Imm(0))
	JE(LabelRef(skip))
	for range rows {
		PREFETCHT0(Mem{Base: r[0]})
		PREFETCHT0(Mem{Base: r[0], Disp: 64})
		ADDQ(r[1], r[0])
	}
	Label(skip)
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

// wideStore writes or adds a tile to C: whole panels but for the last.
func wideStore(sums []reg.VecVirtual, panels int) {
	r := load64("c", "ldc", "n", "add")
	c, ldc, n, add := r[0], r[1], r[2], r[3]
	bits, mask := GP64(), K()
	MOVQ(U32(0xffff), bits)
	if panels == 2 {
		SUBQ(Imm(16), n)
	}
	BZHIQ(n, bits, bits)
	KMOVW(bits.As32(), mask)
	store := fresh("store")
	TESTQ(add, add)
	JZ(LabelRef(store))
	p := GP64()
	MOVQ(c, p)
	for i, s := range sums {
		at := Mem{Base: p, Disp: 64 * (i % panels)}
		if i%panels == panels-1 {
			VADDPS(at, s, mask, s)
			ADDQ(ldc, p)
		} else {
			VADDPS(at, s, s)
		}
	}
	Label(store)
	for i, s := range sums {
		at := Mem{Base: c, Disp: 64 * (i % panels)}
		if i%panels == panels-1 {
			VMOVUPS(s, mask, at)
			ADDQ(ldc, c)
		} else {
			VMOVUPS(s, at)
		}
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
