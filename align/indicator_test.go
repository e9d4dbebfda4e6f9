package align

import (
	"fmt"
	"math"
	"math/rand/v2"
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

// What is done four tasks at a time agrees with what is done one by one, whether
// Q is within reach of a power or not.
func TestLanesAgree(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	for tasks := 4; tasks <= 130; tasks++ {
		for _, beta := range []float64{0, 1e-3, 30} {
			one := Indicator{Beta: beta, Smooth: Smooth{Decay: 0.01, Log: make([]float64, tasks)}}
			one.P, one.Q, one.Gamma = make([]float64, tasks), make([]float64, tasks), make([]float64, tasks)
			four, agrm, kmeans := Indicator{Beta: beta, Smooth: Smooth{Decay: 0.01}}, AGRM{Groups: 2}, KMeans{}
			weights, of, want, centres := make([]float64, tasks), make([]int, tasks), make([]float64, tasks), make([]float64, 2)
			for step := range 5 {
				losses := make([]float64, tasks)
				for m := range losses {
					losses[m] = math.Exp(2 * rng.NormFloat64())
				}
				one.update(losses, 1)
				gamma := four.Update(losses)
				for m, g := range one.Gamma {
					if far := math.Abs(gamma[m] - g); far > 1e-11*g && far > 1e-300 {
						t.Fatalf("%d tasks, beta %v, step %d: gamma %v of task %d, want %v", tasks, beta, step, gamma[m], m, g)
					}
				}
				agrm.Weigh(gamma, weights)
				kmeans.Fit(gamma, 2)
				kmeans.Assign(2, of, want, centres)
				if !slices.Equal(agrm.Of, of) || math.Abs(agrm.Centres[0]-centres[0]) > 1e-12*centres[0] || math.Abs(agrm.Centres[1]-centres[1]) > 1e-12*centres[1] {
					t.Fatalf("%d tasks, beta %v, step %d: groups %v of %v, want %v of %v", tasks, beta, step, agrm.Of, agrm.Centres, of, centres)
				}
				for m, w := range weights {
					if w != agrm.Centres[agrm.Of[m]] {
						t.Fatalf("%d tasks: weight %v in group %d of %v", tasks, w, agrm.Of[m], agrm.Centres)
					}
				}
			}
		}
	}
}

// P, Q and Gamma that are parts of one slice change neither what comes out nor the
// rest of it.
func TestUpdateKeepsToItsSlices(t *testing.T) {
	for tasks := 1; tasks < 14; tasks++ {
		all, losses := make([]float64, 4*tasks), make([]float64, tasks)
		part := func(i int) []float64 { return all[i*tasks:][:tasks] }
		in, own := Indicator{Beta: 0.1, P: part(0), Q: part(1), Gamma: part(2)}, Indicator{Beta: 0.1}
		for m := range losses {
			losses[m] = 1 + float64(m)
		}
		in.Update(losses)
		own.Update(losses)
		if !slices.Equal(in.P, own.P) || !slices.Equal(in.Q, own.Q) || !slices.Equal(in.Gamma, own.Gamma) {
			t.Errorf("%d tasks: P %v Q %v gamma %v, want %v %v %v", tasks, in.P, in.Q, in.Gamma, own.P, own.Q, own.Gamma)
		}
		if slices.ContainsFunc(part(3), func(v float64) bool { return v != 0 }) {
			t.Errorf("%d tasks: %v after the slices", tasks, part(3))
		}
	}
}

// After a new start the number of tasks may be another.
func TestUpdateOtherTasks(t *testing.T) {
	in := Indicator{Beta: 0.1}
	for _, losses := range [][]float64{{1, 2, 3, 4, 5, 6, 7}, {1, 2}, {1, 2, 3, 4, 5}, {1, 2, 3, 4, 5, 6, 7, 8, 9}} {
		in.Smooth.Log = nil
		own := Indicator{Beta: 0.1}
		if got, want := in.Update(losses), own.Update(losses); !slices.Equal(got, want) {
			t.Errorf("%d tasks: %v, want %v", len(losses), got, want)
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
