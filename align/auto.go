package align

// Criterion is what tells a good number of groups. All of them are read off
// the table of exact K-means, whose inertia in K groups is W_K, and none
// depends on the unit of the indicators.
type Criterion int

const (
	// Silhouette takes the K of the largest mean silhouette, a task alone in
	// its group counting 0: Rousseeuw, "Silhouettes", J. Comput. Appl. Math. 20,
	// 1987. It cannot tell that there is but one group: it always finds 2 or
	// more among 3 or more tasks that are not all alike.
	Silhouette Criterion = iota
	// Elbow takes the K whose W_K is furthest below the straight line from W_1
	// to W_M: Satopaa et al., "Finding a Kneedle in a haystack", ICDCS
	// workshops 2011. It too never finds one group, and few where groups are
	// not far apart.
	Elbow
	// Gap compares log W_K with its mean over draws of M uniform numbers and
	// takes the least K whose gap is within a standard error of the largest:
	// Tibshirani, Walther, Hastie, "Estimating the number of clusters in a data
	// set via the gap statistic", J. R. Statist. Soc. B 63/2, 2001. It can find
	// that there is one group. It looks at up to (M+1)/2 groups, since the
	// little inertia of more is chance.
	Gap
	// BIC takes the K of the largest Bayesian information criterion of a
	// mixture of K normal distributions of one variance, each task in its own
	// group's: Pelleg and Moore, "X-means", ICML 2000. It too looks at up to
	// (M+1)/2. Among fewer than about 20 tasks it finds more groups than there
	// are in up to half of all draws, so Hold matters most here.
	BIC
)

// Auto chooses the number of groups K at every step, from 1 to M-1, which the
// paper names as future work. Equal numbers are never split. A new number is
// taken once the criterion has found it in Hold steps in a row, so that the
// noise of mini-batches does not switch groups to and fro; the first step's
// is taken at once. It allocates nothing after the first step.
type Auto struct {
	Criterion Criterion
	Hold      int // steps; 0 and 1 switch at once
	State     AutoState

	at  []int // where the groups of a partition begin
	gap gap
}

// AutoState is all of Auto that outlives a mini-batch.
type AutoState struct {
	Groups int // K now; 0 before the first step
	// Candidate is the number that the criterion found in the last Count
	// steps, all in a row, instead of Groups.
	Candidate, Count int
}

// Choose returns K for the values that were fitted, with as many groups as
// there are values.
func (a *Auto) Choose(t *KMeans) int {
	found, s := a.Find(t), &a.State
	switch {
	case s.Groups == 0:
		s.Groups = found
	case found == s.Groups:
		s.Count = 0
	case found == s.Candidate:
		s.Count++
	default:
		s.Candidate, s.Count = found, 1
	}
	if s.Count > 0 && s.Count >= a.Hold {
		s.Groups, s.Count = found, 0
	}
	return s.Groups
}

// Find returns the K of the criterion alone; it leaves State as it was.
func (a *Auto) Find(t *KMeans) int {
	if t.groups != t.tasks {
		panic("align: the number of groups needs a fit of as many as there are values")
	}
	if len(a.at) != t.tasks {
		a.at = make([]int, t.tasks)
	}
	most := min(t.distinct(), t.tasks-1)
	if most < 2 {
		return 1
	}
	switch a.Criterion {
	case Silhouette:
		return largest(2, most, func(k int) float64 { return t.silhouette(a.at[:k]) })
	case Elbow:
		return largest(2, most, t.belowChord)
	}
	most = min(most, (t.tasks+1)/2)
	if a.Criterion == BIC {
		return largest(1, most, func(k int) float64 { return t.bic(a.at[:k]) })
	}
	return a.gap.find(t, most)
}

// largest is the first k from low to high of the largest score; low where
// all are NaN.
func largest(low, high int, score func(k int) float64) int {
	best, top := low, score(low)
	for k := low + 1; k <= high; k++ {
		if s := score(k); s > top {
			best, top = k, s
		}
	}
	return best
}
