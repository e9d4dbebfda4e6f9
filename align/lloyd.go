package align

import (
	"math"
	"slices"
)

// Rule says how Lloyd's iterations start and end.
type Rule int

const (
	// ScikitLearn starts at centres drawn by greedy k-means++ and ends when no
	// value changes its group, or the sum of the squared shifts of the centres
	// is at most 1e-4 of the values' variance, or after 300 iterations; of all
	// runs the one of least inertia counts. A group that runs empty takes the
	// value furthest from its centre.
	ScikitLearn Rule = iota
	// KMeansPytorch, of the package that the released code meant to import, starts at values drawn
	// without replacement and ends when the square of the sum of the centres'
	// shifts is below 1e-4: absolute, so that small indicators get a single
	// iteration. There is one run. A group that runs empty gets a random value
	// as its centre.
	KMeansPytorch
)

const (
	lloydTolerance  = 1e-4
	lloydIterations = 300
)

// Lloyd is K-means by Lloyd's iterations, as code that includes GO4Align runs
// it: a local optimum, which need not be the best partition that KMeans finds.
// It allocates nothing after the first step.
type Lloyd struct {
	Restarts int // runs of ScikitLearn, at least 1
	Rule     Rule
	Rand     Rand

	points      []float64 // N x dim, row by row
	dim, groups int
	// centres is groups x dim. distance is the squared distance of each point
	// to the centre of its group, of, at the last assignment.
	centres, before     []float64
	distance, potential []float64
	of, last, drawn     []int
	size                []int
}

// Group implements Grouping.
func (l *Lloyd) Group(of []int, values []float64, groups int) {
	if oneGroup(of, values, groups) {
		return
	}
	l.begin(values, 1, groups)
	l.cluster(of)
}

// begin takes the points and makes room.
func (l *Lloyd) begin(points []float64, dim, groups int) {
	n := len(points) / dim
	if len(l.of) != n || len(l.centres) < groups*dim {
		l.centres, l.before = make([]float64, groups*dim), make([]float64, groups*dim)
		l.distance, l.potential = make([]float64, n), make([]float64, n)
		l.of, l.last, l.drawn = make([]int, n), make([]int, n), make([]int, n)
	}
	if len(l.size) < groups {
		l.size = make([]int, groups)
	}
	l.points, l.dim, l.groups = points, dim, groups
}

// cluster writes the groups of the points, from 0 to groups-1.
func (l *Lloyd) cluster(of []int) {
	if l.Rule == KMeansPytorch {
		l.startAt(l.draw())
		l.settle()
		copy(of, l.of)
		return
	}
	least := math.Inf(1)
	for range l.Restarts {
		l.spread()
		if inertia := l.converge(); inertia < least {
			least = inertia
			copy(of, l.of)
		}
	}
}

// converge iterates from the centres by the rule of ScikitLearn and returns
// the inertia.
func (l *Lloyd) converge() float64 {
	enough := lloydTolerance * l.variance()
	for i := range l.last {
		l.last[i] = -1
	}
	for range lloydIterations {
		l.assign()
		shifts, _ := l.update(l.relocate)
		if slices.Equal(l.of, l.last) {
			break
		}
		copy(l.last, l.of)
		if shifts <= enough {
			break
		}
	}
	return l.assign()
}

// settle iterates from the centres by the rule of KMeansPytorch; of and
// centres are those of the last iteration. The package has no bound on the
// iterations; random centres of empty groups could need one.
func (l *Lloyd) settle() (iterations int) {
	for iterations < lloydIterations {
		l.assign()
		iterations++
		if _, shift := l.update(l.replace); shift*shift < lloydTolerance {
			break
		}
	}
	return iterations
}
