package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// vectors is how many registers of 4 numbers a block is.
const vectors = block / 4

// Comparisons that NaN does not pass.
const (
	equal   = 0x00
	less    = 0x11
	atMost  = 0x12
	greater = 0x1e
)

// halveTable is the numbers of halve, side by side.
var halveTable Mem

// Places in halveTable.
const (
	two52 = 0 // in 4 lanes: it makes an integer the end of a mantissa
	tiny  = 32
	huge  = 40
)

func makeHalveTable() {
	halveTable = GLOBL("halveTable", RODATA|NOPTR)
	for i, v := range []float64{1 << 52, 1 << 52, 1 << 52, 1 << 52, 1e-280, math.MaxFloat64} {
		DATA(8*i, U64(math.Float64bits(v)))
	}
}

// constant is a number of halveTable.
func constant(at int) Mem { return halveTable.Offset(at) }

// halve tries every number as the largest of the lower group. It needs no order:
// what is below a number is masked and added up, for a block of them at a time.
func halve() {
	begin("asmHalve", "func(n int, x *float64, of *int, means, centres *float64) (done int)",
		"is Halve for n > 0 numbers.")
	r := load64("n", "x", "of", "means", "centres")
	n, x, of, means, centres := r[0], r[1], r[2], r[3], r[4]
	undone := fresh("undone")
	first, centre, ends := YMM(), AllocLocal(32), AllocLocal(64)
	VBROADCASTSD(Mem{Base: x}, first)
	centreAndEnds(n, x, first, centre, ends)
	best := search(n, x, first, centre, undone)
	low, high := centresOf(n, x, best, ends)
	VMOVSD(low.AsX(), Mem{Base: centres})
	VMOVSD(high.AsX(), Mem{Base: centres, Disp: 8})
	assign(n, x, of, means, best, low, high)
	answer(undone)
}

// number makes an integer, from 0 to 2^51, a number in the first lane.
func number(n reg.Register) reg.VecVirtual {
	x := XMM()
	VXORPD(x, x, x)
	VCVTSI2SDQ(n, x, x)
	return x
}

// spread copies the first lane to all.
func spread(v reg.VecVirtual) reg.VecVirtual {
	y := v.AsY().(reg.VecVirtual)
	VBROADCASTSD(v.AsX(), y)
	return y
}

// centreAndEnds keeps, in all lanes, how far the mean of all numbers is from the
// first of them, and the smallest and the largest.
func centreAndEnds(n, x reg.Register, first reg.VecVirtual, centre, ends Mem) {
	sum, bottom, top := zero(), YMM(), YMM()
	VMOVAPD(first, bottom)
	VMOVAPD(first, top)
	each(n, func(at, _ reg.Register, mask reg.VecVirtual) {
		v := YMM()
		VMASKMOVPD(Mem{Base: x, Index: at, Scale: 1}, mask, v)
		VBLENDVPD(mask, v, first, v)
		VMINPD(v, bottom, bottom)
		VMAXPD(v, top, top)
		VSUBPD(first, v, v)
		VADDPD(v, sum, sum)
	})
	sum, bottom, top = fold(sum, add), fold(bottom, least), fold(top, largest)
	VDIVSD(number(n), sum, sum)
	VMOVUPD(spread(sum), centre)
	VMOVUPD(spread(bottom), ends)
	VMOVUPD(spread(top), ends.Offset(32))
}

// search gives the largest number of the lower of the best two groups, in all
// lanes. It goes to undone where there is nothing between any two, or where that
// is too little or too much to be told apart.
func search(n, x reg.Register, first reg.VecVirtual, centre Mem, undone string) reg.VecVirtual {
	best := candidate{zero(), zero()}
	start, soFar := AllocLocal(32), AllocLocal(64)
	VMOVUPD(first, start)
	best.keep(soFar)
	loop, compared := fresh("block"), fresh("compared")
	at, left, rest := GP64(), GP64(), GP64()
	MOVQ(x, at)
	MOVQ(n, left)
	Label(loop)
	mask := Mem{Base: maskAt(left, rest)}
	b := newBelow(at, mask)
	b.compare(n, x, start)
	all := spread(number(n))
	best.take(soFar)
	for i := range b.own {
		if i > 0 {
			CMPQ(left, Imm(uint64(4*i)))
			JLE(LabelRef(compared))
		}
		best.better(candidate{b.between(i, all, centre, mask), b.own[i]})
	}
	Label(compared)
	best.keep(soFar)
	ADDQ(Imm(8*block), at)
	SUBQ(Imm(block), left)
	JG(LabelRef(loop))
	return best.settle(undone)
}

// below is, for each of a block of own numbers, how many of all are not above it
// and the sum of their distances to the first.
type below struct{ own, sum, count [vectors]reg.VecVirtual }

func newBelow(at reg.Register, mask Mem) (b below) {
	for i := range b.own {
		b.own[i], b.sum[i], b.count[i] = YMM(), zero(), zero()
		VMOVUPD(mask.Offset(32*i), b.own[i])
		VMASKMOVPD(Mem{Base: at, Disp: 32 * i}, b.own[i], b.own[i])
	}
	return b
}

// compare goes through all numbers. It fills the registers.
func (b *below) compare(n, x reg.Register, first Mem) {
	loop, i, v, distance, part := fresh("compare"), GP64(), YMM(), YMM(), YMM()
	XORQ(i, i)
	Label(loop)
	VBROADCASTSD(Mem{Base: x, Index: i, Scale: 8}, v)
	VSUBPD(first, v, distance)
	for k := range b.own {
		VCMPPD(Imm(atMost), b.own[k], v, part)
		VPSUBQ(part, b.count[k], b.count[k])
		VANDPD(distance, part, part)
		VADDPD(part, b.sum[k], b.sum[k])
	}
	INCQ(i)
	CMPQ(i, n)
	JL(LabelRef(loop))
}

// between is n (sum of the distances to the mean of all)^2 / (i (n-i)) but for
// the n, of i numbers of n: NaN where i is n, which is better than nothing else,
// and 0 in lanes that the mask leaves out.
func (b *below) between(k int, all reg.VecVirtual, centre, mask Mem) reg.VecVirtual {
	sum, count, rest := b.sum[k], b.count[k], YMM()
	VPOR(constant(two52), count, count)
	VSUBPD(constant(two52), count, count)
	VFNMADD231PD(centre, count, sum)
	VSUBPD(count, all, rest)
	VMULPD(rest, count, count)
	VMULPD(rest, count, count)
	VMULPD(sum, sum, sum)
	VMULPD(rest, sum, sum)
	VDIVPD(count, sum, sum)
	VANDPD(mask.Offset(32*k), sum, sum)
	return sum
}

// candidate is a number in each lane and what is between the groups if it is the
// largest of the lower one.
type candidate struct{ between, x reg.VecVirtual }

// keep and take move a candidate to memory and back.
func (c candidate) keep(m Mem) {
	VMOVUPD(c.between, m)
	VMOVUPD(c.x, m.Offset(32))
}

func (c candidate) take(m Mem) {
	VMOVUPD(m, c.between)
	VMOVUPD(m.Offset(32), c.x)
}

// better replaces c by d in the lanes where d has more between, or as much at a
// lower number.
func (c candidate) better(d candidate) {
	lane := func() reg.VecVirtual {
		if c.between.Size() == 32 {
			return YMM()
		}
		return XMM()
	}
	lower, same := lane(), lane()
	VCMPPD(Imm(less), c.x, d.x, lower)
	VCMPPD(Imm(equal), c.between, d.between, same)
	VANDPD(same, lower, lower)
	more := lane()
	VCMPPD(Imm(greater), c.between, d.between, more)
	VORPD(lower, more, more)
	VBLENDVPD(more, d.between, c.between, c.between)
	VBLENDVPD(more, d.x, c.x, c.x)
}

// settle is the number of the best lane, in all lanes.
func (c candidate) settle(undone string) reg.VecVirtual {
	half := func(from reg.VecVirtual) reg.VecVirtual {
		h := XMM()
		VEXTRACTF128(Imm(1), from, h)
		return h
	}
	two := candidate{c.between.AsX().(reg.VecVirtual), c.x.AsX().(reg.VecVirtual)}
	two.better(candidate{half(c.between), half(c.x)})
	other := candidate{XMM(), XMM()}
	VUNPCKHPD(two.between, two.between, other.between)
	VUNPCKHPD(two.x, two.x, other.x)
	two.better(other)
	VUCOMISD(constant(tiny), two.between)
	JB(LabelRef(undone))
	VUCOMISD(constant(huge), two.between)
	JA(LabelRef(undone))
	return spread(two.x)
}

// centresOf is the mean of the numbers up to best and that of the others, in all
// lanes. It adds up how far they are from the smallest and from the largest, so
// that each is exact where its numbers are equal.
func centresOf(n, x reg.Register, best reg.VecVirtual, ends Mem) (low, high reg.VecVirtual) {
	low, high, count, bottom, top := zero(), zero(), zero(), YMM(), YMM()
	VMOVUPD(ends, bottom)
	VMOVUPD(ends.Offset(32), top)
	each(n, func(at, _ reg.Register, mask reg.VecVirtual) {
		v, below, part := YMM(), YMM(), YMM()
		VMASKMOVPD(Mem{Base: x, Index: at, Scale: 1}, mask, v)
		VCMPPD(Imm(atMost), best, v, below)
		VANDPD(mask, below, below)
		VPSUBQ(below, count, count)
		VSUBPD(bottom, v, part)
		VANDPD(below, part, part)
		VADDPD(part, low, low)
		VSUBPD(top, v, part)
		VANDNPD(mask, below, below)
		VANDPD(below, part, part)
		VADDPD(part, high, high)
	})
	low, high = fold(low, add), fold(high, add)
	count = fold(count, func(a, b, dst Op) { VPADDQ(a, b, dst) })
	VPOR(constant(two52), count, count)
	VSUBSD(constant(two52), count, count)
	rest := number(n)
	VSUBSD(count, rest, rest)
	VDIVSD(count, low, low)
	VDIVSD(rest, high, high)
	VADDSD(bottom.AsX(), low, low)
	VADDSD(top.AsX(), high, high)
	return spread(low), spread(high)
}

// assign writes each number's group, 0 up to best and else 1, and its mean.
func assign(n, x, of, means reg.Register, best, low, high reg.VecVirtual) {
	each(n, func(at, left reg.Register, mask reg.VecVirtual) {
		v, mean, ones := YMM(), YMM(), YMM()
		VMASKMOVPD(Mem{Base: x, Index: at, Scale: 1}, mask, v)
		VCMPPD(Imm(atMost), best, v, v)
		VBLENDVPD(v, low, high, mean)
		store(mean, means, at, left)
		VPCMPEQQ(ones, ones, ones)
		VPXOR(ones, v, v)
		VPSRLQ(Imm(63), v, v)
		store(v, of, at, left)
	})
}
