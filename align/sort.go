package align

import (
	"math"
	"math/bits"
)

// fewest is the least number of values that are brought into buckets first.
const fewest = 24

// sort sorts the values, equal ones by index. An insertion, which is fast on two
// and on what is near that order already, ends it unless few have been counted.
func (t *KMeans) sort(values []float64) {
	switch {
	case len(values) >= fewest:
		t.presort(values)
	case len(values) > 2 && t.count(values):
		return
	}
	order, sorted := t.order[:len(values)], t.sorted[:len(values)]
	for n, m := range order {
		i, v := n, values[m]
		for i > 0 && !(sorted[i-1] < v) && (sorted[i-1] > v || order[i-1] > m) {
			sorted[i], order[i] = sorted[i-1], order[i-1]
			i--
		}
		sorted[i], order[i] = v, m
	}
}

// count sorts values that are not negative, or says that one is. It compares
// all pairs, but by no branch: from one mini-batch to the next few tasks keep
// their places, and each wrong guess of an insertion costs as much as ten pairs.
func (t *KMeans) count(values []float64) bool {
	keys, below := t.keys[:len(values)], t.below[:len(values)]
	signs := int64(0)
	for m, v := range values {
		keys[m] = int64(math.Float64bits(v)) // which are in the numbers' order
		signs |= keys[m]
	}
	if signs < 0 {
		return false
	}
	below[0] = 0
	for m := len(values) % 2; m < len(keys)-1; m += 2 {
		a, b := keys[m], keys[m+1]
		belowA, belowB := m+less(b, a), m+1-less(b, a)
		earlier := below[:m]
		for i, key := range keys[:m] {
			aboveA, aboveB := less(a, key), less(b, key)
			earlier[i] += aboveA + aboveB
			belowA -= aboveA
			belowB -= aboveB
		}
		below[m], below[m+1] = belowA, belowB
	}
	order, sorted := t.order[:len(values)], t.sorted[:len(values)]
	for m, at := range below {
		order[at], sorted[at] = m, values[m]
	}
	return true
}

// less is 1 if a < b and 0 if not, for numbers that are not negative.
func less(a, b int64) int { return int(uint64(a-b) >> 63) }

// buckets is the memory of presort.
type buckets struct {
	keys   []uint64 // of the values, in the order of the last Fit
	next   []int    // where the next value of each bucket goes
	before []int    // the order of the last Fit
}

// presort brings the order near the values' by buckets, two to four a value,
// whose bounds are evenly spaced in the bits of a floating-point number: much
// like those of a logarithm, as weights differ by factors. Within a bucket the
// order of the last Fit stays.
func (t *KMeans) presort(values []float64) {
	b := &t.buckets
	if len(b.keys) != len(values) {
		b.keys, b.before = make([]uint64, len(values)), make([]int, len(values))
		b.next = make([]int, 2<<bits.Len(uint(len(values)-1)))
	}
	copy(b.before, t.order)
	low, shift := b.place(values)
	for i, k := range b.keys {
		at := (k - low) >> shift
		t.order[b.next[at]] = b.before[i]
		b.next[at]++
	}
}

// place finds the values' keys and where each bucket begins: key k is in
// bucket (k - low) >> shift.
func (b *buckets) place(values []float64) (low uint64, shift int) {
	low, high := uint64(math.MaxUint64), uint64(0)
	for i, m := range b.before {
		k := ascending(values[m])
		b.keys[i] = k
		low, high = min(low, k), max(high, k)
	}
	next := b.next
	shift = max(0, bits.Len64(high-low)-bits.Len(uint(len(next)-1)))
	clear(next)
	for _, k := range b.keys {
		next[(k-low)>>shift]++
	}
	at := 0
	for i, n := range next {
		next[i] = at
		at += n
	}
	return low, shift
}

// ascending is the bits of a number, so that they are in the numbers' order.
func ascending(v float64) uint64 {
	b := math.Float64bits(v)
	return b ^ (uint64(int64(b)>>63) | 1<<63)
}
