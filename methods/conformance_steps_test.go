package methods

import (
	"fmt"
	"math"
	"testing"
)

// awkwardRows are gradients that break careless arithmetic.
func awkwardRows() map[string][][]float64 {
	return map[string][][]float64{
		"one task":     {{1, -2, 3}},
		"all zero":     {{0, 0}, {0, 0}, {0, 0}},
		"one zero":     {{1, 2}, {0, 0}, {-1, 1}},
		"opposite":     {{1, 2}, {-1, -2}, {0.5, 1}},
		"copies":       {{1, 2}, {1, 2}, {2, 4}},
		"parallel":     {{1, 1e-9}, {1, 0}, {1, -1e-9}},
		"wide":         {{1e-6, 2e-6}, {3e6, -1e6}, {1, 1}},
		"tiny":         {{1e-30, 2e-30}, {-1e-30, 1e-31}},
		"huge":         {{1e30, 2e30}, {-1e30, 1e29}},
		"more tasks":   randomRows(12, 3, 1),
		"one column":   {{1}, {-2}, {3}},
		"random":       randomRows(5, 20, 2),
		"nearly sum 0": {{1, 0}, {-0.5, math.Sqrt(0.75)}, {-0.5, -math.Sqrt(0.75) + 1e-10}},
	}
}

// awkwardLosses are such losses for a number of tasks; those that are not
// positive are for methods that can do with them.
func awkwardLosses(tasks int, positive bool) map[string][]float64 {
	spread := make([]float64, tasks)
	for k := range spread {
		spread[k] = math.Pow(10, -6+12*float64(k)/float64(tasks))
	}
	equal := func(v float64) []float64 { l := ones(tasks); scaleBy(l, v); return l }
	losses := map[string][]float64{"ones": equal(1), "spread": spread, "tiny": equal(1e-30), "huge": equal(1e30)}
	if !positive {
		mixed := equal(-3)
		mixed[0] = 2
		losses["zero"], losses["mixed"] = equal(0), mixed
	}
	return losses
}

// Finite losses and gradients never lead to a NaN or an infinity.
func TestConformanceFinite(t *testing.T) {
	eachMethod(t, func(t *testing.T, in Info) {
		for name, rows := range awkwardRows() {
			for lossName, losses := range awkwardLosses(len(rows), in.PositiveLosses) {
				m := makeMethod(t, in, len(rows), nil)
				for step := range 3 {
					s := stepOn(t, m, losses, rows)
					if !finite(s.update) || !finite(s.heads) || !finite(traceOf(m).Reported) {
						t.Errorf("gradients %q, losses %q, step %d: update %v, heads %v", name, lossName, step, s.update, s.heads)
					}
				}
			}
		}
	})
}

// A method allocates nothing after its first step.
func TestConformanceNoAllocation(t *testing.T) {
	steps := randomSteps(conformTasks)[:2]
	eachMethod(t, func(t *testing.T, in Info) {
		m := makeMethod(t, in, conformTasks, nil)
		n := 0
		step := func() {
			s := steps[n%2].again()
			n++
			if err := m.Step(s); err != nil {
				t.Fatal(err)
			}
			if a, ok := m.(AfterStepper); ok {
				if err := a.AfterStep(s.losses); err != nil {
					t.Fatal(err)
				}
			}
		}
		step()
		step() // the steps' own buffers
		if n := testing.AllocsPerRun(60, step); n != 0 {
			t.Errorf("%v allocations a step", n)
		}
	})
}

// The traced weights are those of the update.
func TestConformanceTrace(t *testing.T) {
	eachMethod(t, func(t *testing.T, in Info) {
		m := makeMethod(t, in, conformTasks, nil)
		for i, s := range randomSteps(conformTasks)[:5] {
			if err := m.Step(s); err != nil {
				t.Fatal(err)
			}
			if w := traceOf(m).Weights; w != nil {
				want := newStep(nil, s.rows).combine(nil, w)
				checkClose(t, fmt.Sprintf("step %d update", i), s.update, want, 1e-12*maxAbs(want))
			}
		}
	})
}
