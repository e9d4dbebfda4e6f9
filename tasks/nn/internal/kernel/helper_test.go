package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// eachTwin runs a test with every arithmetic that this machine has.
func eachTwin(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	old := active
	defer func() { active = old }()
	for _, a := range available() {
		active = a
		t.Run(a.name, f)
	}
}

// fence is the number of guard values on either side of a test slice.
const fence = 64

// guardBits is a NaN that no kernel produces.
const guardBits = 0x7fc0dead

// arena is a maker of test slices that stand between guard values: a write
// outside is seen when the test ends, a read outside brings NaN into results.
type arena struct {
	t   *testing.T
	rng *rand.Rand
}

func newArena(t *testing.T, seed uint64) *arena {
	return &arena{t, rand.New(rand.NewPCG(seed, 1))}
}

// zeros gives n floats in the arena.
func (a *arena) zeros(n int) []float32 {
	all := make([]float32, n+2*fence)
	guards := [][]float32{all[:fence], all[fence+n:]}
	for _, g := range guards {
		for i := range g {
			g[i] = math.Float32frombits(guardBits)
		}
	}
	a.t.Cleanup(func() {
		for _, g := range guards {
			for i, v := range g {
				if math.Float32bits(v) != guardBits {
					a.t.Errorf("write outside a slice of %d, guard %d is %v", n, i, v)
					return
				}
			}
		}
	})
	return all[fence : fence+n : fence+n]
}

// uniform gives n floats in [-1, 1).
func (a *arena) uniform(n int) []float32 {
	x := a.zeros(n)
	for i := range x {
		x[i] = 2*a.rng.Float32() - 1
	}
	return x
}

// garbage gives n NaNs, for outputs that must be overwritten.
func (a *arena) garbage(n int) []float32 {
	x := a.zeros(n)
	for i := range x {
		x[i] = float32(math.NaN())
	}
	return x
}

// between gives an int in [lo, hi].
func (a *arena) between(lo, hi int) int { return lo + a.rng.IntN(hi-lo+1) }

// near checks got against a float64 reference: |got-want| <= tol (1+|want|).
func near(t *testing.T, what string, got []float32, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d elements, want %d", what, len(got), len(want))
	}
	for i, g := range got {
		if d := math.Abs(float64(g) - want[i]); !(d <= tol*(1+math.Abs(want[i]))) {
			t.Fatalf("%s[%d] = %v, want %v", what, i, g, want[i])
		}
	}
}

// nearly checks one number.
func nearly(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*(1+math.Abs(want))) {
		t.Fatalf("%s = %v, want %v", what, got, want)
	}
}

// clone copies a slice out of the arena.
func clone(x []float32) []float32 { return append([]float32(nil), x...) }

// wide gives float64 values.
func wide(x []float32) []float64 {
	w := make([]float64, len(x))
	for i, v := range x {
		w[i] = float64(v)
	}
	return w
}

// sameBits checks that two results agree to the bit.
func sameBits(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("%s[%d] = %v, other run %v", what, i, got[i], want[i])
		}
	}
}

// noAllocs checks that f allocates nothing.
func noAllocs(t *testing.T, what string, f func()) {
	t.Helper()
	if n := testing.AllocsPerRun(20, f); n != 0 {
		t.Errorf("%s: %v allocations a call", what, n)
	}
}

// mustPanic checks that f panics.
func mustPanic(t *testing.T, what string, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Errorf("%s: no panic", what)
		}
	}()
	f()
}

// actOf is the activation in float64.
func actOf(a Act, v float64) float64 {
	switch a {
	case ReLU:
		return max(v, 0)
	case Sigmoid:
		return 1 / (1 + math.Exp(-v))
	case Tanh:
		return math.Tanh(v)
	}
	return v
}

// slopeOf is the derivative of the activation at the output y.
func slopeOf(a Act, y float64) float64 {
	switch {
	case a == ReLU && y <= 0:
		return 0
	case a == Sigmoid:
		return y * (1 - y)
	case a == Tanh:
		return 1 - y*y
	}
	return 1
}

var acts = []Act{None, ReLU, Sigmoid, Tanh}
