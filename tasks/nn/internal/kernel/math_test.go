package kernel

import (
	"math"
	"testing"
)

// ulps is the distance of got from want in units in the last place of want.
func ulps(got float32, want float64) float64 {
	if math.IsNaN(want) || math.IsInf(want, 0) || math.Abs(want) > math.MaxFloat32 {
		if float64(got) == float64(float32(want)) || got != got && math.IsNaN(want) {
			return 0
		}
		return math.Inf(1)
	}
	_, e := math.Frexp(want)
	ulp := math.Ldexp(1, max(e-24, -149))
	return math.Abs(float64(got)-want) / ulp
}

// function is an elementwise function with its reference and where it is of
// interest.
type function struct {
	name   string
	run    func(x, dst []float32)
	want   func(float64) float64
	lo, hi float64
	tol    float64 // in units in the last place
}

func functions() []function {
	return []function{
		{"Exp", Exp, math.Exp, -105, 90, 2},
		{"Exp", Exp, math.Exp, -1e-3, 1e-3, 1},
		{"Log", Log, math.Log, 0, 3, 2},
		{"Log", Log, math.Log, 0, 1e-37, 2},
		{"Log", Log, math.Log, 0, 3e38, 2},
		{"Sigmoid", Sigmoid.Apply, func(v float64) float64 { return 1 / (1 + math.Exp(-v)) }, -104, 30, 3},
		{"Tanh", Tanh.Apply, math.Tanh, -10, 10, 3},
		{"Tanh", Tanh.Apply, math.Tanh, -1e-3, 1e-3, 1},
	}
}

func TestFunctionsToTheUlp(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 23)
		for _, f := range functions() {
			x := ar.zeros(50001)
			for i := range x {
				x[i] = float32(f.lo + (f.hi-f.lo)*ar.rng.Float64())
			}
			dst := ar.garbage(len(x))
			f.run(x, dst)
			worst := 0.0
			for i, v := range x {
				if u := ulps(dst[i], f.want(float64(v))); u > worst {
					worst = u
					if u > f.tol {
						t.Fatalf("%s(%v) = %v, want %v: %.2f ulp", f.name, v, dst[i], f.want(float64(v)), u)
					}
				}
			}
			t.Logf("%s on [%v, %v]: %.2f ulp", f.name, f.lo, f.hi, worst)
		}
	})
}

// TestFunctionsAtTheEdges has what no range holds, at every place of a vector.
func TestFunctionsAtTheEdges(t *testing.T) {
	inf, tiny := math.Inf(1), math.SmallestNonzeroFloat32
	edges := []float64{0, math.Copysign(0, -1), inf, -inf, math.NaN(), tiny, -tiny, 0x1p-126, -1, 1,
		math.MaxFloat32, -math.MaxFloat32, 88.722839, 88.7229, -103.97, -104.1, 0.625, -0.625}
	eachTwin(t, func(t *testing.T) {
		for _, f := range functions() {
			for _, v := range edges {
				for n := 1; n < 10; n++ {
					x := make([]float32, n)
					for i := range x {
						x[i] = float32(v)
					}
					f.run(x, x)
					want := f.want(float64(float32(v)))
					for _, got := range x {
						if u := ulps(got, want); u > f.tol {
							t.Fatalf("%s(%v) = %v, want %v", f.name, float32(v), got, want)
						}
					}
				}
			}
		}
	})
}

func TestActGrad(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 24)
		for _, act := range acts {
			for _, n := range lengths {
				dy, y, dst := ar.uniform(n), ar.uniform(n), ar.garbage(n)
				want := make([]float64, n)
				for i := range want {
					want[i] = float64(dy[i]) * slopeOf(act, float64(y[i]))
				}
				act.Grad(dst, dy, y)
				near(t, act.String(), dst, want, 3e-7)
				act.Grad(dy, dy, y)
				sameBits(t, act.String()+" in place", dy, dst)
			}
		}
	})
}

func TestSoftmax(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 25)
		for range 40 {
			rows, cols := ar.between(0, 9), ar.between(1, 20)
			x, y := ar.uniform(rows*cols), ar.garbage(rows*cols)
			Scale(50, x, x)
			p, _ := xentReference(x, cols, make([]int32, rows))
			for r := range rows {
				p[r*cols]++ // the reference is less one at label 0
			}
			Softmax(x, cols, y)
			near(t, "softmax", y, p, 3e-7)
		}
	})
}
