package align

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// groupings are all ways, with one stream each.
func groupings() map[string]Grouping {
	rng := func() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }
	return map[string]Grouping{
		"lloyd": &Lloyd{Restarts: 10, Rand: rng()}, "kmeans_pytorch": &Lloyd{Rule: KMeansPytorch, Rand: rng()},
		"cluster_qr": &Spectral{}, "discretize": &Spectral{Labels: Discretize, Rand: rng()},
		"spectral k-means": &Spectral{Labels: KMeansLabels, Rand: rng()},
		"sdp":              &SDP{}, "fixed": Fixed{}, "shuffled": Shuffled{rng()}, "single": Single{},
	}
}

// Labels are in range and the weights group means, for all numbers of tasks
// and groups, with ties, by one workspace.
func TestGroupingsGiveGroups(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for name, g := range groupings() {
		for range 60 {
			values := make([]float64, 1+rng.IntN(9))
			for m := range values {
				values[m] = float64(rng.IntN(6)) / 4
			}
			agrm := AGRM{Groups: 1 + rng.IntN(10), Grouping: g}
			weights := make([]float64, len(values))
			agrm.Weigh(values, weights)
			var total, sum float64
			for m, v := range values {
				total, sum = total+v, sum+weights[m]
			}
			if math.Abs(total-sum) > 1e-12 || !slices.IsSorted(agrm.Centres) || slices.Max(agrm.Of) != len(agrm.Centres)-1 {
				t.Errorf("%s: %v gets groups %v and weights %v", name, values, agrm.Of, weights)
			}
		}
	}
}

// Groups that are far apart are found by every kind of K-means.
func TestGroupingsFindClumps(t *testing.T) {
	values := []float64{1, 9, 1.01, 9.02, 5, 1.02, 9.01, 5.01}
	want := []int{0, 2, 0, 2, 1, 0, 2, 1}
	for _, name := range []string{"lloyd", "sdp"} {
		agrm := AGRM{Groups: 3, Grouping: groupings()[name]}
		if agrm.Weigh(values, make([]float64, len(values))); !slices.Equal(agrm.Of, want) {
			t.Errorf("%s: groups %v, want %v", name, agrm.Of, want)
		}
	}
}

// The best of ten runs is hardly worse than the best partition, and never
// better.
func TestLloydAgainstExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	lloyd, best := &Lloyd{Restarts: 10, Rand: rng}, 0
	for range 100 {
		values := make([]float64, 20)
		for m := range values {
			values[m] = math.Exp(rng.NormFloat64())
		}
		var km KMeans
		km.Fit(values, 4)
		of := make([]int, len(values))
		lloyd.Group(of, values, 4)
		got, exact := inertiaOf(values, of, 4), km.Inertia(4)
		if got < exact*(1-1e-12) {
			t.Errorf("inertia %v below the least, %v", got, exact)
		}
		if got < exact*(1+1e-9) {
			best++
		}
	}
	if best < 80 {
		t.Errorf("the best partition in %d of 100 draws", best)
	}
}

// Without finite values there is one group, and weights that a trainer sees;
// so is it with negative ones in spectral clustering.
func TestGroupingsOfBadValues(t *testing.T) {
	for name, g := range groupings() {
		for _, values := range [][]float64{{math.NaN(), 1, 2}, {1, math.Inf(1), 2}} {
			agrm, weights := AGRM{Groups: 2, Grouping: g}, make([]float64, 3)
			agrm.Weigh(values, weights)
			if !slices.ContainsFunc(weights, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }) {
				t.Errorf("%s: %v gives %v", name, values, weights)
			}
		}
	}
	of := make([]int, 3)
	(&Spectral{}).Group(of, []float64{1, -2, 5}, 2)
	if !slices.Equal(of, []int{0, 0, 0}) {
		t.Errorf("spectral clustering of a negative value: %v", of)
	}
}

func TestFixedAndShuffled(t *testing.T) {
	of := make([]int, 5)
	Fixed{}.Group(of, of64(of), 2)
	if !slices.Equal(of, []int{0, 0, 0, 1, 1}) {
		t.Errorf("blocks %v", of)
	}
	var first [2]int // how often task 0 is in each group
	shuffled := Shuffled{rand.New(rand.NewPCG(7, 8))}
	for range 5000 {
		shuffled.Group(of, of64(of), 2)
		first[of[0]]++
	}
	if first[0] < 2850 || first[0] > 3150 {
		t.Errorf("task 0 was in the groups of 3 and 2 tasks %v times", first)
	}
}

func of64(of []int) []float64 { return make([]float64, len(of)) }

func TestGroupingsDoNotAllocate(t *testing.T) {
	all := groupings()
	for _, name := range []string{"lloyd", "kmeans_pytorch", "fixed", "shuffled", "single"} {
		agrm := AGRM{Groups: 3, Grouping: all[name]}
		values, weights := []float64{1, 4, 2, 8, 5, 7, 3, 3}, make([]float64, 8)
		if n := testing.AllocsPerRun(20, func() { agrm.Weigh(values, weights) }); n != 0 {
			t.Errorf("%s: %v allocations a step", name, n)
		}
	}
	for name, c := range criteria {
		agrm := AGRM{Auto: &Auto{Criterion: c, Hold: 1}}
		values, weights := []float64{1, 4, 2, 8, 5, 7, 3, 3}, make([]float64, 8)
		if n := testing.AllocsPerRun(20, func() { agrm.Weigh(values, weights) }); n != 0 {
			t.Errorf("auto by %s: %v allocations a step", name, n)
		}
	}
}
