package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// fields loads n float32 from the parameter c, each into all lanes.
func fields(n int) []reg.VecVirtual {
	c, v := Load(Param("c"), GP64()), make([]reg.VecVirtual, n)
	for i := range v {
		v[i] = YMM()
		VBROADCASTSS(Mem{Base: c, Disp: 4 * i}, v[i])
	}
	return v
}

func adam() {
	beginFramed("asmAdam", "func(n int, w *float32, grad *float32, m *float32, v *float32, c *float32)",
		"is one step of Adam with c = {1-b1, 1-b2, lr/(1-b1^t), 1/sqrt(1-b2^t), eps, decay}.")
	r := load64("n", "w", "grad", "m", "v")
	c := fields(6)
	w, g, m, v, t := YMM(), YMM(), YMM(), YMM(), YMM()
	restore := flushTiny()
	stream(r[0], r[1:], func(l lanes) {
		for i, d := range []reg.VecVirtual{w, g, m, v} {
			l.load(r[1+i], d)
		}
		VFMADD231PS(w, c[5], g)
		VSUBPS(m, g, t)
		VFMADD231PS(t, c[0], m) // m += (1-b1)(g-m)
		VMULPS(g, g, g)
		VSUBPS(v, g, t)
		VFMADD231PS(t, c[1], v) // v += (1-b2)(g*g-v)
		l.store(m, r[3])
		l.store(v, r[4])
		VSQRTPS(v, t)
		VFMADD213PS(c[4], c[3], t)
		VMULPS(m, c[2], m)
		VDIVPS(t, m, m)
		VSUBPS(m, w, w)
		l.store(w, r[1])
	})
	restore()
	end()
}

// flushTiny makes numbers below the normal range zero, in operands and results.
// The moments of a parameter whose gradient has become zero decay through that
// range, where an operation takes a hundred times as long.
func flushTiny() (restore func()) {
	const flushAndZero = 1<<15 | 1<<6
	old, state := AllocLocal(4), AllocLocal(4)
	bits := GP32()
	STMXCSR(old)
	MOVL(old, bits)
	ORL(U32(flushAndZero), bits)
	MOVL(bits, state)
	LDMXCSR(state)
	return func() { LDMXCSR(old) }
}

func sgd() {
	begin("asmSGD", "func(n int, w *float32, grad *float32, v *float32, c *float32)",
		"is one step with momentum and c = {lr, momentum, decay}.")
	r := load64("n", "w", "grad", "v")
	c := fields(3)
	w, g, v := YMM(), YMM(), YMM()
	stream(r[0], r[1:], func(l lanes) {
		for i, d := range []reg.VecVirtual{w, g, v} {
			l.load(r[1+i], d)
		}
		VFMADD231PS(w, c[2], g)
		VFMADD213PS(g, c[1], v) // v = momentum*v + g
		VFNMADD231PS(v, c[0], w)
		l.store(v, r[3])
		l.store(w, r[1])
	})
	end()
}

// affine and affine2 are the passes of batch normalisation over a plane.
func affine() {
	begin("asmAffine", "func(n int, a float32, b float32, x *float32, y *float32)", "is y = a*x + b.")
	r := load64("n", "x", "y")
	a, b, v := broadcast("a"), broadcast("b"), YMM()
	stream(r[0], r[1:], func(l lanes) {
		l.load(r[1], v)
		VFMADD213PS(b, a, v)
		l.store(v, r[2])
	})
	end()
}

func affine2() {
	begin("asmAffine2", "func(n int, a float32, x *float32, b float32, y *float32, c float32, z *float32)", "is z = a*x + b*y + c.")
	r := load64("n", "x", "y", "z")
	a, b, c, u, v := broadcast("a"), broadcast("b"), broadcast("c"), YMM(), YMM()
	stream(r[0], r[1:], func(l lanes) {
		l.load(r[1], u)
		l.load(r[2], v)
		VFMADD213PS(c, b, v)
		VFMADD231PS(u, a, v)
		l.store(v, r[3])
	})
	end()
}
