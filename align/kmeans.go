package align

// KMeans finds the best partitions of M numbers into 1 to K groups: those of
// least inertia, the sum of squared distances to the group's mean (Eq 3). The
// groups of a best partition are neighbours in sorted order, so a dynamic
// programme over the sorted numbers is exact, which Lloyd's iterations are
// not: Wang and Song, "Ckmeans.1d.dp", The R Journal 3/2, 2011.
//
// Among partitions of equal inertia the one wins whose last group begins
// lowest, then the last but one, and so on; equal numbers are sorted by index.
//
// The zero value is ready for use. A Fit takes O(K M^2) time, or O(M) in up to
// two groups of numbers that are sorted much as those of the last Fit were, and
// O(K M) memory, which later ones of the same size reuse.
type KMeans struct {
	tasks, groups int
	order         []int     // order[i] is the index of the i-th smallest number
	sorted        []float64 // the numbers in that order
	reciprocal    []float64 // reciprocal[n] is 1/n
	mean, inertia []float64 // of the sorted numbers i to j, while Fit raises j
	// least[k*M+j] is the least inertia of the sorted numbers 0 to j in k+1
	// groups, and start[k*M+j] where the last of those groups begins.
	least []float64
	start []int
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
		t.extend(j, x)
		t.least[j], t.start[j] = t.inertia[0], 0
		// The column of the largest K is wanted for all numbers only.
		last := t.groups - 1
		if j == t.tasks-1 {
			last = t.groups
		}
		for k := 1; k < min(last, j+1); k++ {
			t.split(k, j)
		}
	}
}

// Groups is the K of the last Fit.
func (t *KMeans) Groups() int { return t.groups }

// Inertia is the least inertia of the last Fit's values in this many groups,
// from 1 to Groups.
func (t *KMeans) Inertia(groups int) float64 {
	return t.least[t.row(groups)+t.tasks-1]
}

// Assign writes the best partition into this many groups, from 1 to Groups:
// each value's group to of, and each group's mean to centres. Groups are
// numbered from 0 by ascending centre.
func (t *KMeans) Assign(groups int, of []int, centres []float64) {
	checkLength(t.tasks, len(of))
	checkLength(groups, len(centres))
	j := t.tasks - 1
	for k := groups - 1; k >= 0; k-- {
		i := t.start[t.row(k+1)+j]
		centres[k] = mean(t.sorted[i : j+1])
		for _, m := range t.order[i : j+1] {
			of[m] = k
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
		for n := range tasks {
			t.order[n], t.reciprocal[n+1] = n, 1/float64(n+1)
		}
	}
	if n := tasks * groups; n > len(t.least) {
		t.least, t.start = make([]float64, n), make([]int, n)
	}
	t.tasks, t.groups = tasks, groups
}

// sort is by insertion, in the order of the last Fit: from one step to the
// next few tasks change places. What it gives does not depend on where it
// began, since equal numbers go by index.
func (t *KMeans) sort(values []float64) {
	for n := range values {
		m := t.order[n]
		i, v := n, values[m]
		for i > 0 && !(t.sorted[i-1] < v) && (t.sorted[i-1] > v || t.order[i-1] > m) {
			t.sorted[i], t.order[i] = t.sorted[i-1], t.order[i-1]
			i--
		}
		t.sorted[i], t.order[i] = v, m
	}
}

// halve is Fit into one or two groups, which needs the groups that begin with
// the lowest number or end with the highest, and no others.
func (t *KMeans) halve() {
	last := t.tasks - 1
	t.grow(t.least, 0, 1)
	t.start[last] = 0
	if t.groups == 1 {
		return
	}
	t.grow(t.inertia, last, -1)
	at := last
	least := t.least[last-1]
	for i := last - 1; i >= 1 && !(t.inertia[i] > least); i-- {
		if v := t.least[i-1] + t.inertia[i]; v <= least {
			at, least = i, v
		}
	}
	t.start[at-1] = 0
	t.least[t.tasks+last], t.start[t.tasks+last] = least, at
}

// grow writes, at each sorted number from the one at i on, up or down, the
// inertia of all from there to here, by the recurrence of extend.
func (t *KMeans) grow(inertia []float64, i, by int) {
	m, total := t.sorted[i], 0.0
	for n := 1; n <= t.tasks; n++ {
		d := t.sorted[i] - m
		m += d * t.reciprocal[n]
		total += d * (t.sorted[i] - m)
		inertia[i] = total
		i += by
	}
}

// extend brings the mean and inertia of all groups i..j-1 to i..j by
// Welford's recurrence, which does not cancel as sums of squares would.
func (t *KMeans) extend(j int, x float64) {
	t.mean[j], t.inertia[j] = x, 0
	means, inertias := t.mean[:j], t.inertia[:j]
	reciprocal := t.reciprocal[2 : j+2]
	for i, m := range means {
		d := x - m
		m += d * reciprocal[j-1-i]
		means[i] = m
		inertias[i] += d * (x - m)
	}
}

// split finds where the last of k+1 groups of the numbers 0 to j begins. It
// goes down from j and stops where that group alone is too costly, since its
// inertia only grows.
func (t *KMeans) split(k, j int) {
	before, inertia := t.least[(k-1)*t.tasks:][:j], t.inertia[:j+1]
	at, least := j, before[j-1]
	for i := j - 1; i >= k && !(inertia[i] > least); i-- {
		if v := before[i-1] + inertia[i]; v <= least {
			at, least = i, v
		}
	}
	t.least[k*t.tasks+j], t.start[k*t.tasks+j] = least, at
}

// mean is exact for equal numbers.
func mean(values []float64) float64 {
	m := values[0]
	for i, v := range values[1:] {
		m += (v - m) / float64(i+2)
	}
	return m
}
