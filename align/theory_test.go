package align

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The formulas of the package's documentation, "What follows from the
// formulas".

// theoryWeights is the weights of one step at these losses.
func theoryWeights(losses []float64, beta float64, groups int) []float64 {
	in, a, w := Indicator{Beta: beta}, AGRM{Groups: groups}, make([]float64, len(losses))
	a.Weigh(in.Update(losses), w)
	return w
}

func randomLosses(rng *rand.Rand) []float64 {
	losses := make([]float64, 2+rng.IntN(8))
	for m := range losses {
		losses[m] = math.Exp(3 * rng.NormFloat64())
	}
	return losses
}

func sumOf(v []float64) (sum float64) {
	for _, x := range v {
		sum += x
	}
	return sum
}

func meanInverse(v []float64) (mean float64) {
	for _, x := range v {
		mean += 1 / x / float64(len(v))
	}
	return mean
}

// near says that a and b are the same but for rounding.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-12*math.Max(math.Abs(a), math.Abs(b)) }

func TestTheoryWeights(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		losses := randomLosses(rng)
		tasks := len(losses)
		n, sum := float64(tasks), sumOf(losses)
		for groups := 1; groups <= tasks; groups++ {
			w := theoryWeights(losses, 0, groups)
			if want := sum * meanInverse(losses); !near(sumOf(w), want) || want < n*(1-1e-12) {
				t.Errorf("%d groups: weights of sum %v, want %v, at least %v", groups, sumOf(w), want, n)
			}
			for m, l := range losses {
				if groups == tasks && !near(w[m]*l, sum/n) {
					t.Errorf("one group a task: weighted loss %v, want %v", w[m]*l, sum/n)
				}
				if want := sum / n * meanInverse(losses); groups == 1 && !near(w[m], want) {
					t.Errorf("one group: weight %v, want %v", w[m], want)
				}
			}
			scaled := make([]float64, tasks)
			for m, l := range losses {
				scaled[m] = 1000 * l
			}
			for m, v := range theoryWeights(scaled, 0, groups) {
				if !near(v, w[m]) {
					t.Errorf("%d groups: weight %v, of scaled losses %v", groups, w[m], v)
				}
			}
			w = theoryWeights(losses, 0.3, groups)
			for m, v := range theoryWeights(scaled, 0.3/1000, groups) {
				if math.Abs(v-w[m]) > 1e-9*w[m] {
					t.Errorf("%d groups, smooth: weight %v, of scaled losses with beta over the scale %v", groups, w[m], v)
				}
			}
		}
	}
	equal := theoryWeights([]float64{3, 3, 3}, 0, 2)
	if !near(sumOf(equal), 3) {
		t.Errorf("equal losses get %v", equal)
	}
}

// Every way of grouping keeps the sum of the indicators. With smooth alignment
// too, one group a task has the weighted losses S Q_m, and one group the mean
// indicator.
func TestTheoryIndicators(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	ways := groupings()
	ways["exact"] = nil
	for range 20 {
		losses, before := randomLosses(rng), randomLosses(rng)
		tasks := min(len(losses), len(before))
		losses = losses[:tasks]
		in, w := Indicator{Beta: 0.01}, make([]float64, tasks)
		in.Update(before[:tasks])
		gamma := in.Update(losses)
		sum := sumOf(losses)
		for name, way := range ways {
			for _, groups := range []int{1, 2, tasks} {
				a := AGRM{Groups: groups, Grouping: way}
				if a.Weigh(gamma, w); !near(sumOf(w), sumOf(gamma)) {
					t.Errorf("%s, %d groups: weights of sum %v, indicators of sum %v", name, groups, sumOf(w), sumOf(gamma))
				}
				for m, l := range losses {
					if way == nil && groups == tasks && !near(w[m]*l, sum*in.Q[m]) {
						t.Errorf("one group a task: weighted loss %v, want %v", w[m]*l, sum*in.Q[m])
					}
					if way == nil && groups == 1 && !near(w[m], sumOf(gamma)/float64(tasks)) {
						t.Errorf("one group: weight %v, want %v", w[m], sumOf(gamma)/float64(tasks))
					}
				}
			}
		}
	}
}

// A unit of one task changes nothing but a common factor with one group a
// task, and more with fewer groups.
func TestTheoryUnit(t *testing.T) {
	losses, scaled := []float64{1, 2, 8}, []float64{1, 2, 8000}
	for groups := 1; groups <= 3; groups++ {
		w, v := theoryWeights(losses, 0, groups), theoryWeights(scaled, 0, groups)
		same := near(v[2]*scaled[2]/(v[0]*scaled[0]), w[2]*losses[2]/(w[0]*losses[0]))
		if same != (groups == 3) {
			t.Errorf("%d groups: weighted losses %v and %v", groups, w, v)
		}
	}
}

// K-means sees the distances of the indicators: the least losses are told
// apart, and all large ones are together, though they differ by as much.
func TestTheoryGroups(t *testing.T) {
	in, a := Indicator{}, AGRM{Groups: 2}
	losses := []float64{1, 10, 100, 1000}
	a.Weigh(in.Update(losses), make([]float64, 4))
	for m, k := range a.Of {
		if (k == 1) != (m == 0) {
			t.Fatalf("groups %v", a.Of)
		}
	}
}

// A gap that stays starves the task of the larger loss: the ratio of the
// weights falls as exp(-beta gap t), until one task has all; decay bounds it.
func TestTheoryCollapse(t *testing.T) {
	const beta, gap = 1e-3, 2.0
	losses := []float64{1, 1 + gap, 1 + gap}
	for _, decay := range []float64{0, 0.01} {
		in, w := Indicator{Beta: beta}, make([]float64, 3)
		in.Smooth.Decay = decay
		a := AGRM{Groups: 2}
		for step := 1; step <= 20_000; step++ {
			a.Weigh(in.Update(losses), w)
			want := -beta * gap * float64(step)
			if decay > 0 {
				want = -beta * gap * (1 - math.Pow(1-decay, float64(step))) / decay
			}
			if got := in.Smooth.Log[1] - in.Smooth.Log[0]; math.Abs(got-want) > 1e-9*math.Abs(want) {
				t.Fatalf("decay %g, step %d: log ratio %v, want %v", decay, step, got, want)
			}
		}
		share := w[1] * losses[1] / (w[0] * losses[0])
		if collapsed := share < 1e-15; collapsed != (decay == 0) {
			t.Errorf("decay %g: the weighted loss of a starved task is %.3g of the other's", decay, share)
		}
		if least := math.Exp(-beta * gap / decay); decay > 0 && share < least*(1-1e-9) {
			t.Errorf("decay %g: %v is below the bound %v", decay, share, least)
		}
	}
}

// The second of two leading tasks falls behind, K-means counts it to the
// starved third, and the group's mean lifts that, until the second is starved
// too. With a decay that is small beside beta times the gap to the third, the
// leading tasks stay together and the third stays starved.
func TestTheoryTakenUpAgain(t *testing.T) {
	const beta, steps = 0.01, 40_000
	losses := []float64{1, 1.05, 10}
	for _, decay := range []float64{0, 0.01} {
		in, a, w := Indicator{Beta: beta}, AGRM{Groups: 2}, make([]float64, 3)
		in.Smooth.Decay = decay
		var share float64 // the third's weight over the first's
		least, again := 1.0, 0.0
		for range steps {
			a.Weigh(in.Update(losses), w)
			share = w[2] / w[0]
			if a.Of[1] == a.Of[0] {
				least = min(least, share)
			} else {
				again = max(again, share)
			}
		}
		if decay == 0 && !(least < 1e-30 && again > 0.2 && share < 1e-6) {
			t.Errorf("cumulative: least %.3g, then %.3g, in the end %.3g", least, again, share)
		}
		if want := math.Exp(-beta*9/decay) / 10; decay > 0 && !(again == 0 && share > want*(1-1e-9) && share < want*1.1) {
			t.Errorf("decay %g: taken up to %.3g, in the end %.3g, want about %.3g", decay, again, share, want)
		}
	}
}

// Descent by the weights ends where a convex combination of the gradients is
// 0, with one group a task at the minimum of the geometric mean, with one
// group at that of the sum.
func TestTheoryStationary(t *testing.T) {
	centres, floors, scales := []float64{0, 1, 3}, []float64{0.5, 1, 2}, []float64{1, 30, 4}
	losses, slopes := make([]float64, 3), make([]float64, 3)
	at := func(x float64) {
		for m, c := range centres {
			losses[m] = scales[m]*(x-c)*(x-c) + floors[m]
			slopes[m] = 2 * scales[m] * (x - c)
		}
	}
	for groups := 1; groups <= 3; groups++ {
		x := 3.0
		var w []float64
		update := func() (sum float64) {
			at(x)
			w = theoryWeights(losses, 0, groups)
			for m, s := range slopes {
				sum += w[m] * s
			}
			return sum
		}
		for range 200_000 {
			x -= 1e-4 * update()
		}
		if math.Abs(update()) > 1e-9 {
			t.Errorf("%d groups: the update at %v is %v", groups, x, update())
		}
		var sum, logs float64
		for m, s := range slopes {
			if w[m] <= 0 {
				t.Errorf("weights %v", w)
			}
			sum += s
			logs += s / losses[m]
		}
		if groups == 1 && math.Abs(sum) > 1e-8 || groups == 3 && math.Abs(logs) > 1e-8 {
			t.Errorf("%d groups: slope of the sum %v, of the sum of logarithms %v", groups, sum, logs)
		}
	}
}
