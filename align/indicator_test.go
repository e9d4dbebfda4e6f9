package align

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

func TestScaleBalance(t *testing.T) {
	for c, want := range map[Convention][]float64{Released: {6, 3, 2}, Paper: {2, 1, 2. / 3}} {
		in := Indicator{Convention: c}
		in.Update([]float64{1, 2, 3})
		if !slices.Equal(in.P, want) {
			t.Errorf("convention %d: %v, want %v", c, in.P, want)
		}
	}
}

// smoothOf is Q after these mini-batches.
func smoothOf(beta float64, batches ...[]float64) []float64 {
	in := Indicator{Beta: beta}
	for _, losses := range batches {
		in.Update(losses)
	}
	return in.Q
}

// Q depends on the past losses by their sum only, and beta 0 keeps the start.
func TestSmoothIsCumulative(t *testing.T) {
	a, b := smoothOf(0.5, []float64{1, 3}, []float64{2, 1}), smoothOf(0.5, []float64{3, 4})
	want := 1 / (1 + math.Exp(-0.5))
	if math.Abs(a[0]-want) > 1e-15 || math.Abs(b[0]-want) > 1e-15 || math.Abs(a[0]+a[1]-1) > 1e-15 {
		t.Errorf("Q %v and %v, want %v first", a, b, want)
	}
	if q := smoothOf(0, []float64{1, 1000}); !slices.Equal(q, []float64{0.5, 0.5}) {
		t.Errorf("beta 0: %v", q)
	}
}

// A task whose share underflowed comes back once the others' losses catch up;
// a plain product would keep it at zero.
func TestSmoothRecovers(t *testing.T) {
	if q := smoothOf(1, []float64{1, 2000}); q[1] != 0 {
		t.Fatalf("Q %v did not underflow: the test shows nothing", q)
	}
	if q := smoothOf(1, []float64{1, 2000}, []float64{2000, 1}); math.Abs(q[0]-0.5) > 1e-12 || math.Abs(q[1]-0.5) > 1e-12 {
		t.Errorf("Q %v, want halves", q)
	}
}

// The conventions differ by the factor M and in nothing else.
func TestConventionsAgree(t *testing.T) {
	losses := []float64{0.3, 2, 11, 0.4}
	weights := func(c Convention) ([]float64, []int) {
		in, agrm := Indicator{Beta: 0.1, Convention: c}, AGRM{Groups: 2}
		w := make([]float64, len(losses))
		agrm.Weigh(in.Update(losses), w)
		return w, agrm.Of
	}
	code, codeGroups := weights(Released)
	paper, paperGroups := weights(Paper)
	if !slices.Equal(codeGroups, paperGroups) {
		t.Errorf("groups %v and %v", codeGroups, paperGroups)
	}
	for m := range code {
		if math.Abs(code[m]-4*paper[m]) > 1e-12*code[m] {
			t.Errorf("weights %v and %v", code, paper)
		}
	}
}

func Example() {
	in := Indicator{Beta: 1e-4}
	agrm := AGRM{Groups: 2}
	weights := make([]float64, 3)
	agrm.Weigh(in.Update([]float64{0.5, 0.6, 8}), weights)
	fmt.Println(agrm.Of)
	fmt.Printf("%.2f\n", weights)
	// Output:
	// [1 1 0]
	// [5.56 5.56 0.38]
}
