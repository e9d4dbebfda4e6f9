package align

import (
	"math"
	"math/rand/v2"
)

// distinct is the number of different values.
func (t *KMeans) distinct() int {
	n := 1
	for i, v := range t.sorted[1:] {
		if v > t.sorted[i] {
			n++
		}
	}
	return n
}

// silhouette is the mean silhouette of the best partition into len(at)
// groups, at least 2; at is overwritten. Groups are neighbours, so the mean
// distance of a value to those of another group is that to the group's mean,
// and the nearest group is next to its own.
func (t *KMeans) silhouette(at []int) float64 {
	t.starts(at)
	var total float64
	for k, from := range at {
		to := t.end(at, k)
		if to == from+1 {
			continue
		}
		for i := from; i < to; i++ {
			within := t.distance(i, from, to) * float64(to-from) / float64(to-from-1)
			other := math.Inf(1)
			if k > 0 {
				other = t.distance(i, at[k-1], from)
			}
			if k < len(at)-1 {
				other = min(other, t.distance(i, to, t.end(at, k+1)))
			}
			if apart := max(within, other); apart > 0 {
				total += (other - within) / apart
			}
		}
	}
	return total / float64(t.tasks)
}

// end is where group k ends in the sorted values.
func (t *KMeans) end(at []int, k int) int {
	if k == len(at)-1 {
		return t.tasks
	}
	return at[k+1]
}

// distance is the mean of the distances of the sorted value i to those from
// and up to to.
func (t *KMeans) distance(i, from, to int) float64 {
	var sum float64
	for _, v := range t.sorted[from:to] {
		sum += math.Abs(v - t.sorted[i])
	}
	return sum / float64(to-from)
}

// belowChord is how far W_k lies below the line from W_1 to W_M = 0, both
// axes from 0 to 1.
func (t *KMeans) belowChord(k int) float64 {
	return 1 - t.Inertia(k)/t.Inertia(1) - float64(k-1)/float64(t.tasks-1)
}

// bic is twice the logarithm of the likelihood of the best partition into
// len(at) groups, less log M for each of its k means, k-1 shares and one
// variance; at is overwritten.
func (t *KMeans) bic(at []int) float64 {
	t.starts(at)
	m, k := float64(t.tasks), len(at)
	left := m - float64(k)
	logLikelihood := -m/2*math.Log(2*math.Pi*t.Inertia(k)/left) - left/2
	for g, from := range at {
		n := float64(t.end(at, g) - from)
		logLikelihood += n * math.Log(n/m)
	}
	return 2*logLikelihood - 2*float64(k)*math.Log(m)
}

// gapDraws is how many samples of uniform numbers a gap is measured against.
const gapDraws = 100

// gap keeps, for the number of tasks it last met, mean and standard error of
// log W_k, entry k-1, over draws of uniform numbers on [0, 1).
type gap struct {
	tasks       int
	mean, error []float64
}

// find takes the least K from 1 to most whose gap is at least the largest gap
// less the standard error there. The paper's own rule, which compares with
// the next K alone, never finds three or more evenly spaced groups of numbers:
// two are no better there than one.
func (g *gap) find(t *KMeans, most int) int {
	if g.tasks != t.tasks {
		g.sample(t.tasks)
	}
	at := largest(1, most, func(k int) float64 { return g.of(t, k) })
	enough := g.of(t, at) - g.error[at-1]
	for k := 1; k < at; k++ {
		if g.of(t, k) >= enough {
			return k
		}
	}
	return at
}

// of is the gap of the values brought to range 1.
func (g *gap) of(t *KMeans, k int) float64 {
	extent := t.sorted[t.tasks-1] - t.sorted[0]
	return g.mean[k-1] - math.Log(t.Inertia(k)) + 2*math.Log(extent)
}

// sample draws. The stream is one for all runs: with the number of tasks it
// fixes the table, which is thus no part of a state.
func (g *gap) sample(tasks int) {
	g.tasks = tasks
	g.mean, g.error = make([]float64, tasks), make([]float64, tasks)
	rng := rand.New(rand.NewPCG(uint64(tasks), gapDraws))
	values := make([]float64, tasks)
	var t KMeans
	for draw := range gapDraws {
		for i := range values {
			values[i] = rng.Float64()
		}
		t.Fit(values, tasks)
		for k := 1; k < tasks; k++ {
			d := math.Log(t.Inertia(k)) - g.mean[k-1]
			g.mean[k-1] += d / float64(draw+1)
			g.error[k-1] += d * d * float64(draw) / float64(draw+1)
		}
	}
	for k, squares := range g.error {
		g.error[k] = math.Sqrt(squares / gapDraws * (1 + 1.0/gapDraws))
	}
}
