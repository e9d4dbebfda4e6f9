package lanes

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// wantLanes skips a test where there are none.
func wantLanes(t *testing.T) {
	t.Helper()
	if !ready {
		t.Skip("no AVX2 and FMA, or MTOBENCH_KERNEL=go")
	}
}

// between is a slice of n numbers in a larger one, with room for whole registers;
// check tells whether anything around it was written, or was no NaN any more.
func between(t *testing.T, n int) (x []float64, check func()) {
	t.Helper()
	room := cap(Make(n))
	all := make([]float64, room+16)
	for i := range all {
		all[i] = math.NaN()
	}
	return all[8 : 8+n : 8+room], func() {
		t.Helper()
		for i, v := range all {
			if (i < 8 || i >= 8+room) && !math.IsNaN(v) {
				t.Errorf("%d numbers: place %d holds %v", n, i-8, v)
			}
		}
	}
}

func near(got, want, tolerance float64) bool {
	return math.Abs(got-want) <= tolerance*math.Abs(want)
}

func TestIndicate(t *testing.T) {
	wantLanes(t)
	rng := rand.New(rand.NewPCG(1, 2))
	for m := fewest; m < 150; m++ {
		losses, checkLosses := between(t, m)
		log, checkLog := between(t, m)
		p, checkP := between(t, m)
		q, checkQ := between(t, m)
		gamma, checkGamma := between(t, m)
		clear(log)
		beta, kept, share := math.Exp(4*rng.Float64()-4), 1-rng.Float64()/10, rng.Float64()
		past := make([]float64, m)
		for range 3 {
			top, total, sum := math.Inf(-1), 0.0, 0.0
			for i := range losses {
				losses[i] = math.Exp(3 * rng.NormFloat64())
				past[i] = kept*past[i] - beta*losses[i]
				top, total = max(top, past[i]), total+losses[i]
			}
			for i := range past {
				past[i] -= top
				sum += math.Exp(past[i])
			}
			if !Indicate(losses, log, p, q, gamma, beta, kept, share) {
				if slices.Min(past) >= -700 {
					t.Fatalf("%d tasks: not done", m)
				}
				break
			}
			for i, l := range losses {
				wantP, wantQ := share*total/l, math.Exp(log[i])/sum
				if math.Abs(log[i]-past[i]) > 1e-12*max(1, -past[i]) || !near(p[i], wantP, 1e-14) || !near(q[i], wantQ, 2e-14*max(1, -past[i])) || p[i]*q[i] != gamma[i] {
					t.Fatalf("%d tasks, task %d: log %v P %v Q %v gamma %v, want %v %v %v", m, i, log[i], p[i], q[i], gamma[i], past[i], wantP, wantQ)
				}
			}
			copy(past, log)
		}
		checkLosses()
		checkLog()
		checkP()
		checkQ()
		checkGamma()
	}
}

// e^x is within a unit in the last place.
func TestIndicateExp(t *testing.T) {
	wantLanes(t)
	rng := rand.New(rand.NewPCG(3, 4))
	log, q := make([]float64, 4), Make(4)
	for range 100_000 {
		losses := []float64{0, rng.Float64(), 700 * rng.Float64(), math.Exp(-20 * rng.Float64())}
		clear(log)
		if !Indicate(losses, log, Make(4), q, Make(4), 1, 1, 1) {
			t.Fatalf("%v: not done", losses)
		}
		for i := range losses {
			if got, want := q[i]/q[0], math.Exp(-losses[i]); !near(got, want, 4*0x1p-53) {
				t.Fatalf("e^%v is %v, want %v", -losses[i], got, want)
			}
		}
	}
}

// It is done as far as e^-708, counted from the largest power, and no further.
func TestIndicateRange(t *testing.T) {
	wantLanes(t)
	for _, least := range []float64{0, 2e5, -2e5} {
		for far, want := range map[float64]bool{708: true, 708.01: false, 711: false} {
			losses, q := []float64{least + 1, least, least + far, least, least + 1}, Make(5)
			if Indicate(losses, make([]float64, 5), Make(5), q, Make(5), 1, 1, 1) != want {
				t.Errorf("losses %v: done is not %v", losses, want)
			}
			if r := q[2] / q[1]; want && !near(r, math.Exp(-far), 1e-14) {
				t.Errorf("losses %v: power %v, want %v", losses, r, math.Exp(-far))
			}
		}
	}
}

// What is not done leaves log as it was.
func TestIndicateDeclines(t *testing.T) {
	wantLanes(t)
	inf := math.Inf(1)
	for _, odd := range []float64{math.NaN(), inf, -inf, 709, 1e300} {
		for m := fewest; m < 12; m++ {
			for at := range m {
				losses, log := make([]float64, m), make([]float64, m)
				for i := range losses {
					losses[i], log[i] = 1, -float64(i)
				}
				before := slices.Clone(log)
				losses[at] = odd
				if Indicate(losses, log, Make(m), Make(m), Make(m), 2, 1, 1) || !slices.Equal(log, before) {
					t.Errorf("%v: done, or log %v, want %v", losses, log, before)
				}
				losses[at], log[at] = 1, math.NaN()
				if Indicate(losses, log, Make(m), Make(m), Make(m), 2, 1, 1) {
					t.Errorf("log %v: done", log)
				}
			}
		}
	}
	if losses := make([]float64, fewest-1); Indicate(losses, losses, losses, losses, losses, 1, 1, 1) {
		t.Errorf("%d tasks: done", len(losses))
	}
}

// split is the best of the splits of sorted numbers by their inertia: how many
// are in the lower group, and the inertia.
func split(sorted []float64) (at int, least float64) {
	least = math.Inf(1)
	for i := 1; i < len(sorted); i++ {
		if inertia := squares(sorted[:i]) + squares(sorted[i:]); inertia < least {
			at, least = i, inertia
		}
	}
	return at, least
}

func squares(x []float64) (sum float64) {
	m := mean(x)
	for _, v := range x {
		sum += (v - m) * (v - m)
	}
	return sum
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v - x[0]
	}
	return x[0] + sum/float64(len(x))
}

func TestHalve(t *testing.T) {
	wantLanes(t)
	rng := rand.New(rand.NewPCG(5, 6))
	kinds := []struct {
		name string
		draw func() float64
	}{
		{"uniform", rng.Float64},
		{"decades", func() float64 { return math.Exp(5 * rng.NormFloat64()) }},
		{"two groups", func() float64 { return float64(rng.IntN(2)) + 1e-9*rng.Float64() }},
		{"two numbers", func() float64 { return 0.1 + 0.7*float64(rng.IntN(2)) }},
		{"ties", func() float64 { return float64(rng.IntN(4)) }},
		{"negative", func() float64 { return -math.Exp(2 * rng.NormFloat64()) }},
		{"both signs", rng.NormFloat64},
		{"tight", func() float64 { return 1e3 + 1e-6*rng.Float64() }},
		{"tiny", func() float64 { return 1e-100 * rng.Float64() }},
		{"large", func() float64 { return 1e100 * rng.Float64() }},
	}
	for _, kind := range kinds {
		name, draw := kind.name, kind.draw
		for m := fewest; m <= most; m++ {
			x, checkX := between(t, m)
			means, checkMeans := between(t, m)
			for i := range x {
				x[i] = draw()
			}
			sorted := slices.Sorted(slices.Values(x))
			if sorted[0] == sorted[m-1] {
				continue
			}
			of, centres := make([]int, m), make([]float64, 2)
			if !Halve(x, of, means, centres) {
				t.Fatalf("%s, %d numbers: not done", name, m)
			}
			_, least := split(sorted)
			var groups [2][]float64
			for i, k := range of {
				groups[k] = append(groups[k], x[i])
				if means[i] != centres[k] {
					t.Fatalf("%s, %d numbers: mean %v in group %d of centres %v", name, m, means[i], k, centres)
				}
			}
			if len(groups[0]) == 0 || len(groups[1]) == 0 || slices.Max(groups[0]) >= slices.Min(groups[1]) {
				t.Fatalf("%s, %d numbers: groups %.60v and %.60v", name, m, groups[0], groups[1])
			}
			if got := squares(groups[0]) + squares(groups[1]); got > least*(1+1e-9) {
				t.Errorf("%s, %d numbers: inertia %v, want %v", name, m, got, least)
			}
			for k, g := range groups {
				rounding := 1e-14 * (math.Abs(centres[k]) + slices.Max(g) - slices.Min(g))
				if want := mean(g); math.Abs(centres[k]-want) > rounding || slices.Min(g) == slices.Max(g) && centres[k] != g[0] {
					t.Errorf("%s, %d numbers: centre %v of group %d, want %v", name, m, centres[k], k, want)
				}
			}
			again, out := make([]int, m), slices.Clone(x)
			if !Halve(out, again, out, centres) || !slices.Equal(out, means) || !slices.Equal(of, again) {
				t.Errorf("%s, %d numbers: other means where they are written over the numbers", name, m)
			}
			checkX()
			checkMeans()
		}
	}
}

// Of two best ways the one with the smaller lower group is taken, wherever the
// numbers stand.
func TestHalveTies(t *testing.T) {
	wantLanes(t)
	rng := rand.New(rand.NewPCG(7, 8))
	for range 200 {
		x := []float64{0, 1, 1, 1, 1, 1, 1, 1, 1, 2}
		rng.Shuffle(len(x), func(i, j int) { x[i], x[j] = x[j], x[i] })
		of := make([]int, len(x))
		if !Halve(x, of, make([]float64, len(x)), make([]float64, 2)) {
			t.Fatal("not done")
		}
		for i, v := range x {
			if (v == 0) != (of[i] == 0) {
				t.Fatalf("%v: groups %v", x, of)
			}
		}
	}
}

// Numbers a few units in the last place apart are told apart like whole numbers.
func TestHalveNeighbours(t *testing.T) {
	wantLanes(t)
	rng := rand.New(rand.NewPCG(11, 12))
	for m := fewest; m <= most; m++ {
		whole, near := make([]float64, m), make([]float64, m)
		for i := range whole {
			whole[i] = float64(rng.IntN(20))
			near[i] = 1 + whole[i]*0x1p-52
		}
		want, of := make([]int, m), make([]int, m)
		if !Halve(whole, want, make([]float64, m), make([]float64, 2)) || !Halve(near, of, make([]float64, m), make([]float64, 2)) {
			t.Fatalf("%d numbers: not done", m)
		}
		if !slices.Equal(of, want) {
			t.Fatalf("%d numbers %v: groups %v, want %v", m, whole, of, want)
		}
	}
}

func TestHalveDeclines(t *testing.T) {
	wantLanes(t)
	for m := fewest; m < 40; m++ {
		for _, x := range []struct{ all, one float64 }{
			{3, 3}, {0, 0}, {1, math.NaN()}, {1, math.Inf(1)}, {1, math.Inf(-1)}, {math.NaN(), math.NaN()}, {1e-200, 2e-200}, {1, 1e200},
		} {
			numbers, of := make([]float64, m), make([]int, m)
			for i := range numbers {
				numbers[i] = x.all
			}
			numbers[m/2] = x.one
			if Halve(numbers, of, make([]float64, m), make([]float64, 2)) {
				t.Errorf("%v: done", numbers)
			}
		}
	}
	for _, m := range []int{0, 1, fewest - 1, most + 1} {
		x := make([]float64, m)
		for i := range x {
			x[i] = float64(i)
		}
		if Halve(x, make([]int, m), make([]float64, m), make([]float64, 2)) {
			t.Errorf("%d numbers: done", m)
		}
	}
}
