package align

import (
	"math"
	"slices"
)

// draw gives the numbers of as many points as there are groups, without
// replacement.
func (l *Lloyd) draw() []int {
	for i := range l.drawn {
		l.drawn[i] = i
	}
	for k := range l.groups {
		j := k + l.Rand.IntN(len(l.drawn)-k)
		l.drawn[k], l.drawn[j] = l.drawn[j], l.drawn[k]
	}
	return l.drawn[:l.groups]
}

// startAt takes these points as centres.
func (l *Lloyd) startAt(points []int) {
	for k, i := range points {
		copy(l.centre(k), l.point(i))
	}
}

// spread draws centres by greedy k-means++: Arthur and Vassilvitskii,
// "k-means++: the advantages of careful seeding", SODA 2007. Each next one is
// the best of 2 + log K points drawn in proportion to their squared distance
// to the centres there are.
func (l *Lloyd) spread() {
	copy(l.centre(0), l.point(l.Rand.IntN(len(l.of))))
	for i := range l.distance {
		l.distance[i] = l.squared(l.point(i), l.centre(0))
	}
	trials := 2 + int(math.Log(float64(l.groups)))
	for k := 1; k < l.groups; k++ {
		copy(l.centre(k), l.point(l.bestOf(trials)))
		for i, d := range l.distance {
			l.distance[i] = min(d, l.squared(l.point(i), l.centre(k)))
		}
	}
}

// bestOf draws points and returns the one that would leave the least sum of
// squared distances to the nearest centre.
func (l *Lloyd) bestOf(trials int) int {
	var total float64
	for i, d := range l.distance {
		total += d
		l.potential[i] = total
	}
	best, least := 0, math.Inf(1)
	for range trials {
		at, _ := slices.BinarySearch(l.potential, l.Rand.Float64()*total)
		at = min(at, len(l.potential)-1)
		if sum := l.left(at); sum < least {
			best, least = at, sum
		}
	}
	return best
}

// left is the sum of squared distances to the nearest centre, point at being
// one more.
func (l *Lloyd) left(at int) float64 {
	var sum float64
	for i, d := range l.distance {
		sum += min(d, l.squared(l.point(i), l.point(at)))
	}
	return sum
}
