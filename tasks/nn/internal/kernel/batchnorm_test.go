package kernel

import (
	"math"
	"testing"
)

// normReference normalises in float64 and gives mean, variance and result.
func normReference(s NormShape, x, gamma, beta []float32, eps float64, act Act) (mean, variance, y []float64) {
	mean, variance, y = make([]float64, s.C), make([]float64, s.C), make([]float64, len(x))
	m := float64(s.N * s.Plane)
	channel := func(i int) int { return i / s.Plane % s.C }
	for i, v := range x {
		mean[channel(i)] += float64(v) / m
	}
	for i, v := range x {
		variance[channel(i)] += math.Pow(float64(v)-mean[channel(i)], 2) / m
	}
	for i, v := range x {
		c := channel(i)
		h := (float64(v) - mean[c]) / math.Sqrt(variance[c]+eps)
		y[i] = actOf(act, h*float64(gamma[c])+float64(beta[c]))
	}
	return mean, variance, y
}

// normGradient is the gradient in float64, from the definition.
func normGradient(s NormShape, x, gamma, y, dy []float32, eps float64, act Act) (dgamma, dbeta, dx []float64) {
	mean, variance, _ := normReference(s, x, gamma, gamma, eps, act)
	dgamma, dbeta, dx = make([]float64, s.C), make([]float64, s.C), make([]float64, len(x))
	m := float64(s.N * s.Plane)
	h := func(i, c int) float64 { return (float64(x[i]) - mean[c]) / math.Sqrt(variance[c]+eps) }
	for i := range x {
		c := i / s.Plane % s.C
		dx[i] = float64(dy[i]) * slopeOf(act, float64(y[i]))
		dbeta[c] += dx[i]
		dgamma[c] += dx[i] * h(i, c)
	}
	for i := range x {
		c := i / s.Plane % s.C
		dx[i] = float64(gamma[c]) / math.Sqrt(variance[c]+eps) * (dx[i] - dbeta[c]/m - h(i, c)*dgamma[c]/m)
	}
	return dgamma, dbeta, dx
}

func TestBatchNorm(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 20)
		for range 80 {
			s := NormShape{ar.between(1, 9), ar.between(1, 9), ar.between(1, 30)}
			if ar.between(0, 2) == 0 {
				s.Plane = 1
			}
			checkBatchNorm(t, ar, s, acts[ar.between(0, 3)])
		}
	})
}

func checkBatchNorm(t *testing.T, ar *arena, s NormShape, act Act) {
	t.Helper()
	const eps, momentum = 0.05, 0.1
	size, m := s.N*s.C*s.Plane, float64(s.N*s.Plane)
	x, gamma, beta := ar.uniform(size), ar.uniform(s.C), ar.uniform(s.C)
	runMean, runVar, y := ar.uniform(s.C), ar.uniform(s.C), ar.garbage(size)
	mean, variance, want := normReference(s, x, gamma, beta, eps, act)
	wantMean, wantVar := wide(runMean), wide(runVar)
	for c := range mean {
		wantMean[c] = 0.9*wantMean[c] + 0.1*mean[c]
		wantVar[c] = 0.9*wantVar[c] + 0.1*variance[c]*m/math.Max(m-1, 1)
	}
	b := NewBatchNorm(s, eps, momentum, act)
	b.Train(x, gamma, beta, runMean, runVar, y)
	near(t, "y", y, want, 2e-6)
	near(t, "running mean", runMean, wantMean, 1e-6)
	near(t, "running variance", runVar, wantVar, 1e-6)

	dy, dx, dgamma, dbeta := ar.uniform(size), ar.garbage(size), ar.garbage(s.C), ar.garbage(s.C)
	wg, wb, wx := normGradient(s, x, gamma, y, dy, eps, act)
	b.Backward(x, gamma, y, dy, dgamma, dbeta, dx)
	near(t, "dgamma", dgamma, wg, 1e-5)
	near(t, "dbeta", dbeta, wb, 1e-5)
	near(t, "dx", dx, wx, 1e-5)
	b.Backward(x, gamma, y, dy, dgamma, dbeta, dy)
	sameBits(t, "dx in place", dy, dx)

	for c := range runVar {
		runVar[c] = float32(math.Abs(float64(runVar[c])))
	}
	b.Infer(x, gamma, beta, runMean, runVar, y)
	for i, v := range x {
		c := i / s.Plane % s.C
		h := (float64(v) - float64(runMean[c])) / math.Sqrt(float64(runVar[c])+eps)
		want[i] = actOf(act, h*float64(gamma[c])+float64(beta[c]))
	}
	near(t, "inference", y, want, 3e-6)
}

func TestBatchNormWorkers(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		s := NormShape{4, 7, 33}
		run := func(workers int) []float32 {
			ar := newArena(t, 21)
			x, gamma, run := ar.uniform(4*7*33), ar.uniform(7), ar.zeros(7)
			y, b := ar.zeros(len(x)), NewBatchNorm(s, 1e-5, 0.1, ReLU)
			withWorkers(workers, func() {
				b.Train(x, gamma, gamma, run, run, y)
				b.Backward(x, gamma, y, y, run, run, x)
			})
			return append(clone(y), x...)
		}
		one := run(1)
		sameBits(t, "batch normalisation", run(3), one)
	})
}

func TestBatchNormAllocatesNothing(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 22)
		for _, s := range []NormShape{{4, 3, 10}, {40, 3, 1}} {
			x, v, b := ar.uniform(120), ar.uniform(3), NewBatchNorm(s, 1e-5, 0.1, Sigmoid)
			noAllocs(t, "BatchNorm", func() {
				b.Train(x, v, v, v, v, x)
				b.Backward(x, v, x, x, v, v, x)
			})
		}
	})
}

func TestBatchNormPanics(t *testing.T) {
	mustPanic(t, "shape", func() { NewBatchNorm(NormShape{1, 0, 1}, 1e-5, 0.1, None) })
	x := make([]float32, 4)
	b := NewBatchNorm(NormShape{2, 2, 1}, 1e-5, 0.1, None)
	mustPanic(t, "gamma", func() { b.Train(x, x, x, x, x, x) })
}
