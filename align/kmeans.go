package align

import "math"

// KMeans finds the best partitions of M numbers into 1 to K groups: those of
// least inertia, the sum of squared distances to the group's mean (Eq 3). The
// groups of a best partition are neighbours in sorted order, so a dynamic
// programme over the sorted numbers is exact, which Lloyd's iterations are
// not: Wang and Song, "Ckmeans.1d.dp", The R Journal 3/2, 2011.
//
// Among partitions of equal inertia the one wins whose last group begins
// lowest, then the last but one, and so on; equal numbers are sorted by index.
//
// The zero value is ready for use. A Fit takes O(K M^2) time at most, and in up
// to two groups, beyond sorting, O(M); and O(K M) memory, which later ones of
// the same size reuse.
type KMeans struct {
	tasks, groups int
	order         []int     // order[i] is the index of the i-th smallest number
	sorted        []float64 // the numbers in that order
	reciprocal    []float64 // reciprocal[n] is 1/n
	mean, inertia []float64 // of the sorted numbers i to j, while Fit raises j
	// least[k*M+j] is the least inertia of the sorted numbers 0 to j in k+1
	// groups, and start[k*M+j] where the last of those groups begins.
	least   []float64
	start   []int
	balance []float64 // balance[i-1] is 1 / sqrt(i (M-i))
	keys    []int64   // the bits of each number that count sorts
	below   []int     // and how many come before it
	buckets buckets
}

// Fit finds the best partitions of values into 1 to groups groups. It panics
// if there are no values or groups is less than 1; above len(values) it
// counts as len(values).
func (t *KMeans) Fit(values []float64, groups int) {
	if len(values) == 0 || groups < 1 {
		panic("align: K-means needs a value and a group")
	}
	t.resize(len(values), min(groups, len(values)))
	t.sort(values)
	if t.groups <= 2 {
		t.halve()
		return
	}
	for j, x := range t.sorted {
		t.column(j, x)
	}
}

// Groups is the K of the last Fit.
func (t *KMeans) Groups() int { return t.groups }

// Inertia is the least inertia of the last Fit's values in this many groups,
// from 1 to Groups.
func (t *KMeans) Inertia(groups int) float64 {
	row := t.row(groups)
	if t.groups > 2 {
		return t.least[row+t.tasks-1]
	}
	at := t.start[row+t.tasks-1] // the rest, if any, is the other group
	return squares(t.sorted[:at]) + squares(t.sorted[at:])
}

// Assign writes the best partition into this many groups, from 1 to Groups:
// each value's group to of and the mean of that group to means, and each group's
// mean to centres. Groups are numbered from 0 by ascending centre.
func (t *KMeans) Assign(groups int, of []int, means, centres []float64) {
	checkLength(t.tasks, len(of))
	checkLength(t.tasks, len(means))
	checkLength(groups, len(centres))
	j := t.tasks - 1
	for k := groups - 1; k >= 0; k-- {
		i := t.start[t.row(k+1)+j]
		centre := mean(t.sorted[i : j+1])
		centres[k] = centre
		for _, m := range t.order[i : j+1] {
			of[m], means[m] = k, centre
		}
		j = i - 1
	}
}

// starts writes where each group of the best partition into len(at) groups
// begins in the sorted values.
func (t *KMeans) starts(at []int) {
	j := t.tasks - 1
	for k := len(at) - 1; k >= 0; k-- {
		at[k] = t.start[t.row(k+1)+j]
		j = at[k] - 1
	}
}

// row is where the entries for this many groups begin in least and start.
func (t *KMeans) row(groups int) int {
	if groups < 1 || groups > t.groups {
		panic("align: more groups, or fewer, than were fitted")
	}
	return (groups - 1) * t.tasks
}

func (t *KMeans) resize(tasks, groups int) {
	if tasks != t.tasks {
		t.order, t.sorted = make([]int, tasks), make([]float64, tasks)
		t.mean, t.inertia = make([]float64, tasks), make([]float64, tasks)
		t.reciprocal = make([]float64, tasks+1)
		t.balance = make([]float64, tasks)
		t.keys, t.below = make([]int64, tasks), make([]int, tasks)
		for n := range tasks {
			t.order[n], t.reciprocal[n+1] = n, 1/float64(n+1)
			t.balance[n] = 1 / math.Sqrt(float64((n+1)*(tasks-n-1)))
		}
	}
	if n := tasks * groups; n > len(t.least) {
		t.least, t.start = make([]float64, n), make([]int, n)
	}
	t.tasks, t.groups = tasks, groups
}

// halve is Fit into one or two groups. The less the inertia of two groups, the
// more that between their means, which is, of n numbers of which i are in the
// lower group, (sum of their distances to the mean of all)^2 n / (i (n-i)). All
// are taken as distances to the first, since the mean itself may not be told from
// a number beside it. The rounding, of the size of all inertia's, then cannot hide
// the best split: where two groups are far tighter than all together, any other
// split is far worse.
func (t *KMeans) halve() {
	last := t.tasks - 1
	t.start[last] = 0
	if t.groups == 1 {
		return
	}
	first, centre, below, between, at := t.sorted[0], above(t.sorted), 0.0, 0.0, 1
	for i, x := range t.sorted[:last] {
		below += centre - (x - first)
		if b := below * t.balance[i]; b > between {
			between, at = b, i+1
		}
	}
	t.start[at-1], t.start[t.tasks+last] = 0, at
}

// column finds the best partitions of the sorted numbers 0 to j, of which x is
// the last. The more numbers, and the more groups, the later the last group
// begins, so that the last group of two begins no lower than it did before x,
// and that of k+1 no lower than that of k.
func (t *KMeans) column(j int, x float64) {
	low := 1
	if j > 1 {
		low = t.start[t.tasks+j-1]
	}
	t.mean[j], t.inertia[j] = x, 0
	t.extend(0, x, t.reciprocal[j+1:j+2])
	t.extend(low, x, t.reciprocal[2:max(2, j+2-low)])
	t.least[j], t.start[j] = t.inertia[0], 0
	groups := t.groups
	if j < t.tasks-1 {
		groups-- // the largest K is wanted for all numbers only
	}
	for k := 1; k < min(groups, j+1); k++ {
		low = t.split(k, j, max(k, low))
	}
}

// extend takes x into groups that begin at low and after, by Welford's
// recurrence, which does not cancel as sums of squares would; sizes are the
// reciprocals of what they grow to, the last first.
func (t *KMeans) extend(low int, x float64, sizes []float64) {
	means, inertias := t.mean[low:][:len(sizes)], t.inertia[low:][:len(sizes)]
	for i, m := range means {
		d := x - m
		m += d * sizes[len(sizes)-1-i]
		means[i] = m
		inertias[i] += d * (x - m)
	}
}

// split finds where the last of k+1 groups of the numbers 0 to j begins, from
// low on. It goes down from j and stops where that group alone is too costly,
// since its inertia only grows.
func (t *KMeans) split(k, j, low int) int {
	before, inertia := t.least[(k-1)*t.tasks:][:j], t.inertia[:j+1]
	at, least := j, before[j-1]
	for i := j - 1; i >= low && !(inertia[i] > least); i-- {
		if v := before[i-1] + inertia[i]; v <= least {
			at, least = i, v
		}
	}
	t.least[k*t.tasks+j], t.start[k*t.tasks+j] = least, at
	return at
}

// mean is exact for equal numbers.
func mean(values []float64) float64 { return values[0] + above(values) }

// above is how far the mean is above the first number.
func above(values []float64) (sum float64) {
	first := values[0]
	for _, v := range values {
		sum += v - first
	}
	return sum / float64(len(values))
}

// squares is the sum of the squared distances to the mean.
func squares(values []float64) (sum float64) {
	if len(values) == 0 {
		return 0
	}
	m := mean(values)
	for _, v := range values {
		sum += (v - m) * (v - m)
	}
	return sum
}
