package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The floor of an activation is 0 for ReLU and NaN for none. VMAXPS and VCMPPS
// are used so that a NaN floor changes nothing and a NaN value stays.

// raise is v = max(v, floor).
func raise(v, floor reg.VecVirtual) { VMAXPS(v, floor, v) }

// keepAbove zeroes the lanes of v where y <= floor; y is lost.
func keepAbove(v, y, floor reg.VecVirtual) {
	const notLessEqual = 0x16
	VCMPPS(Imm(notLessEqual), floor, y, y)
	VANDPS(y, v, v)
}

func biasRows() {
	begin("asmBiasRows", "func(y *float32, cols int, rows int, bias *float32, floor float32)",
		"is y = max(y + bias, floor) for contiguous rows.")
	r := load64("y", "cols", "rows", "bias")
	y, cols, rows, bias := r[0], r[1], r[2], r[3]
	floor, v, u := broadcast("floor"), YMM(), YMM()
	n, b := GP64(), GP64().(reg.GPVirtual)
	countDown(rows, func() {
		MOVQ(cols, n)
		MOVQ(bias, b)
		stream(n, []reg.GPVirtual{y, b}, func(l lanes) {
			l.load(y, v)
			l.load(b, u)
			VADDPS(u, v, v)
			raise(v, floor)
			l.store(v, y)
		})
	})
	end()
}

func maskRows() {
	begin("asmMaskRows", "func(dst *float32, dy *float32, y *float32, cols int, rows int, db *float32, floor float32)",
		"is dst = dy where y > floor, else 0, for contiguous rows; db += the sums of the columns.")
	r := load64("dst", "dy", "y", "cols", "rows", "db")
	dst, dy, y, cols, rows, db := r[0], r[1], r[2], r[3], r[4], r[5]
	floor, v, u := broadcast("floor"), YMM(), YMM()
	n, b := GP64(), GP64().(reg.GPVirtual)
	countDown(rows, func() {
		MOVQ(cols, n)
		MOVQ(db, b)
		stream(n, []reg.GPVirtual{dst, dy, y, b}, func(l lanes) {
			l.load(dy, v)
			l.load(y, u)
			keepAbove(v, u, floor)
			l.store(v, dst)
			l.load(b, u)
			VADDPS(v, u, u)
			l.store(u, b)
		})
	})
	end()
}

// planes loops over rows of w floats; starts are the pointers to the first row
// and lds the names of the parameters with the distances between rows.
func planes(w, rows reg.Register, starts []reg.GPVirtual, lds []string, body func(l lanes, p []reg.GPVirtual)) {
	n, p := GP64(), make([]reg.GPVirtual, len(starts))
	for i := range p {
		p[i] = GP64().(reg.GPVirtual)
	}
	countDown(rows, func() {
		MOVQ(w, n)
		for i, s := range starts {
			MOVQ(s, p[i])
		}
		stream(n, p, func(l lanes) { body(l, p) })
		for i, s := range starts {
			ADDQ(Load(Param(lds[i]), GP64()), s)
		}
	})
}

func biasPlane() {
	begin("asmBiasPlane", "func(dst *float32, ds int, src *float32, ss int, w int, rows int, bias float32, floor float32)",
		"is dst = max(src + bias, floor) for rows of w floats; strides are in bytes.")
	r := load64("dst", "src", "w", "rows")
	bias, floor, v := broadcast("bias"), broadcast("floor"), YMM()
	planes(r[2], r[3], r[:2], []string{"ds", "ss"}, func(l lanes, p []reg.GPVirtual) {
		l.load(p[1], v)
		VADDPS(v, bias, v)
		raise(v, floor)
		l.store(v, p[0])
	})
	end()
}

func maskPlane() {
	begin("asmMaskPlane", "func(dst *float32, ds int, dy *float32, gs int, y *float32, ys int, w int, rows int, floor float32) float32",
		"is dst = dy where y > floor, else 0, for rows of w floats, and gives the sum; strides are in bytes.")
	r := load64("dst", "dy", "y", "w", "rows")
	floor, v, u, sum := broadcast("floor"), YMM(), YMM(), zeroed(1)[0]
	planes(r[3], r[4], r[:3], []string{"ds", "gs", "ys"}, func(l lanes, p []reg.GPVirtual) {
		l.load(p[1], v)
		l.load(p[2], u)
		keepAbove(v, u, floor)
		l.store(v, p[0])
		VADDPS(v, sum, sum)
	})
	Store(sum8(sum), ReturnIndex(0))
	end()
}

// slope writes dst = dy*f(y).
func slope(name, doc string, f func(y reg.VecVirtual)) {
	begin(name, "func(n int, dst *float32, dy *float32, y *float32)", doc)
	r := load64("n", "dst", "dy", "y")
	v, g := YMM(), YMM()
	stream(r[0], r[1:], func(l lanes) {
		l.load(r[3], v)
		l.load(r[2], g)
		f(v)
		VMULPS(v, g, g)
		l.store(g, r[1])
	})
	end()
}

func sigmoidGrad() {
	t := func(v reg.VecVirtual) {
		u := YMM()
		VMOVAPS(v, u)
		VFNMADD231PS(v, v, u) // y - y*y
		VMOVAPS(u, v)
	}
	slope("asmSigmoidGrad", "is dst = dy*y*(1-y).", t)
}

func tanhGrad() {
	slope("asmTanhGrad", "is dst = dy*(1-y*y).", func(v reg.VecVirtual) {
		u := YMM()
		VMOVUPS(all8(oneBits), u)
		VFNMADD231PS(v, v, u)
		VMOVAPS(u, v)
	})
}
