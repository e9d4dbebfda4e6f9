package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// expTable is the numbers of powers side by side, so that they are in few lines
// of the cache.
var expTable Mem

// Places in expTable; the terms 1/2! to 1/13! follow.
const (
	inverse = 8 * iota // 1 / ln 2
	whole              // what is added to it loses its fraction
	high               // ln 2 is high + low
	low
	one
	lowest // e to a number below may be below the normal numbers
	terms
)

// lastTerm is the last of the series: the next is less than 1e-17.
const lastTerm = 13

func makeExpTable() {
	expTable = GLOBL("expTable", RODATA|NOPTR)
	const ln2 = 0x1.62e42fefa39efp-1
	numbers := []float64{1 / math.Ln2, 0x1.8p52, ln2, 0x1.abc9e3b39803fp-56, 1, -708}
	for n, factorial := 2, 1.0; n <= lastTerm; n++ {
		factorial *= float64(n)
		numbers = append(numbers, 1/factorial)
	}
	for i, v := range numbers {
		DATA(8*i, U64(math.Float64bits(v)))
	}
}

// indicate is Eqs 6, 5 and 7 in three passes: the exponents, then their powers,
// then the indicators.
func indicate() {
	begin("asmIndicate", "func(n int, losses, log, p, q, gamma *float64, beta, kept, share float64) (done int)",
		"is Indicate for n > 0 tasks; p, q and gamma have room for whole fours.")
	r := load64("n", "losses", "log", "p", "q", "gamma")
	n, losses, log, p, q, gamma := r[0], r[1], r[2], r[3], r[4], r[5]
	table := GP64()
	LEAQ(expTable, table)
	undone := fresh("undone")
	top, total := exponents(n, losses, log, q, table, undone)
	inverse := powers(n, log, q, top, table)
	VMULSD(parameter("share"), total.AsX(), total.AsX())
	VBROADCASTSD(total.AsX(), total)
	each(n, func(at, _ reg.Register, mask reg.VecVirtual) {
		scale, smooth := YMM(), YMM()
		VMASKMOVPD(Mem{Base: losses, Index: at, Scale: 1}, mask, scale)
		VDIVPD(scale, total, scale)
		VMOVUPD(scale, Mem{Base: p, Index: at, Scale: 1})
		VMULPD(Mem{Base: q, Index: at, Scale: 1}, inverse, smooth)
		VMOVUPD(smooth, Mem{Base: q, Index: at, Scale: 1})
		VMULPD(scale, smooth, smooth)
		VMOVUPD(smooth, Mem{Base: gamma, Index: at, Scale: 1})
	})
	answer(undone)
}

// parameter is a parameter in memory.
func parameter(name string) Mem {
	p, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return p.Addr
}

// exponents writes kept log - beta loss to v, and gives the largest of them, in
// all lanes, and the sum of the losses in the first; it goes to undone where a
// power would not be a normal number.
func exponents(n, losses, log, v, table reg.Register, undone string) (top, total reg.VecVirtual) {
	top, bottom, all, total := YMM(), YMM(), zero(), zero()
	beta, kept := broadcast("beta"), broadcast("kept")
	infinity := GP64()
	MOVQ(U64(math.Float64bits(math.Inf(1))), infinity)
	VMOVQ(infinity, bottom.AsX())
	VBROADCASTSD(bottom.AsX(), bottom)
	VSUBPD(bottom, all, top)
	each(n, func(at, _ reg.Register, mask reg.VecVirtual) {
		l, x, some := YMM(), YMM(), YMM()
		VMASKMOVPD(Mem{Base: losses, Index: at, Scale: 1}, mask, l)
		VADDPD(l, total, total)
		VMASKMOVPD(Mem{Base: log, Index: at, Scale: 1}, mask, x)
		VMULPD(kept, x, x)
		VFNMADD231PD(l, beta, x)
		VADDPD(x, all, all)
		VMOVUPD(x, Mem{Base: v, Index: at, Scale: 1})
		VBLENDVPD(mask, x, top, some)
		VMAXPD(some, top, top)
		VBLENDVPD(mask, x, bottom, some)
		VMINPD(some, bottom, bottom)
	})
	total, all = fold(total, add), fold(all, add)
	top, bottom = fold(top, largest), fold(bottom, least)
	VUCOMISD(all, all)
	JP(LabelRef(undone))
	VSUBSD(top, bottom, bottom)
	VUCOMISD(Mem{Base: table, Disp: lowest}, bottom)
	JB(LabelRef(undone)) // or NaN
	VBROADCASTSD(top, top.AsY())
	return top.AsY().(reg.VecVirtual), total.AsY().(reg.VecVirtual)
}

// powers takes top off the numbers at v, writes that to log and e to that to v,
// and gives one over the sum of these in all lanes. With x = n ln 2 + r, e^x is
// 2^n e^r, and |r| at most ln 2 / 2.
func powers(n, log, v reg.Register, top reg.VecVirtual, table reg.Register) reg.VecVirtual {
	sum := zero()
	constant := func(at int) reg.VecVirtual {
		c := YMM()
		VBROADCASTSD(Mem{Base: table, Disp: at}, c)
		return c
	}
	toBinary, round, ln2, rest, unit := constant(inverse), constant(whole), constant(high), constant(low), constant(one)
	each(n, func(at, left reg.Register, mask reg.VecVirtual) {
		x, shifted, whole, square := YMM(), YMM(), YMM(), YMM()
		VMOVUPD(Mem{Base: v, Index: at, Scale: 1}, x)
		VSUBPD(top, x, x)
		store(x, log, at, left)
		VMOVAPD(round, shifted)
		VFMADD231PD(x, toBinary, shifted)
		VSUBPD(round, shifted, whole)
		VFNMADD231PD(whole, ln2, x)
		VFNMADD231PD(whole, rest, x)
		VMULPD(x, x, square)
		even, odd := constant(terms+8*(lastTerm-3)), constant(terms+8*(lastTerm-2))
		for i := lastTerm - 4; i > 0; i -= 2 {
			VFMADD213PD(constant(terms+8*(i-1)), square, even)
			VFMADD213PD(constant(terms+8*i), square, odd)
		}
		VFMADD231PD(x, odd, even)
		VFMADD231PD(square, even, x)
		VPSLLQ(Imm(52), shifted, shifted)
		VPADDQ(unit, shifted, shifted)
		VFMADD213PD(shifted, shifted, x)
		VMOVUPD(x, Mem{Base: v, Index: at, Scale: 1})
		VANDPD(mask, x, x)
		VADDPD(x, sum, sum)
	})
	sum = fold(sum, add)
	VDIVSD(sum, unit.AsX(), sum)
	VBROADCASTSD(sum, sum.AsY())
	return sum.AsY().(reg.VecVirtual)
}
