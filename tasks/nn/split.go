package nn

import "github.com/mtobench/mtobench/tasks/nn/internal/kernel"

// splitter gives the columns of each block of a prediction, n x cols, in one
// piece. Single columns of many tasks are transposed all at once: picked out one
// by one they cost a line of the cache for each element.
type splitter struct {
	cols   int
	widths []int       // of the blocks
	single bool        // each of several blocks is one column
	buf    []float32   // parts of several blocks, one after the other
	parts  [][]float32 // of the last take: of each block, n x outputs
}

// newSplitter is for predictions of at most n rows.
func newSplitter(n int, blocks []block) splitter {
	s := splitter{cols: blocks[len(blocks)-1].hi(), parts: make([][]float32, len(blocks))}
	for _, b := range blocks {
		s.widths = append(s.widths, b.outputs)
	}
	if len(blocks) > 1 {
		s.buf = make([]float32, n*s.cols)
		s.single = s.cols == len(blocks)
	}
	return s
}

// take splits pred, n x cols. The part of a block that has all columns is pred
// itself.
func (s *splitter) take(pred []float32, n int) {
	pred = pred[:n*s.cols]
	if s.buf == nil {
		s.parts[0] = pred
		return
	}
	rest := s.buf[:len(pred)]
	if s.single {
		kernel.Transpose(pred, n, s.cols, rest)
	}
	for i, w := range s.widths {
		s.parts[i], rest = rest[:n*w], rest[n*w:]
	}
	if !s.single {
		kernel.Split(pred, s.widths, s.parts)
	}
}

// join writes the parts of several blocks to out, as long as the prediction.
func (s *splitter) join(out []float32) {
	if s.single {
		kernel.Transpose(s.buf[:len(out)], s.cols, len(out)/s.cols, out)
		return
	}
	kernel.Join(s.parts, s.widths, out)
}
