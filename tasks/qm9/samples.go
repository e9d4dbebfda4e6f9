package qm9

import (
	"fmt"
	"math"

	"github.com/mtobench/mtobench/tasks"
)

// Sizes of the published splits: the full set less the molecules of
// uncharacterized.txt.
const (
	fullSize = 130831
	testSize = 10000
	valSize  = 10000
)

// dataSeed fixes the split, for all runs.
const dataSeed = 9

// Sizes are the published sizes of the splits for a set of n molecules: of
// the full set 10,000 for test and for validation and the rest for training,
// of a smaller one the same shares, rounded down.
func Sizes(n int) (train, val, test int) {
	val, test = valSize, testSize
	if n < fullSize {
		val, test = n*valSize/fullSize, n*testSize/fullSize
	}
	return n - val - test, val, test
}

// Samples are a set's molecules in the splits of a protocol, and the scale of
// their targets, which the training split alone decides.
type Samples struct {
	Set *Set
	// Index are the molecules of each tasks.Split.
	Index [3][]int
	// Mean and Deviation of each task over the training split, in the unit of
	// the published tables; the deviation over n-1.
	Mean, Deviation [Targets]float64
}

// NewSamples splits a set in the protocol's sizes: test, validation, training
// in the order of one shuffle, which depends on the molecules' numbers alone.
// The error names what the set is too small for, or a target that does not
// vary.
func NewSamples(set *Set, p tasks.Protocol) (*Samples, error) {
	if need := p.Train + p.Val + p.Test; need > set.Len() {
		return nil, fmt.Errorf("%d training, %d validation and %d test samples are more than the %d molecules of the set", p.Train, p.Val, p.Test, set.Len())
	}
	order := set.byNumber()
	tasks.Rand(dataSeed, "qm9 split").Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	s := &Samples{Set: set}
	s.Index[tasks.Test], order = order[:p.Test], order[p.Test:]
	s.Index[tasks.Val], order = order[:p.Val], order[p.Val:]
	s.Index[tasks.Train] = order[:p.Train]
	return s, s.measure()
}

// measure measures the targets over the training split.
func (s *Samples) measure() error {
	train := s.Index[tasks.Train]
	for k := range targets {
		sum, squares := 0.0, 0.0
		for _, i := range train {
			sum += s.Set.Target(i, k)
		}
		mean := sum / float64(len(train))
		for _, i := range train {
			d := s.Set.Target(i, k) - mean
			squares += d * d
		}
		s.Mean[k], s.Deviation[k] = mean, math.Sqrt(squares/float64(len(train)-1))
		if !(s.Deviation[k] > 1e-9*math.Abs(mean)) {
			return fmt.Errorf("target %s does not vary over the %d training molecules", targets[k].name, len(train))
		}
	}
	return nil
}

// Standard is task k of molecule i less the mean, over the deviation.
func (s *Samples) Standard(i, k int) float64 {
	return (s.Set.Target(i, k) - s.Mean[k]) / s.Deviation[k]
}

// MaxAtoms is the most atoms that a molecule of any split has.
func (s *Samples) MaxAtoms() int {
	most := 0
	for _, index := range s.Index {
		for _, i := range index {
			most = max(most, s.Set.Atoms(i))
		}
	}
	return most
}
