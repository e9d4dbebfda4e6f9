package qm9

import (
	"fmt"
	"math"
	"sync"

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

// Samples are molecules in the splits of a protocol, and the scale of their
// targets, which the training split alone decides.
type Samples struct {
	// Index are the molecules of each tasks.Split, in the split's set.
	Index [3][]int
	// Mean and Deviation of each task over the training split, in the unit of
	// the published tables; the deviation over n-1.
	Mean, Deviation [Targets]float64

	sets [3]func() (*Set, error) // of each split
	most int                     // atoms of a molecule
}

// NewSamples splits a set in the protocol's sizes: test, validation, training
// in the order of one shuffle, which depends on the molecules' numbers alone.
// The error names what the set is too small for, or a target that does not
// vary.
func NewSamples(set *Set, p tasks.Protocol) (*Samples, error) {
	if need := p.Train + p.Val + p.Test; need > set.Len() {
		return nil, fmt.Errorf("%d training, %d validation and %d test samples are more than the %d molecules of the set (-set qm9.train, qm9.val and qm9.test give other numbers)", p.Train, p.Val, p.Test, set.Len())
	}
	s := &Samples{Index: divide(set.byNumber(), p)}
	for split, index := range s.Index {
		s.sets[split] = func() (*Set, error) { return set, nil }
		for _, i := range index {
			s.most = max(s.most, set.Atoms(i))
		}
	}
	return s, s.measure()
}

// NewLateSamples are the samples that NewSamples makes of the molecules 1 to
// as many as the protocol wants, where no set has all: late gives that of a
// split, of molecules by their numbers in this order, and is called when the
// split is first wanted; the training split is at once.
func NewLateSamples(p tasks.Protocol, late func(s tasks.Split, numbers []int) (*Set, error)) (*Samples, error) {
	numbers := make([]int, p.Train+p.Val+p.Test)
	for i := range numbers {
		numbers[i] = i + 1
	}
	s := &Samples{most: maxAtoms}
	for split, list := range divide(numbers, p) {
		s.sets[split] = sync.OnceValues(func() (*Set, error) { return late(tasks.Split(split), list) })
		for i := range list {
			s.Index[split] = append(s.Index[split], i)
		}
	}
	return s, s.measure()
}

// divide shuffles molecules in the order of their numbers and divides them.
func divide(order []int, p tasks.Protocol) (index [3][]int) {
	tasks.Rand(dataSeed, "qm9 split").Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	index[tasks.Test], order = order[:p.Test], order[p.Test:]
	index[tasks.Val], order = order[:p.Val], order[p.Val:]
	index[tasks.Train] = order[:p.Train]
	return index
}

// measure measures the targets over the training split.
func (s *Samples) measure() error {
	train := s.Index[tasks.Train]
	set, err := s.sets[tasks.Train]()
	if err != nil {
		return err
	}
	for k := range targets {
		sum, squares := 0.0, 0.0
		for _, i := range train {
			sum += set.Target(i, k)
		}
		mean := sum / float64(len(train))
		for _, i := range train {
			d := set.Target(i, k) - mean
			squares += d * d
		}
		s.Mean[k], s.Deviation[k] = mean, math.Sqrt(squares/float64(len(train)-1))
		if !(s.Deviation[k] > 1e-9*math.Abs(mean)) {
			return fmt.Errorf("target %s does not vary over the %d training molecules", targets[k].name, len(train))
		}
	}
	return nil
}

// Standard is a target of task k less the mean, over the deviation.
func (s *Samples) Standard(target float64, k int) float64 {
	return (target - s.Mean[k]) / s.Deviation[k]
}

// MaxAtoms is the most atoms that a molecule of any split may have.
func (s *Samples) MaxAtoms() int { return s.most }
