package align

import "github.com/mtobench/mtobench/align/internal/lanes"

// AGRM is the lower level of adaptive group risk minimisation (Eqs 2 and 3):
//
//	omega, G = argmin || gamma' - omega' G ||^2
//
// over the ways G to put M tasks into K groups and the groups' weights omega.
// The indicators gamma are GO4Align's own (Indicator) or, as in the paper's
// Table 4, the task weights of another method.
type AGRM struct {
	Groups int // K, at least 1; more than there are tasks counts as M
	// Auto, where not nil, chooses K in place of Groups.
	Auto *Auto
	// Grouping finds G; nil is exact K-means. Whatever it is, omega are the
	// means of gamma over the groups.
	Grouping Grouping
	// Of is each task's group and Centres is omega, both of the last Weigh;
	// groups are numbered from 0 by ascending weight.
	Of      []int
	Centres []float64

	kmeans KMeans
	ranker ranker
}

// Weigh groups the tasks by their indicators and writes each task the weight
// of its group. The two slices, of length M, may be the same.
func (a *AGRM) Weigh(gamma, weights []float64) {
	checkLength(len(gamma), len(weights))
	if len(a.Of) != len(gamma) {
		a.Of, a.Centres = make([]int, len(gamma)), make([]float64, len(gamma))
	}
	if a.twoGroups(gamma, weights) {
		return
	}
	if groups := a.fit(gamma); a.Grouping == nil {
		a.Centres = a.Centres[:groups]
		a.kmeans.Assign(groups, a.Of, weights, a.Centres)
	} else {
		a.Grouping.Group(a.Of, gamma, groups)
		a.Centres = a.ranker.rank(a.Of, gamma, a.Centres[:cap(a.Centres)])
		for m, k := range a.Of {
			weights[m] = a.Centres[k]
		}
	}
}

// twoGroups is exact K-means of two groups, if that is what is asked for and if
// it can be done at once.
func (a *AGRM) twoGroups(gamma, weights []float64) bool {
	if a.Groups != 2 || a.Auto != nil || a.Grouping != nil || len(gamma) < 2 {
		return false
	}
	a.Centres = a.Centres[:2]
	return lanes.Halve(gamma, a.Of, weights, a.Centres)
}

// fit settles K, with the table of exact K-means where K or G comes of it.
func (a *AGRM) fit(gamma []float64) int {
	if a.Auto != nil {
		a.kmeans.Fit(gamma, len(gamma))
		return a.Auto.Choose(&a.kmeans)
	}
	if a.Grouping == nil {
		a.kmeans.Fit(gamma, a.Groups)
		return a.kmeans.Groups()
	}
	if a.Groups < 1 {
		panic("align: no group")
	}
	return min(a.Groups, len(gamma))
}
