package align

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestKMeansAssign(t *testing.T) {
	tests := []struct {
		name    string
		values  []float64
		groups  int
		of      []int
		centres []float64
	}{
		{"one task", []float64{3}, 1, []int{0}, []float64{3}},
		{"one group", []float64{1, 2, 6}, 1, []int{0, 0, 0}, []float64{3}},
		{"two clumps", []float64{9, 1, 10, 2}, 2, []int{1, 0, 1, 0}, []float64{1.5, 9.5}},
		{"a group each", []float64{5, 1, 3}, 3, []int{2, 0, 1}, []float64{1, 3, 5}},
		{"more groups than tasks", []float64{5, 1, 3}, 9, []int{2, 0, 1}, []float64{1, 3, 5}},
		{"negative", []float64{-4, 4, -5}, 2, []int{0, 1, 0}, []float64{-4.5, 4}},
		// {0}{1 2} and {0 1}{2} are equally good.
		{"equal partitions", []float64{2, 0, 1}, 2, []int{1, 0, 1}, []float64{0, 1.5}},
		{"equal values", []float64{7, 7, 7}, 2, []int{0, 1, 1}, []float64{7, 7}},
		{"equal values in one group", []float64{0.1, 5, 0.1, 0.1}, 2, []int{0, 1, 0, 0}, []float64{0.1, 5}},
		{"tight clumps far apart", []float64{1e8, 1e8 + 2, 1e8 + 1000, 1e8 + 1002}, 2, []int{0, 0, 1, 1}, []float64{1e8 + 1, 1e8 + 1001}},
	}
	for _, tt := range tests {
		var a AGRM
		a.Groups = tt.groups
		weights := make([]float64, len(tt.values))
		a.Weigh(tt.values, weights)
		if !slices.Equal(a.Of, tt.of) || !slices.Equal(a.Centres, tt.centres) {
			t.Errorf("%s: groups %v centres %v, want %v %v", tt.name, a.Of, a.Centres, tt.of, tt.centres)
		}
		for m, k := range a.Of {
			if weights[m] != a.Centres[k] {
				t.Errorf("%s: weight %d is %v, its centre %v", tt.name, m, weights[m], a.Centres[k])
			}
		}
	}
}

// Every number of groups against all partitions, out of one fit; one
// workspace serves all sizes.
func TestKMeansAgainstAllPartitions(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var km KMeans
	for range 200 {
		tasks := 1 + rng.IntN(8)
		values := make([]float64, tasks)
		for m := range values {
			values[m] = math.Exp(4 * rng.NormFloat64())
			if rng.IntN(4) == 0 {
				values[m] = 1 // ties
			}
		}
		km.Fit(values, tasks)
		for k := 1; k <= tasks; k++ {
			best, _ := bruteForce(values, k)
			of, centres := make([]int, tasks), make([]float64, k)
			km.Assign(k, of, centres)
			if got := km.Inertia(k); math.Abs(got-best) > 1e-12*(best+inertia(values)) {
				t.Fatalf("%v in %d groups: inertia %v, want %v", values, k, got, best)
			}
			if got := inertiaOf(values, of, k); math.Abs(got-best) > 1e-12*(best+inertia(values)) {
				t.Fatalf("%v in %d groups: %v has inertia %v, want %v", values, k, of, got, best)
			}
			if !slices.IsSorted(centres) {
				t.Fatalf("%v in %d groups: centres %v", values, k, centres)
			}
		}
	}
}

// bruteForce tries every partition of the sorted values into k neighbouring
// groups; it gives the least inertia and the mean of each value's group.
func bruteForce(values []float64, k int) (float64, []float64) {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	k = min(k, len(values))
	best, means := math.Inf(1), map[float64]float64{}
	for cuts := range uint(1) << (len(sorted) - 1) {
		parts := partsOf(sorted, cuts)
		var total float64
		for _, p := range parts {
			total += inertia(p)
		}
		if len(parts) == k && total < best {
			best = total
			for _, p := range parts {
				for _, v := range p {
					means[v] = average(p)
				}
			}
		}
	}
	weights := make([]float64, len(values))
	for m, v := range values {
		weights[m] = means[v]
	}
	return best, weights
}

// partsOf cuts after the i-th value where bit i of cuts is set.
func partsOf(sorted []float64, cuts uint) [][]float64 {
	var parts [][]float64
	from := 0
	for i := range sorted {
		if i == len(sorted)-1 || cuts>>i&1 == 1 {
			parts = append(parts, sorted[from:i+1])
			from = i + 1
		}
	}
	return parts
}

func inertia(values []float64) float64 {
	m := average(values)
	var sum float64
	for _, v := range values {
		sum += (v - m) * (v - m)
	}
	return sum
}

func average(values []float64) float64 {
	var sum float64
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// A loss of zero or a NaN makes weights that are not finite, so that a
// trainer sees them; it must not stop the clustering.
func TestNotFinite(t *testing.T) {
	for _, losses := range [][]float64{{0, 1, 2}, {math.NaN(), 1, 2}, {1, math.Inf(1), 2}, {0, 0, 0}} {
		in, agrm := Indicator{Beta: 0.1}, AGRM{Groups: 2}
		w := make([]float64, 3)
		agrm.Weigh(in.Update(losses), w)
		if !slices.ContainsFunc(w, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }) {
			t.Errorf("losses %v: weights %v", losses, w)
		}
	}
}

func TestMisusePanics(t *testing.T) {
	fitted := func() *KMeans {
		var km KMeans
		km.Fit([]float64{1, 2, 3}, 2)
		return &km
	}
	for name, f := range map[string]func(){
		"no values":     func() { new(KMeans).Fit(nil, 1) },
		"no group":      func() { new(KMeans).Fit([]float64{1}, 0) },
		"not fitted":    func() { fitted().Inertia(3) },
		"zero groups":   func() { fitted().Inertia(0) },
		"short centres": func() { fitted().Assign(2, make([]int, 3), make([]float64, 1)) },
		"short groups":  func() { fitted().Assign(2, make([]int, 2), make([]float64, 2)) },
		"short weights": func() { (&AGRM{Groups: 1}).Weigh([]float64{1, 2}, make([]float64, 1)) },
		"other task count": func() {
			in := Indicator{}
			in.Update([]float64{1, 2})
			in.Update([]float64{1, 2, 3})
		},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}

func TestNoAllocation(t *testing.T) {
	for _, tasks := range []int{3, 40} {
		step := alignStep(tasks)
		if n := testing.AllocsPerRun(20, step); n != 0 {
			t.Errorf("%d tasks: %v allocations a step", tasks, n)
		}
	}
}

func BenchmarkStep3(b *testing.B)  { benchmarkStep(b, 3) }
func BenchmarkStep40(b *testing.B) { benchmarkStep(b, 40) }

func benchmarkStep(b *testing.B, tasks int) {
	step := alignStep(tasks)
	for b.Loop() {
		step()
	}
}

// alignStep is the whole lower level: losses to weights, 5 groups.
func alignStep(tasks int) func() {
	rng := rand.New(rand.NewPCG(3, 4))
	losses, weights := make([]float64, tasks), make([]float64, tasks)
	for m := range losses {
		losses[m] = 0.1 + rng.Float64()
	}
	in, agrm := Indicator{Beta: 1e-4}, AGRM{Groups: 5}
	return func() { agrm.Weigh(in.Update(losses), weights) }
}
