package align

import (
	"cmp"
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
			km.Assign(k, of, make([]float64, tasks), centres)
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

// Sizes that are sorted by buckets too, in few groups and in many, against a
// dynamic programme that looks at every group: relative to the best inertia,
// however small it is beside that of all. One workspace serves all.
func TestKMeansAgainstAllGroups(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var km KMeans
	for range 100 {
		values := hardValues(rng, 1+rng.IntN(70))
		for _, groups := range []int{1, 2, 3, 1 + rng.IntN(len(values))} {
			km.Fit(values, groups)
			best := plainInertias(values)
			for k := 1; k <= km.Groups(); k++ {
				of := make([]int, len(values))
				km.Assign(k, of, make([]float64, len(values)), make([]float64, k))
				if got := inertiaOf(values, of, k); got > best[k-1]*(1+1e-6) {
					t.Fatalf("%v in %d groups of %d: %v has inertia %v, want %v", values, k, groups, of, got, best[k-1])
				}
				if got := km.Inertia(k); math.Abs(got-best[k-1]) > 1e-6*best[k-1] {
					t.Fatalf("%v in %d groups of %d: inertia %v, want %v", values, k, groups, got, best[k-1])
				}
			}
		}
	}
}

// Numbers so near each other that their mean is rounded to one of them, or past
// it, are told apart as well as whole numbers.
func TestKMeansNeighbours(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	var km KMeans
	for range 1000 {
		whole := make([]float64, 2+rng.IntN(20))
		near := make([]float64, len(whole))
		for m := range whole {
			whole[m] = float64(rng.IntN(8))
			near[m] = 1 + whole[m]*0x1p-52
		}
		of := make([]int, len(whole))
		km.Fit(near, 2)
		km.Assign(2, of, make([]float64, len(whole)), make([]float64, 2))
		if got, want := inertiaOf(whole, of, 2), plainInertias(whole)[1]; got > want+1e-9 {
			t.Fatalf("%v: groups %v of inertia %v, want %v", whole, of, got, want)
		}
	}
}

// hardValues are of many magnitudes, and some of them tied or in clumps.
func hardValues(rng *rand.Rand, tasks int) []float64 {
	values := make([]float64, tasks)
	spread, clump := math.Pow(10, 3*rng.Float64()-3), rng.IntN(4)
	for m := range values {
		values[m] = math.Exp(4 * rng.NormFloat64())
		switch {
		case rng.IntN(4) == 0:
			values[m] = 1
		case rng.IntN(4) < clump:
			values[m] = float64(1+rng.IntN(3)) + spread*rng.Float64()
		case rng.IntN(8) == 0:
			values[m] *= -1
		}
	}
	return values
}

// plainInertias is the least inertia in 1, 2, ... groups.
func plainInertias(values []float64) []float64 {
	sorted := slices.Sorted(slices.Values(values))
	tasks := len(sorted)
	cost := make([][]float64, tasks) // of the numbers i to j-1
	for i := range cost {
		cost[i] = make([]float64, tasks+1)
		for j := i + 1; j <= tasks; j++ {
			if sorted[i] < sorted[j-1] { // the mean of equal numbers is rounded
				cost[i][j] = inertia(sorted[i:j])
			}
		}
	}
	least, best := cost[0], make([]float64, tasks)
	for k := range best {
		best[k] = least[tasks]
		more := make([]float64, tasks+1)
		for j := range more {
			more[j] = math.Inf(1)
			for i := k + 1; i < j; i++ {
				more[j] = min(more[j], least[i]+cost[i][j])
			}
		}
		least = more
	}
	return best
}

// What a fit gives depends on its values alone, not on the order that the last
// one left; equal numbers, and those that are not finite, go by index.
func TestKMeansOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, tasks := range []int{1, 2, 3, 6, 14, fewest - 2, fewest - 1, fewest, 100, 139} {
		var km KMeans
		for range 50 {
			values := hardValues(rng, tasks)
			if rng.IntN(2) == 0 { // as indicators are: not negative
				for m, v := range values {
					values[m] = math.Abs(v)
				}
			}
			for _, odd := range []float64{math.Inf(1), math.Inf(-1), math.SmallestNonzeroFloat64, 0, math.Copysign(0, -1)} {
				if rng.IntN(10) == 0 {
					values[rng.IntN(tasks)] = odd
				}
			}
			km.Fit(values, 2)
			want := make([]int, tasks)
			for m := range want {
				want[m] = m
			}
			slices.SortStableFunc(want, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
			if !slices.Equal(km.order, want) {
				t.Fatalf("%v: order %v, want %v", values, km.order, want)
			}
			for i, m := range want {
				if km.sorted[i] != values[m] {
					t.Fatalf("%v: sorted %v", values, km.sorted)
				}
			}
			km.Fit(make([]float64, tasks), 2)
			if !slices.IsSorted(km.order) {
				t.Fatalf("order of zeros %v", km.order)
			}
		}
		values := hardValues(rng, tasks)
		values[0] = math.NaN()
		km.Fit(values, 2) // must end, and leave an order to go on from
		if slices.Sort(km.order); km.order[tasks-1] != tasks-1 || len(slices.Compact(km.order)) != tasks {
			t.Fatalf("order with a NaN holds %v", km.order)
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
		"short centres": func() { fitted().Assign(2, make([]int, 3), make([]float64, 3), make([]float64, 1)) },
		"short groups":  func() { fitted().Assign(2, make([]int, 2), make([]float64, 3), make([]float64, 2)) },
		"short means":   func() { fitted().Assign(2, make([]int, 3), make([]float64, 2), make([]float64, 2)) },
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
