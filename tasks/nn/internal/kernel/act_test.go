package kernel

import (
	"math"
	"testing"
)

func TestBiasAct(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 8)
		for _, act := range acts {
			for _, cols := range lengths[1:16] {
				for _, nilBias := range []bool{false, true} {
					checkBiasAct(t, ar, act, ar.between(0, 5), cols, nilBias)
				}
			}
		}
	})
}

// checkBiasAct checks one shape forward and backward.
func checkBiasAct(t *testing.T, ar *arena, act Act, rows, cols int, nilBias bool) {
	t.Helper()
	y, bias, dy := ar.uniform(rows*cols), ar.uniform(cols), ar.uniform(rows*cols)
	want := wide(y)
	for i := range want {
		if !nilBias {
			want[i] = float64(y[i] + bias[i%cols])
		}
		want[i] = actOf(act, want[i])
	}
	db := ar.garbage(cols)
	if nilBias {
		bias, db = nil, nil
	}
	BiasAct(y, cols, bias, act)
	near(t, act.String(), y, want, 3e-7)

	dz, sums := make([]float64, rows*cols), make([]float64, cols)
	for i, v := range dy {
		dz[i] = float64(v) * slopeOf(act, float64(y[i]))
		sums[i%cols] += dz[i]
	}
	dst := ar.garbage(rows * cols)
	BiasActGrad(dst, dy, y, cols, db, act)
	near(t, act.String()+" gradient", dst, dz, 3e-7)
	BiasActGrad(dy, dy, y, cols, db, act)
	sameBits(t, act.String()+" gradient in place", dy, dst)
	if db != nil {
		near(t, act.String()+" bias gradient", db, sums, 1e-6)
	}
}

// TestBiasActKeepsNaN: a diverged network must not look like a dead one.
func TestBiasActKeepsNaN(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		for _, act := range acts {
			for _, n := range []int{1, 5, 8, 13} {
				y := make([]float32, n)
				for i := range y {
					y[i] = float32(math.NaN())
				}
				BiasAct(y, n, make([]float32, n), act)
				for i, v := range y {
					if v == v {
						t.Fatalf("%v of NaN at %d of %d = %v", act, i, n, v)
					}
				}
			}
		}
	})
}

func TestBiasActAllocatesNothing(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 9)
		y, b, d := ar.uniform(70), ar.uniform(7), ar.uniform(70)
		for _, act := range acts {
			noAllocs(t, act.String(), func() {
				BiasAct(y, 7, b, act)
				BiasActGrad(d, d, y, 7, b, act)
			})
		}
	})
}
