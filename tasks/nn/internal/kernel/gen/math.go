package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The polynomials are those of S. Moshier's Cephes library (expf, logf, tanhf),
// evaluated with fused multiply-adds.

const (
	oneBits  = 0x3f800000
	signBits = 0x80000000
	absBits  = 0x7fffffff
	infBits  = 0x7f800000
)

// float is a constant in all lanes.
func float(v float64) Mem { return all8(math.Float32bits(float32(v))) }

// horner is p = c[0] x^n + ... + c[n].
func horner(x reg.VecVirtual, c ...float64) reg.VecVirtual {
	p := YMM()
	VMOVUPS(float(c[0]), p)
	for _, v := range c[1:] {
		VFMADD213PS(float(v), x, p)
	}
	return p
}

// elementwise writes dst = f(x).
func elementwise(name, doc string, f func(v reg.VecVirtual) reg.VecVirtual) {
	begin(name, "func(n int, x *float32, dst *float32)", doc)
	r := load64("n", "x", "dst")
	stream(r[0], r[1:], func(l lanes) {
		v := YMM()
		l.load(r[1], v)
		l.store(f(v), r[2])
	})
	end()
}

func exp() { elementwise("asmExp", "is dst = exp(x).", exp8) }

// exp8 is exp(x) = 2^n exp(r), x = n log 2 + r with |r| <= log(2)/2. The range
// is cut where float32 over- and underflows; 2^n is two factors, because n
// reaches past the exponents of a float32. x is lost.
func exp8(x reg.VecVirtual) reg.VecVirtual {
	n, half := YMM(), YMM()
	limit := YMM()
	VMOVUPS(float(89), limit)
	VMINPS(x, limit, x) // in this order NaN stays
	VMOVUPS(float(-104), limit)
	VMAXPS(x, limit, x)
	VMULPS(float(math.Log2E), x, n)
	VROUNDPS(Imm(8), n, n)
	VFNMADD231PS(float(0.693359375), n, x)
	VFNMADD231PS(float(-2.12194440e-4), n, x)
	p := horner(x, 1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1)
	r2 := YMM()
	VMULPS(x, x, r2)
	VFMADD213PS(x, r2, p)
	VADDPS(float(1), p, p)
	VCVTPS2DQ(n, n)
	VPSRAD(Imm(1), n, half)
	VPSUBD(half, n, n)
	for _, e := range []reg.VecVirtual{half, n} {
		VPADDD(all8(127), e, e)
		VPSLLD(Imm(23), e, e)
		VMULPS(e, p, p)
	}
	return p
}

// sigmoid is 1/(1+z) or z/(1+z) with z = exp(-|x|), so that nothing overflows.
func sigmoid() {
	elementwise("asmSigmoid", "is dst = 1/(1+exp(-x)).", func(x reg.VecVirtual) reg.VecVirtual {
		z, sum, one := YMM(), YMM(), YMM()
		VORPS(all8(signBits), x, z)
		z = exp8(z)
		VMOVUPS(float(1), one)
		VADDPS(one, z, sum)
		VBLENDVPS(x, z, one, one)
		VDIVPS(sum, one, one)
		return one
	})
}

// tanh is a polynomial near 0 and 1 - 2/(exp(2|x|)+1) elsewhere.
func tanh() {
	elementwise("asmTanh", "is dst = tanh(x).", func(x reg.VecVirtual) reg.VecVirtual {
		size, large, small := YMM(), YMM(), YMM()
		VANDPS(all8(absBits), x, size)
		VADDPS(size, size, large)
		large = exp8(large)
		one := YMM()
		VMOVUPS(float(1), one)
		VADDPS(one, large, large)
		two := YMM()
		VMOVUPS(float(2), two)
		VDIVPS(large, two, large)
		VSUBPS(large, one, large)
		VANDPS(all8(signBits), x, one)
		VORPS(one, large, large)
		z := YMM()
		VMULPS(x, x, z)
		p := horner(z, -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1)
		VMULPS(x, z, small)
		VFMADD213PS(x, small, p)
		const less = 1
		VCMPPS(Imm(less), float(0.625), size, size)
		VBLENDVPS(size, p, large, large)
		return large
	})
}

func logarithm() { elementwise("asmLog", "is dst = log(x).", log8) }

// log8 is log(x) = e log 2 + log(1+f), x = 2^e (1+f) with 1+f from sqrt(1/2) to
// sqrt(2). Subnormal numbers are multiplied by 2^25 first.
func log8(x reg.VecVirtual) reg.VecVirtual {
	e, f := exponent(x)
	z := YMM()
	VMULPS(f, f, z)
	p := horner(f, 7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
		-1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1)
	VMULPS(f, p, p)
	VMULPS(z, p, p)
	VFMADD231PS(float(-2.12194440e-4), e, p)
	VFNMADD231PS(float(0.5), z, p)
	VADDPS(f, p, p)
	VFMADD231PS(float(0.693359375), e, p)
	return logEdges(x, p)
}

// exponent gives e and f of log8.
func exponent(x reg.VecVirtual) (e, f reg.VecVirtual) {
	const less = 1
	e, f = YMM(), YMM()
	m, t := YMM(), YMM()
	VCMPPS(Imm(less), all8(0x00800000), x, t) // subnormal
	VMULPS(float(1<<25), x, f)
	VBLENDVPS(t, f, x, f)
	VANDPS(float(25), t, t)
	VPSRLD(Imm(23), f, e)
	VPSUBD(all8(126), e, e)
	VCVTDQ2PS(e, e)
	VSUBPS(t, e, e)
	VANDPS(all8(0x007fffff), f, f)
	VORPS(float(0.5), f, f)
	VCMPPS(Imm(less), float(math.Sqrt2/2), f, m)
	VANDPS(m, f, t)
	VADDPS(t, f, f)
	VSUBPS(float(1), f, f)
	VANDPS(float(1), m, m)
	VSUBPS(m, e, e)
	return e, f
}

// logEdges puts in -Inf at 0, +Inf at +Inf, NaN below 0 and at NaN.
func logEdges(x, p reg.VecVirtual) reg.VecVirtual {
	const equal, notGreaterEqual = 0, 0x19
	zero, m, t := zeroed(1)[0], YMM(), YMM()
	VCMPPS(Imm(notGreaterEqual), zero, x, m)
	VORPS(m, p, p)
	VCMPPS(Imm(equal), zero, x, m)
	VMOVUPS(all8(infBits|signBits), t)
	VBLENDVPS(m, t, p, p)
	VMOVUPS(all8(infBits), t)
	VCMPPS(Imm(equal), t, x, m)
	VBLENDVPS(m, t, p, p)
	return p
}
