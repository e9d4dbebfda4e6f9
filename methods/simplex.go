package methods

import (
	"math"
	"slices"
)

// projectToSimplex moves y to the nearest point of the simplex.
func projectToSimplex(y, sorted []float64) {
	copy(sorted, y)
	slices.Sort(sorted)
	n := len(y)
	var total, partial float64
	for _, v := range y {
		total += v
	}
	shift := (total - 1) / float64(n)
	for i := range n - 1 {
		partial += sorted[n-1-i]
		if at := (partial - 1) / float64(i+1); at > sorted[n-2-i] {
			shift = at
			break
		}
	}
	for i, v := range y {
		y[i] = math.Max(v-shift, 0)
	}
}

// simplexPoint projects on the simplex points that may be far from it.
type simplexPoint struct{ sorted []float64 }

func newSimplexPoint(tasks int) simplexPoint { return simplexPoint{make([]float64, tasks)} }

// project moves y to the nearest point of the simplex. A number that all
// entries have in common makes no difference, and would drown the 1 that they
// must sum to: the largest entry is taken off first.
func (p simplexPoint) project(y []float64) {
	top := maxOf(y)
	for k := range y {
		y[k] -= top
	}
	projectToSimplex(y, p.sorted)
}
