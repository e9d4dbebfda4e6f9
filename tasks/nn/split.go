package nn

import "github.com/mtobench/mtobench/tasks/nn/internal/kernel"

// splitter gives the columns of each block of a prediction, n x cols, in one
// piece. Single columns of many tasks are transposed all at once: picked out one
// by one they cost a line of the cache for each element.
type splitter struct {
	cols   int
	single bool      // each of several blocks is one column
	pred   []float32 // of the last take
	n      int
	buf    []float32 // the columns of one block, or of all if single
}

// newSplitter is for predictions of at most n rows.
func newSplitter(n int, blocks []block) splitter {
	s := splitter{cols: blocks[len(blocks)-1].hi()}
	if len(blocks) > 1 {
		s.buf = make([]float32, n*s.cols)
		s.single = s.cols == len(blocks)
	}
	return s
}

// take makes pred, n x cols, the prediction whose columns are wanted.
func (s *splitter) take(pred []float32, n int) {
	s.pred, s.n = pred[:n*s.cols], n
	if s.single {
		kernel.Transpose(s.pred, n, s.cols, s.buf[:n*s.cols])
	}
}

// of is the columns of b, n x outputs, valid until the next call or take: the
// prediction itself when those are all its columns, else a copy.
func (s *splitter) of(b block) []float32 {
	switch {
	case b.outputs == s.cols:
		return s.pred
	case s.single:
		return s.column(b.lo)
	}
	o := b.outputs
	for i := range s.n {
		copy(s.buf[i*o:(i+1)*o], s.pred[i*s.cols+b.lo:i*s.cols+b.hi()])
	}
	return s.buf[:s.n*o]
}

// column is where column i goes if single.
func (s *splitter) column(i int) []float32 { return s.buf[i*s.n : (i+1)*s.n] }

// join writes the columns, if single, to out, n x cols.
func (s *splitter) join(out []float32) {
	kernel.Transpose(s.buf[:s.n*s.cols], s.cols, s.n, out)
}
