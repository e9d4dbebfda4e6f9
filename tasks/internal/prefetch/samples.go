package prefetch

import "github.com/mtobench/mtobench/tasks"

// Key says what a sample is: one of a split and, in training, the epoch it is
// of, which says how it is augmented.
type Key struct {
	Split tasks.Split
	I     int
	Epoch int // or Evaluation
}

// Evaluation is the epoch of samples that are not of the training split.
const Evaluation = -1

// ahead is how many mini-batches are read ahead.
const ahead = 2

// Ahead says for a protocol's notes what is read ahead.
const Ahead = "Samples are read while training goes on, at most two mini-batches of them ahead."

// Samples are the samples of a suite, read ahead: in training in the order that
// Begin tells, in evaluation in the order of the split. It has the methods of
// nn.Data and nn.Foretold but Fill.
type Samples[S any] struct {
	sizes   [3]int
	epoch   int
	queue   *Queue[Key, S]
	pending []Key // what was planned last
}

// NewSamples are as many samples as the protocol says; read fills a buffer.
func NewSamples[S any](p tasks.Protocol, read func(Key, *S) error) *Samples[S] {
	return &Samples[S]{
		sizes: [3]int{tasks.Train: p.Train, tasks.Val: p.Val, tasks.Test: p.Test},
		queue: New(ahead*p.Batch, read),
	}
}

// Len implements nn.Data.
func (s *Samples[S]) Len(split tasks.Split) int { return s.sizes[split] }

// Begin implements nn.Foretold.
func (s *Samples[S]) Begin(e int, samples []int) {
	s.epoch, s.pending = e, s.pending[:0]
	for _, i := range samples {
		s.pending = append(s.pending, Key{tasks.Train, i, e})
	}
	s.queue.Plan(s.pending)
}

// Each hands samples of a split to use, with their places in index. Training
// samples are those of the epoch that was begun last.
func (s *Samples[S]) Each(split tasks.Split, index []int, use func(at int, sample *S)) error {
	for at, i := range index {
		k := Key{split, i, s.epoch}
		if split != tasks.Train {
			k.Epoch = Evaluation
			s.foretell(k)
		}
		if err := s.queue.Take(k, func(sample *S) { use(at, sample) }); err != nil {
			return err
		}
	}
	return nil
}

// foretell plans the rest of the split that is evaluated, unless it is planned.
func (s *Samples[S]) foretell(k Key) {
	if s.queue.Planned(k) {
		return
	}
	s.pending = s.pending[:0]
	for ; k.I < s.sizes[k.Split]; k.I++ {
		s.pending = append(s.pending, k)
	}
	s.queue.Plan(s.pending)
}
