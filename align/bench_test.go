package align

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// benchDraws is the number of different steps that the benchmarks go through:
// Lloyd's iterations take longer on some values than on others.
const benchDraws = 256

// stepDraws is that of BenchmarkStep: of 256 mini-batches a processor learns
// by heart which way the branches go.
const stepDraws = 8192

// BenchmarkStep measures GO4Align's own arithmetic, losses to weights, on
// losses that vary by a fifth from one mini-batch to the next. Where the tasks'
// levels are apart most keep their places, as in the suite "groups"; where they
// are alike hardly any does, as in "mtr/wq".
func BenchmarkStep(b *testing.B) {
	for _, tasks := range []int{2, 3, 14, 40, 139} {
		for _, groups := range []int{2, 5} {
			for spread, name := range []string{"alike", "apart"} {
				step := alignStep(tasks, groups, float64(spread))
				b.Run(fmt.Sprintf("M=%d/K=%d/%s", tasks, groups, name), func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						step()
					}
				})
			}
		}
	}
}

// alignStep is the whole lower level, on other losses at every call.
func alignStep(tasks, groups int, spread float64) func() {
	rng := rand.New(rand.NewPCG(3, 4))
	levels, weights := make([]float64, tasks), make([]float64, tasks)
	for m := range levels {
		levels[m] = 0.1 + spread*rng.Float64()
	}
	draws := make([][]float64, stepDraws)
	for i := range draws {
		draws[i] = make([]float64, tasks)
		for m, l := range levels {
			draws[i][m] = l * math.Exp(0.2*rng.NormFloat64())
		}
	}
	in, agrm, i := Indicator{Beta: 1e-4}, AGRM{Groups: groups}, 0
	step := func() {
		agrm.Weigh(in.Update(draws[i]), weights)
		i = (i + 1) % len(draws)
	}
	step() // the first makes the buffers
	return step
}

func TestNoAllocation(t *testing.T) {
	for _, tasks := range []int{3, 40} {
		for _, groups := range []int{2, 5} {
			step := alignStep(tasks, groups, 1)
			if n := testing.AllocsPerRun(100, step); n != 0 {
				t.Errorf("%d tasks in %d groups: %v allocations a step", tasks, groups, n)
			}
		}
	}
}

// benchIndicators are indicators of losses that span three orders of
// magnitude, as those of the suite "groups" do.
func benchIndicators(tasks int) [][]float64 {
	rng := rand.New(rand.NewPCG(3, 4))
	draws := make([][]float64, benchDraws)
	losses := make([]float64, tasks)
	for i := range draws {
		for m := range losses {
			losses[m] = math.Pow(10, 3*rng.Float64())
		}
		in := Indicator{}
		draws[i] = in.Update(losses)
	}
	return draws
}

// excess says how far the partitions of a way are from the best ones: the mean
// over the draws of the inertia over the least, less 1, and the part of the
// draws in which it is above.
func excess(draws [][]float64, groups int, way Grouping) (mean, missed float64) {
	var km KMeans
	of := make([]int, len(draws[0]))
	for _, values := range draws {
		km.Fit(values, groups)
		least := km.Inertia(groups)
		if least == 0 { // one group a task: nothing is left over to compare with
			continue
		}
		way.Group(of, values, groups)
		over := inertiaOf(values, of, groups)/least - 1
		mean += over / float64(len(draws))
		if over > 1e-9 {
			missed += 1 / float64(len(draws))
		}
	}
	return mean, missed
}

// BenchmarkLloyd sets the exact K-means of GO4Align's lower level beside
// Lloyd's with n restarts: what it takes, how much larger its inertia is
// (excess-%) and how often it is not the best partition (missed-%).
func BenchmarkLloyd(b *testing.B) {
	for _, size := range []struct{ tasks, groups int }{{3, 2}, {12, 3}, {40, 5}, {128, 5}} {
		draws := benchIndicators(size.tasks)
		b.Run(fmt.Sprintf("M=%d/K=%d", size.tasks, size.groups), func(b *testing.B) {
			b.Run("exact", func(b *testing.B) { benchGrouping(b, draws, size.groups, nil) })
			for _, restarts := range []int{1, 3, 10, 30} {
				way := func() *Lloyd { return &Lloyd{Restarts: restarts, Rand: rand.New(rand.NewPCG(5, 6))} }
				b.Run(fmt.Sprintf("restarts=%d", restarts), func(b *testing.B) {
					benchGrouping(b, draws, size.groups, way())
					mean, missed := excess(draws, size.groups, way())
					b.ReportMetric(100*mean, "excess-%")
					b.ReportMetric(100*missed, "missed-%")
				})
			}
		})
	}
}

// BenchmarkGroupings measures every way of grouping, at 40 tasks in 5 groups.
func BenchmarkGroupings(b *testing.B) {
	draws := benchIndicators(40)
	all := groupings()
	all["exact"] = nil
	for _, name := range slices.Sorted(maps.Keys(all)) {
		b.Run(name, func(b *testing.B) { benchGrouping(b, draws, 5, all[name]) })
	}
}

// benchGrouping measures one way on the draws in turn: indicators to weights.
func benchGrouping(b *testing.B, draws [][]float64, groups int, way Grouping) {
	agrm, weights := AGRM{Groups: groups, Grouping: way}, make([]float64, len(draws[0]))
	agrm.Weigh(draws[0], weights)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		agrm.Weigh(draws[i%len(draws)], weights)
	}
}

// More restarts miss the best partition less often, and the best partition
// itself is never over the least inertia.
func TestExcess(t *testing.T) {
	draws := benchIndicators(40)
	if mean, missed := excess(draws, 5, exactly{}); math.Abs(mean) > 1e-12 || missed != 0 {
		t.Errorf("exact: excess %v, missed %v", mean, missed)
	}
	last := 1.0
	for _, restarts := range []int{1, 3, 10, 30} {
		mean, missed := excess(draws, 5, &Lloyd{Restarts: restarts, Rand: rand.New(rand.NewPCG(5, 6))})
		if mean < 0 || missed > last || missed > 0 != (mean > 1e-12) {
			t.Errorf("%d restarts: excess %v, missed %v, fewer restarts %v", restarts, mean, missed, last)
		}
		last = missed
	}
	if _, missed := excess(draws, 5, Shuffled{rand.New(rand.NewPCG(5, 6))}); missed != 1 {
		t.Errorf("groups at random: missed %v", missed)
	}
}

// exactly is KMeans as a Grouping.
type exactly struct{}

func (exactly) Group(of []int, values []float64, groups int) {
	var km KMeans
	km.Fit(values, groups)
	km.Assign(groups, of, make([]float64, len(values)), make([]float64, groups))
}
