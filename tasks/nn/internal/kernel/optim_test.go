package kernel

import (
	"math"
	"testing"
)

func TestAdam(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 26)
		for _, n := range lengths {
			for _, decay := range []float64{0, 0.1} {
				c := AdamConfig{LR: 0.01, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, Decay: decay}
				w, m, v := ar.uniform(n), ar.zeros(n), ar.zeros(n)
				rw, rm, rv := wide(w), wide(m), wide(v)
				for step := 1; step <= 20; step++ {
					g := ar.uniform(n)
					Adam(w, g, m, v, c, step)
					adamReference(rw, rm, rv, g, c, float64(step))
				}
				near(t, "w", w, rw, 2e-6)
				near(t, "m", m, rm, 1e-6)
				near(t, "v", v, rv, 1e-6)
			}
		}
	})
}

// adamReference is the published formula in float64.
func adamReference(w, m, v []float64, g []float32, c AdamConfig, t float64) {
	for i := range w {
		gi := float64(g[i]) + c.Decay*w[i]
		m[i] = c.Beta1*m[i] + (1-c.Beta1)*gi
		v[i] = c.Beta2*v[i] + (1-c.Beta2)*gi*gi
		mh, vh := m[i]/(1-math.Pow(c.Beta1, t)), v[i]/(1-math.Pow(c.Beta2, t))
		w[i] -= c.LR * mh / (math.Sqrt(vh) + c.Eps)
	}
}

func TestSGD(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 27)
		for _, n := range lengths {
			for _, c := range []SGDConfig{{0.1, 0, 0}, {0.1, 0, 0.05}, {0.1, 0.9, 0}, {0.1, 0.9, 0.05}} {
				w, velocity := ar.uniform(n), ar.zeros(n)
				if c.Momentum == 0 {
					velocity = nil
				}
				rw, rv := wide(w), make([]float64, n)
				for range 10 {
					g := ar.uniform(n)
					SGD(w, g, velocity, c)
					for i := range rw {
						rv[i] = c.Momentum*rv[i] + float64(g[i]) + c.Decay*rw[i]
						rw[i] -= c.LR * rv[i]
					}
				}
				near(t, "w", w, rw, 3e-6)
			}
		}
	})
}

func TestOptimisersAllocateNothing(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 28)
		w, g, m, v := ar.uniform(50), ar.uniform(50), ar.zeros(50), ar.zeros(50)
		noAllocs(t, "optimisers", func() {
			Adam(w, g, m, v, AdamConfig{LR: 0.01, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8}, 1)
			SGD(w, g, m, SGDConfig{LR: 0.01, Momentum: 0.9})
		})
	})
}

func TestOptimiserPanics(t *testing.T) {
	x := make([]float32, 3)
	mustPanic(t, "step 0", func() { Adam(x, x, x, x, AdamConfig{}, 0) })
	mustPanic(t, "no velocity", func() { SGD(x, x, nil, SGDConfig{LR: 1, Momentum: 0.9}) })
}
