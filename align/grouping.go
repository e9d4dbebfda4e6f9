package align

import "math"

// Grouping is a way to put tasks into groups.
type Grouping interface {
	// Group writes each task's group, a number from 0 below M, to of. It is
	// asked for K groups, from 1 to M = len(values) = len(of), and may leave
	// some of them empty or, where it says so, make more. The values are the
	// tasks' indicators; where they are not finite, or not what the way is
	// defined for, all tasks get into one group.
	Group(of []int, values []float64, groups int)
}

// Rand is a random stream, such as a *rand.Rand.
type Rand interface {
	Float64() float64 // uniform on [0, 1)
	IntN(n int) int   // uniform on 0, ..., n-1
}

// Single puts each task into a group of its own, whatever K: the ablation
// without grouping. It allocates nothing.
type Single struct{}

// Group implements Grouping.
func (Single) Group(of []int, _ []float64, _ int) {
	for m := range of {
		of[m] = m
	}
}

// Fixed keeps one assignment for the whole run, and only the groups' weights
// follow the indicators. It allocates nothing.
type Fixed struct {
	// Of is each task's group, from 0 to M-1, whatever K; nil is K blocks of
	// neighbouring tasks, of sizes that differ by at most one.
	Of []int
}

// Group implements Grouping.
func (f Fixed) Group(of []int, _ []float64, groups int) {
	if f.Of == nil {
		blocks(of, groups)
		return
	}
	checkLength(len(f.Of), len(of))
	copy(of, f.Of)
}

// Shuffled puts the tasks into K groups, of sizes that differ by at most one,
// anew at random at every step. It allocates nothing.
type Shuffled struct{ Rand Rand }

// Group implements Grouping.
func (s Shuffled) Group(of []int, _ []float64, groups int) {
	blocks(of, groups)
	for m := len(of) - 1; m > 0; m-- {
		j := s.Rand.IntN(m + 1)
		of[m], of[j] = of[j], of[m]
	}
}

func blocks(of []int, groups int) {
	for m := range of {
		of[m] = m * groups / len(of)
	}
}

// oneGroup puts all tasks into one group where fewer were not asked for, or
// where a value is not finite; it says whether it did.
func oneGroup(of []int, values []float64, groups int) bool {
	clear(of)
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return true
		}
	}
	return groups == 1
}

// ranker gives groups their means and numbers them by these.
type ranker struct {
	size, order []int
	mean        []float64
}

// rank numbers the groups in of from 0 by ascending mean of their values,
// empty ones left out, equal means by the old number, and returns the means,
// written to centres, which is as long as of.
func (r *ranker) rank(of []int, values, centres []float64) []float64 {
	r.average(of, values)
	centres = centres[:0]
	r.order = r.order[:0]
	for k, n := range r.size {
		if n == 0 {
			continue
		}
		r.order, centres = append(r.order, k), append(centres, r.mean[k])
		i := len(centres) - 1
		for ; i > 0 && centres[i-1] > r.mean[k]; i-- {
			r.order[i], centres[i] = r.order[i-1], centres[i-1]
		}
		r.order[i], centres[i] = k, r.mean[k]
	}
	for i, k := range r.order {
		r.size[k] = i // the new number
	}
	for m, k := range of {
		of[m] = r.size[k]
	}
	return centres
}

// average finds size and mean of each group, exactly for equal numbers.
func (r *ranker) average(of []int, values []float64) {
	if len(r.size) != len(of) {
		r.size, r.mean = make([]int, len(of)), make([]float64, len(of))
		r.order = make([]int, 0, len(of))
	}
	clear(r.size)
	clear(r.mean)
	for m, k := range of {
		r.size[k]++
		r.mean[k] += (values[m] - r.mean[k]) / float64(r.size[k])
	}
}
