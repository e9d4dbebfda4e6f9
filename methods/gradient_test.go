package methods

import (
	"fmt"
	"math"
	"testing"
)

// gradientMethods are the gradient-oriented methods: what follows holds for
// each of them, with the default parameters.
func gradientMethods() []Info {
	var infos []Info
	for _, in := range All {
		if in.Kind == GradientOriented {
			infos = append(infos, in)
		}
	}
	return infos
}

// awkwardRows are gradients that break careless arithmetic.
func awkwardRows() map[string][][]float64 {
	rows := map[string][][]float64{
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
	return rows
}

func TestGradientMethodsStayFinite(t *testing.T) {
	for _, in := range gradientMethods() {
		for name, rows := range awkwardRows() {
			t.Run(in.Name+"/"+name, func(t *testing.T) {
				m := makeMethod(t, in, len(rows), nil)
				for step := range 3 {
					s := stepOn(t, m, nil, rows)
					for _, v := range append(append([]float64{}, s.update...), s.heads...) {
						if math.IsNaN(v) || math.IsInf(v, 0) {
							t.Fatalf("step %d: update %v, heads %v", step, s.update, s.heads)
						}
					}
				}
			})
		}
	}
}

func TestGradientMethodsDoNotAllocate(t *testing.T) {
	rows := randomRows(6, 20, 4)
	for _, in := range gradientMethods() {
		m, s := makeMethod(t, in, len(rows), nil), newStep(nil, rows)
		step := func() {
			if err := m.Step(s.again()); err != nil {
				t.Fatal(err)
			}
		}
		step()
		if n := testing.AllocsPerRun(20, step); n != 0 {
			t.Errorf("%s: %g allocations a step", in.Name, n)
		}
	}
}

// The state says all that outlives a step: a method that goes on from it
// repeats the other's steps bit by bit.
func TestGradientMethodsResume(t *testing.T) {
	for _, in := range gradientMethods() {
		t.Run(in.Name, func(t *testing.T) {
			m, fresh := makeMethod(t, in, 4, nil), makeMethod(t, in, 4, nil)
			for step := range uint64(5) {
				stepOn(t, m, []float64{1, 2, 3, 4}, randomRows(4, 6, step))
			}
			if _, ok := m.(Stateful); ok {
				restoreState(t, fresh, saveState(t, m))
			}
			for step := range uint64(5) {
				rows := randomRows(4, 6, 100+step)
				a, b := stepOn(t, m, []float64{4, 3, 2, 1}, rows), stepOn(t, fresh, []float64{4, 3, 2, 1}, rows)
				checkClose(t, fmt.Sprintf("step %d update", step), b.update, a.update, 0)
				checkClose(t, fmt.Sprintf("step %d heads", step), b.heads, a.heads, 0)
			}
		})
	}
}

// The traced weights are those of the update.
func TestGradientMethodsTrace(t *testing.T) {
	for _, in := range gradientMethods() {
		rows := randomRows(4, 6, 8)
		m := makeMethod(t, in, 4, nil)
		s := stepOn(t, m, []float64{1, 2, 3, 4}, rows)
		if tr, ok := m.(Tracer); ok && tr.Trace().Weights != nil {
			checkClose(t, in.Name, newStep(nil, rows).combine(nil, tr.Trace().Weights), s.update, 1e-12*maxAbs(s.update))
		}
	}
}
