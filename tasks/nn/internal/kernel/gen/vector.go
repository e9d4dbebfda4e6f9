package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func axpy() {
	begin("asmAxpy", "func(n int, a float32, x *float32, y *float32)", "is y += a*x.")
	r := load64("n", "x", "y")
	a, u, v := broadcast("a"), YMM(), YMM()
	stream(r[0], r[1:], func(l lanes) {
		l.load(r[1], u)
		l.load(r[2], v)
		VFMADD231PS(u, a, v)
		l.store(v, r[2])
	})
	end()
}

func scale() {
	begin("asmScale", "func(n int, a float32, x *float32, y *float32)", "is y = a*x.")
	r := load64("n", "x", "y")
	a, v := broadcast("a"), YMM()
	stream(r[0], r[1:], func(l lanes) {
		l.load(r[1], v)
		VMULPS(v, a, v)
		l.store(v, r[2])
	})
	end()
}

// dot32 has four sums of 8 lanes to hide the latency of the addition.
func dot32() {
	begin("asmDot32", "func(n int, x *float32, y *float32) float32", "is the inner product, summed in float32.")
	r := load64("n", "x", "y")
	n, x, y := r[0], r[1], r[2]
	sums, v, u := zeroed(4), YMM(), YMM()
	unrolled(n, 32, func() {
		for i, s := range sums {
			VMOVUPS(Mem{Base: x, Disp: 32 * i}, v)
			VFMADD231PS(Mem{Base: y, Disp: 32 * i}, v, s)
		}
		ADDQ(U32(128), x)
		ADDQ(U32(128), y)
	})
	addUp(sums, func(a, b reg.VecVirtual) { VADDPS(a, b, b) })
	done := fresh("short")
	TESTQ(n, n)
	JZ(LabelRef(done))
	stream(n, r[1:], func(l lanes) {
		l.load(x, v)
		l.load(y, u)
		VFMADD231PS(u, v, sums[0])
	})
	Label(done)
	Store(sum8(sums[0]), ReturnIndex(0))
	end()
}

// dot widens both vectors, so that every product is exact.
func dot() {
	begin("asmDot", "func(n int, x *float32, y *float32) float64", "is the inner product, summed in float64.")
	r := load64("n", "x", "y")
	n, x, y := r[0], r[1], r[2]
	sums, v, u := zeroed(4), YMM(), YMM()
	unrolled(n, 16, func() {
		for i, s := range sums {
			VCVTPS2PD(Mem{Base: x, Disp: 16 * i}, v)
			VCVTPS2PD(Mem{Base: y, Disp: 16 * i}, u)
			VFMADD231PD(u, v, s)
		}
		ADDQ(Imm(64), x)
		ADDQ(Imm(64), y)
	})
	addUp(sums, func(a, b reg.VecVirtual) { VADDPD(a, b, b) })
	quads(n, []reg.GPVirtual{x, y}, func(load func(p reg.Register, d reg.VecVirtual)) {
		load(x, v)
		load(y, u)
		VFMADD231PD(u, v, sums[0])
	})
	Store(sum4(sums[0]), ReturnIndex(0))
	end()
}

// sums is for batch normalisation, which wants both in one pass.
func sums() {
	begin("asmSums", "func(n int, x *float32, y *float32) (sum float64, dot float64)",
		"is the sum of x and its inner product with y, in float64.")
	r := load64("n", "x", "y")
	n, x, y := r[0], r[1], r[2]
	s, d, v, u := zeroed(2), zeroed(2), YMM(), YMM()
	unrolled(n, 8, func() {
		for i := range 2 {
			VCVTPS2PD(Mem{Base: x, Disp: 16 * i}, v)
			VCVTPS2PD(Mem{Base: y, Disp: 16 * i}, u)
			VADDPD(v, s[i], s[i])
			VFMADD231PD(u, v, d[i])
		}
		ADDQ(Imm(32), x)
		ADDQ(Imm(32), y)
	})
	VADDPD(s[1], s[0], s[0])
	VADDPD(d[1], d[0], d[0])
	quads(n, []reg.GPVirtual{x, y}, func(load func(p reg.Register, d reg.VecVirtual)) {
		load(x, v)
		load(y, u)
		VADDPD(v, s[0], s[0])
		VFMADD231PD(u, v, d[0])
	})
	Store(sum4(s[0]), ReturnIndex(0))
	Store(sum4(d[0]), ReturnIndex(1))
	end()
}

// unrolled runs body for every whole step of n and leaves the rest in n.
func unrolled(n reg.Register, step uint64, body func()) {
	loop, tail := fresh("long"), fresh("rest")
	SUBQ(Imm(step), n)
	JLT(LabelRef(tail))
	Label(loop)
	body()
	SUBQ(Imm(step), n)
	JGE(LabelRef(loop))
	Label(tail)
	ADDQ(Imm(step), n)
}

// addUp adds four sums into the first.
func addUp(s []reg.VecVirtual, add func(a, b reg.VecVirtual)) {
	add(s[1], s[0])
	add(s[3], s[2])
	add(s[2], s[0])
}

// quads loops over n >= 0 floats widened to float64, 4 at a time and then over
// what is left.
func quads(n reg.Register, pointers []reg.GPVirtual, body func(load func(p reg.Register, d reg.VecVirtual))) {
	done := fresh("quads")
	unrolled(n, 4, func() {
		body(func(p reg.Register, d reg.VecVirtual) { VCVTPS2PD(Mem{Base: p}, d) })
		for _, p := range pointers {
			ADDQ(Imm(16), p)
		}
	})
	TESTQ(n, n)
	JZ(LabelRef(done))
	mask, x := YMM(), XMM()
	loadMask(n, 0, mask)
	body(func(p reg.Register, d reg.VecVirtual) {
		VMASKMOVPS(Mem{Base: p}, mask.AsX(), x)
		VCVTPS2PD(x, d)
	})
	Label(done)
}
