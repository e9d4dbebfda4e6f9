package align

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

func TestScaleBalance(t *testing.T) {
	p := make([]float64, 3)
	ScaleBalance(p, []float64{1, 2, 3}, Released)
	if !slices.Equal(p, []float64{6, 3, 2}) {
		t.Errorf("code: %v", p)
	}
	ScaleBalance(p, []float64{1, 2, 3}, Paper)
	if !slices.Equal(p, []float64{2, 1, 2. / 3}) {
		t.Errorf("paper: %v", p)
	}
}

// Q depends on the past losses by their sum only, and beta 0 keeps the start.
func TestSmoothIsCumulative(t *testing.T) {
	var a, b, flat Smooth
	qa, qb, q := make([]float64, 2), make([]float64, 2), make([]float64, 2)
	a.Update(qa, []float64{1, 3}, 0.5)
	a.Update(qa, []float64{2, 1}, 0.5)
	b.Update(qb, []float64{3, 4}, 0.5)
	want := 1 / (1 + math.Exp(-0.5))
	if math.Abs(qa[0]-want) > 1e-15 || math.Abs(qb[0]-want) > 1e-15 || math.Abs(qa[0]+qa[1]-1) > 1e-15 {
		t.Errorf("Q %v and %v, want %v first", qa, qb, want)
	}
	flat.Update(q, []float64{1, 1000}, 0)
	if !slices.Equal(q, []float64{0.5, 0.5}) {
		t.Errorf("beta 0: %v", q)
	}
}

// A task whose share underflowed comes back once the others' losses catch up;
// a plain product would keep it at zero.
func TestSmoothRecovers(t *testing.T) {
	var s Smooth
	q := make([]float64, 2)
	s.Update(q, []float64{1, 2000}, 1)
	if q[1] != 0 {
		t.Fatalf("Q %v did not underflow: the test shows nothing", q)
	}
	s.Update(q, []float64{2000, 1}, 1)
	if math.Abs(q[0]-0.5) > 1e-12 || math.Abs(q[1]-0.5) > 1e-12 {
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
