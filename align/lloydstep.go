package align

import "math"

// assign puts each point to its nearest centre, the first of equals, and
// returns the sum of the squared distances.
func (l *Lloyd) assign() float64 {
	var total float64
	for i := range l.of {
		least := math.Inf(1)
		for k := range l.groups {
			if d := l.squared(l.point(i), l.centre(k)); d < least {
				least, l.of[i] = d, k
			}
		}
		l.distance[i] = least
		total += least
	}
	return total
}

// update moves each centre to the mean of its points, an empty group's to
// where the rule says. It returns the sum of the squared shifts of the
// centres, and that of the shifts.
func (l *Lloyd) update(empty func(k int)) (squared, shifts float64) {
	copy(l.before, l.centres[:l.groups*l.dim])
	clear(l.centres)
	clear(l.size)
	for i, k := range l.of {
		l.add(k, i, 1)
	}
	for k := range l.groups {
		if l.size[k] == 0 {
			empty(k)
		}
	}
	for k := range l.groups {
		c := l.centre(k)
		for d := range c {
			c[d] /= float64(max(l.size[k], 1))
		}
		shift := l.squared(c, l.before[k*l.dim:][:l.dim])
		squared += shift
		shifts += math.Sqrt(shift)
	}
	return squared, shifts
}

// add puts point i into the sum of group k, or with sign -1 takes it out.
func (l *Lloyd) add(k, i, sign int) {
	l.size[k] += sign
	c := l.centre(k)
	for d, v := range l.point(i) {
		c[d] += float64(sign) * v
	}
}

// relocate gives the empty group k the point furthest from its centre.
func (l *Lloyd) relocate(k int) {
	far := 0
	for i, d := range l.distance {
		if d > l.distance[far] {
			far = i
		}
	}
	l.add(l.of[far], far, -1)
	l.add(k, far, 1)
	l.distance[far] = -1 // not a second time
}

func (l *Lloyd) replace(k int) { l.add(k, l.Rand.IntN(len(l.of)), 1) }

func (l *Lloyd) point(i int) []float64  { return l.points[i*l.dim:][:l.dim] }
func (l *Lloyd) centre(k int) []float64 { return l.centres[k*l.dim:][:l.dim] }

func (l *Lloyd) squared(a, b []float64) float64 {
	var sum float64
	for d, v := range a {
		sum += (v - b[d]) * (v - b[d])
	}
	return sum
}

// variance is the mean over the coordinates of the points' variance.
func (l *Lloyd) variance() float64 {
	var total float64
	n := float64(len(l.of))
	for d := range l.dim {
		var sum, squares float64
		for i := range l.of {
			sum += l.point(i)[d]
		}
		for i := range l.of {
			v := l.point(i)[d] - sum/n
			squares += v * v
		}
		total += squares / n
	}
	return total / float64(l.dim)
}
