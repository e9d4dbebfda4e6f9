package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// compactionTable has 256 rows of 8 bytes: row m lists the bits that are set in m,
// in order.
var compactionTable Mem

func makeCompaction() {
	compactionTable = GLOBL("compaction", RODATA|NOPTR)
	for m := range 256 {
		row, n := uint64(0), 0
		for bit := range 8 {
			if m>>bit&1 > 0 {
				row |= uint64(bit) << (8 * n)
				n++
			}
		}
		DATA(8*m, U64(row))
	}
}

// notEqual is the comparison that NaN passes.
const notEqual = 4

// listSpots masks gradients of pooled pixels as asmMaskPlane does and lists those
// that are not zero, 8 at a time: the list has room for 8 more.
func listSpots() {
	begin("asmListSpots", "func(list *int32, dst *float32, dy *float32, y *float32, idx *uint16, is int, w int, rows int, floor float32, walk *int32) (n int, sum float32)",
		"is dst = dy where y > floor, else 0, for contiguous rows of w floats, and lists what is not zero as pairs of a place and the number; idx has rows is bytes apart. The walk is the places of 8 pixels side by side, what idx 0 to 3 adds to them, twice, and the steps to the next 8 and to the next row, 8 times each. Gives the length of the list and the sum.")
	r := load64("list", "dst", "dy", "y", "idx", "w", "rows", "walk")
	list, dst, dy, y, idx, w, rows, walk := r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7]
	floor, sum, zero := broadcast("floor"), zeroed(1)[0], zeroed(1)[0]
	part := func(i int) Mem { return Mem{Base: walk, Disp: 32 * i} }
	row, at := YMM(), YMM()
	VMOVDQU(part(0), row)
	compaction, n, code := GP64(), GP64(), GP64()
	LEAQ(compactionTable, compaction)
	countDown(rows, func() {
		VMOVDQA(row, at)
		MOVQ(idx, code)
		MOVQ(w, n)
		stream(n, []reg.GPVirtual{dst, dy, y}, func(l lanes) {
			v, u, place := YMM(), YMM(), YMM()
			l.load(dy, v)
			l.load(y, u)
			keepAbove(v, u, floor)
			l.store(v, dst)
			VADDPS(v, sum, sum)
			VPMOVZXWD(Mem{Base: code}, place)
			VMOVUPS(part(1), u)
			VPERMILPS(place, u, place)
			VPADDD(at, place, place)
			appendSpots(list, place, v, zero, compaction)
			VPADDD(part(2), at, at)
			ADDQ(Imm(16), code)
		})
		VPADDD(part(3), row, row)
		ADDQ(parameter("is"), idx)
	})
	SUBQ(parameter("list"), list)
	SHRQ(Imm(3), list)
	Store(list, ReturnIndex(0))
	Store(sum8(sum), ReturnIndex(1))
	end()
}

// appendSpots writes the pairs of 8 places and numbers whose number is not zero.
func appendSpots(list reg.GPVirtual, place, v, zero reg.VecVirtual, compaction reg.Register) {
	set, m, count := YMM(), GP64(), GP64()
	VCMPPS(Imm(notEqual), zero, v, set)
	VMOVMSKPS(set, m.As32())
	VPMOVZXBD(Mem{Base: compaction, Index: m, Scale: 8}, set)
	VPERMD(place, set, place)
	VPERMPS(v, set, v)
	low, high, pairs := YMM(), YMM(), YMM()
	VPUNPCKLDQ(v, place, low)
	VPUNPCKHDQ(v, place, high)
	VPERM2I128(Imm(0x20), high, low, pairs)
	VMOVDQU(pairs, Mem{Base: list})
	VPERM2I128(Imm(0x31), high, low, pairs)
	VMOVDQU(pairs, Mem{Base: list, Disp: 32})
	POPCNTQ(m, count)
	LEAQ(Mem{Base: list, Index: count, Scale: 8}, list)
}
