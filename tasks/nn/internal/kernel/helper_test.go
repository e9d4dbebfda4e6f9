package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"
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

// unchosen are arithmetics that this machine has but does not choose, since
// others are faster on it.
var unchosen []*arithmetic

// eachWidth is eachTwin and the same with what is unchosen.
func eachWidth(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	eachTwin(t, f)
	old := active
	defer func() { active = old }()
	for _, a := range unchosen {
		active = a
		t.Run(a.name, f)
	}
}

// guardBits is a NaN that no kernel produces.
const guardBits = 0x7fc0dead

// arena makes test slices that stand between guards: a touch of the guard page
// faults, a write to the guard values on the other side is seen when the test
// ends, and a read of them brings NaN into results.
type arena struct {
	t   *testing.T
	rng *rand.Rand
}

func newArena(t *testing.T, seed uint64) *arena {
	return &arena{t, rand.New(rand.NewPCG(seed, 1))}
}

// zeros gives n floats in the arena.
func (a *arena) zeros(n int) []float32 {
	x, spare := guarded(a.t, n, a.rng.IntN(3) > 0)
	for i := range spare {
		spare[i] = math.Float32frombits(guardBits)
	}
	a.t.Cleanup(func() {
		for i, v := range spare {
			if math.Float32bits(v) != guardBits {
				a.t.Errorf("write outside a slice of %d: guard %d is %v", n, i, v)
				return
			}
		}
	})
	return x
}

// words gives n 16-bit words for codes.
func (a *arena) words(n int) []uint16 {
	if n == 0 {
		return nil
	}
	x := a.zeros((n + 1) / 2)
	return unsafe.Slice((*uint16)(unsafe.Pointer(&x[0])), n)
}

// bits gives n words of bits, all of them set.
func (a *arena) bits(n int) []uint64 {
	x := a.zeros(2 * n)
	b := unsafe.Slice((*uint64)(unsafe.Pointer(&x[0])), n)
	for i := range b {
		b[i] = math.MaxUint64
	}
	return b
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

// replace puts a slice of an object's scratch memory into the arena, NaN if it
// may hold anything.
func (a *arena) replace(x *[]float32, anything bool) {
	if anything {
		*x = a.garbage(len(*x))
	} else if *x != nil {
		*x = a.zeros(len(*x))
	}
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
