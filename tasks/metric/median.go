package metric

import (
	"math"
	"slices"
)

// Median finds the exact median of any number of float32 values of [0, 180] in
// 35 MB. The bits of such values have the order of the values, so that
// counting sorts them. All are counted by their upper bits, in bins of 256
// values; those near the last median also one by one. Where the median is not
// among these, Value says so; after Again, and the same values added once more,
// it is, since the bins have told where to count one by one.
type Median struct {
	n      int
	bins   []uint32 // values by their upper bits
	near   []uint32 // a wide window around the last median
	from   uint32   // the first bin of near
	next   uint32   // what from will be
	again  bool     // this is a second pass
	narrow [2]window
}

// window counts the values of one bin one by one.
type window struct {
	bin    uint32
	counts [perBin]uint32
}

const (
	mostValue = 180
	binBits   = 8
	perBin    = 1 << binBits
	nearBins  = 1 << 14               // at 20 they reach over 8
	firstBin  = 0x41500000 >> binBits // of 13, before any median is known
)

// NewMedian is a Median without values.
func NewMedian() *Median {
	return &Median{
		bins: make([]uint32, math.Float32bits(mostValue)>>binBits+1),
		near: make([]uint32, nearBins*perBin),
		from: firstBin,
		next: firstBin,
	}
}

// Reset forgets the values.
func (m *Median) Reset() {
	m.n, m.again, m.from = 0, false, m.next
	clear(m.bins)
	clear(m.near)
}

// Again begins a second pass over the same values.
func (m *Median) Again() {
	lo, hi := m.middle()
	m.narrow = [2]window{{bin: lo.bin}, {bin: hi.bin}}
	m.n, m.again = 0, true
}

// Add adds a value of [0, 180]; a NaN counts as the largest.
func (m *Median) Add(v float32) {
	bits := math.Float32bits(mostValue)
	if v <= 0 { // minus zero too
		bits = 0
	} else if v < mostValue {
		bits = math.Float32bits(v)
	}
	m.n++
	bin, low := bits>>binBits, bits%perBin
	if !m.again {
		m.bins[bin]++
		if at := bin - m.from; at < nearBins {
			m.near[at*perBin+low]++
		}
		return
	}
	for i := range m.narrow {
		if w := &m.narrow[i]; w.bin == bin {
			w.counts[low]++
		}
	}
}

// place is where a value lies: in a bin, after so many others of it.
type place struct {
	bin   uint32
	after int
}

// middle is the places of the two middle values, which are one where the
// number of values is odd.
func (m *Median) middle() (lo, hi place) { return m.place((m.n - 1) / 2), m.place(m.n / 2) }

// place finds the value after so many others.
func (m *Median) place(after int) place {
	for bin, n := range m.bins {
		if after < int(n) {
			return place{uint32(bin), after}
		}
		after -= int(n)
	}
	return place{}
}

// Value is the median, the mean of the two middle values of an even number; NaN
// without values. Where it says that it is not exact, it is within 256 steps of
// a float32.
func (m *Median) Value() (median float64, exact bool) {
	if m.n == 0 {
		return math.NaN(), true
	}
	lo, hi := m.middle()
	a, oneExact := m.at(lo)
	b, twoExact := m.at(hi)
	if oneExact && twoExact { // the next ones will be near
		m.next = max(lo.bin, nearBins/2) - nearBins/2
	}
	return (a + b) / 2, oneExact && twoExact
}

// at is the value at a place; where its bin was not counted one by one, the
// bin's first.
func (m *Median) at(p place) (v float64, exact bool) {
	counts := m.counts(p.bin)
	for low, n := range counts {
		if p.after < int(n) {
			return float64(math.Float32frombits(p.bin<<binBits + uint32(low))), true
		}
		p.after -= int(n)
	}
	return float64(math.Float32frombits(p.bin << binBits)), false
}

// counts are the values of a bin one by one, if they were counted.
func (m *Median) counts(bin uint32) []uint32 {
	if at := bin - m.from; !m.again && at < nearBins {
		return m.near[at*perBin:][:perBin]
	}
	for i := range m.narrow {
		if w := &m.narrow[i]; m.again && w.bin == bin {
			return w.counts[:]
		}
	}
	return nil
}

// MedianOf is the median of values, which it sorts; NaN without any.
func MedianOf(v []float64) float64 {
	slices.Sort(v)
	if len(v) == 0 {
		return math.NaN()
	}
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}
