package align

// AGRM is the lower level of adaptive group risk minimisation (Eqs 2 and 3):
//
//	omega, G = argmin || gamma' - omega' G ||^2
//
// over the ways G to put M tasks into K groups and the groups' weights omega.
// The indicators gamma are GO4Align's own (Indicator) or, as in the paper's
// Table 4, the task weights of another method.
type AGRM struct {
	Groups int // K, at least 1; more than there are tasks counts as M
	// Of is each task's group and Centres is omega, both of the last Weigh;
	// groups are numbered from 0 by ascending weight.
	Of      []int
	Centres []float64

	kmeans KMeans
}

// Weigh groups the tasks by their indicators and writes each task the weight
// of its group. The two slices, of length M, may be the same.
func (a *AGRM) Weigh(gamma, weights []float64) {
	checkLength(len(gamma), len(weights))
	a.kmeans.Fit(gamma, a.Groups)
	groups := a.kmeans.Groups()
	if len(a.Of) != len(gamma) || len(a.Centres) != groups {
		a.Of, a.Centres = make([]int, len(gamma)), make([]float64, groups)
	}
	a.kmeans.Assign(groups, a.Of, a.Centres)
	for m, k := range a.Of {
		weights[m] = a.Centres[k]
	}
}
