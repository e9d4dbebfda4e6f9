package methods

import (
	"errors"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// testStep is a mini-batch in float64 whose losses and task gradients are
// given. It keeps what the method left, for the test to look at, and refuses
// a second gradient in one step.
type testStep struct {
	losses []float64
	rows   [][]float64 // K rows of P; nil for loss-oriented methods
	gram   *mat.SymDense

	backward []float64 // weights of Backward; nil if it was not called
	update   []float64 // shared gradient of Combine or Map; nil if neither was called
	heads    []float64 // weights of the heads, ones where the method gave nil
	done     bool
	block    [][]float64
	mapped   bool // Map was called; it, or Combine, may follow

	others []miniBatch // further mini-batches, in turn; none stands for the same again
	drawn  int
	own    miniBatch // the first mini-batch, once another was drawn
}

// miniBatch is the losses and task gradients of a mini-batch.
type miniBatch struct {
	losses []float64
	rows   [][]float64
}

var errSecondGradient = errors.New("a second gradient in one step")

// newStep is a step with these losses and, where rows is not nil, these task
// gradients. Losses may be nil: then they are ones.
func newStep(losses []float64, rows [][]float64) *testStep {
	if losses == nil {
		losses = make([]float64, len(rows))
		for k := range losses {
			losses[k] = 1
		}
	}
	return &testStep{losses: losses, rows: rows}
}

func (s *testStep) Losses() []float64 { return s.losses }

func (s *testStep) Backward(w []float64) error {
	s.backward = append(s.backward[:0], w...)
	s.update = s.combine(s.update, w)
	return s.finish(w)
}

func (s *testStep) Jacobian() (Jacobian, error) { return s, nil }

func (s *testStep) Dims() (tasks, params int) {
	if len(s.rows) == 0 {
		return 0, 0
	}
	return len(s.rows), len(s.rows[0])
}

func (s *testStep) Gram() *mat.SymDense {
	if s.gram == nil {
		s.gram = gramOf(s.rows)
	}
	return s.gram
}

func (s *testStep) Combine(shared, heads []float64) error {
	s.update = s.combine(s.update, shared)
	s.replace()
	return s.finish(heads)
}

// replace lets one gradient take the place of that which Map left.
func (s *testStep) replace() {
	if s.mapped {
		s.done, s.mapped = false, false
	}
}

// Resample goes on to the next of the other mini-batches.
func (s *testStep) Resample() error {
	s.done, s.mapped = false, false
	if len(s.others) == 0 {
		return nil
	}
	if s.drawn == 0 {
		s.own = miniBatch{s.losses, s.rows}
	}
	s.use(s.others[s.drawn%len(s.others)])
	s.drawn++
	return nil
}

// use makes another mini-batch the step's.
func (s *testStep) use(o miniBatch) { s.losses, s.rows, s.gram = o.losses, o.rows, nil }

// Representation is the gradients themselves: a trunk that does nothing.
func (s *testStep) Representation() (Jacobian, error) { return s, nil }

// Map hands over blocks of at most 7 columns, so that a method which forgets
// that blocks exist fails.
func (s *testStep) Map(f func(rows [][]float64, dst []float64), heads []float64) error {
	_, params := s.Dims()
	if len(s.update) != params {
		s.update = make([]float64, params)
	}
	if len(s.block) != len(s.rows) {
		s.block = make([][]float64, len(s.rows))
	}
	block := s.block
	for lo := 0; lo < params; lo += 7 {
		hi := min(lo+7, params)
		for k, row := range s.rows {
			block[k] = row[lo:hi]
		}
		f(block, s.update[lo:hi])
	}
	s.replace()
	s.mapped = true
	return s.finish(heads)
}

// again makes the step ready for one more call with the same gradients.
func (s *testStep) again() *testStep {
	s.done, s.mapped = false, false
	if s.drawn > 0 {
		s.use(s.own)
		s.drawn = 0
	}
	return s
}

func (s *testStep) finish(heads []float64) error {
	if s.done {
		return errSecondGradient
	}
	s.done = true
	if heads != nil {
		s.heads = append(s.heads[:0], heads...)
		return nil
	}
	s.heads = s.heads[:0]
	for range s.losses {
		s.heads = append(s.heads, 1)
	}
	return nil
}

// combine writes sum_k w[k] rows[k] to dst, which is made when too short.
func (s *testStep) combine(dst, w []float64) []float64 {
	_, params := s.Dims()
	if len(dst) != params {
		dst = make([]float64, params)
	}
	clear(dst)
	for k, row := range s.rows {
		for p, g := range row {
			dst[p] += w[k] * g
		}
	}
	return dst
}

func gramOf(rows [][]float64) *mat.SymDense {
	gram := mat.NewSymDense(len(rows), nil)
	for i, a := range rows {
		for j, b := range rows[:i+1] {
			gram.SetSym(i, j, mat.Dot(mat.NewVecDense(len(a), a), mat.NewVecDense(len(b), b)))
		}
	}
	return gram
}

// makeMethod makes the method for K tasks with these settings.
func makeMethod(t testing.TB, in Info, tasks int, set map[string]string) Method {
	t.Helper()
	return seededMethod(t, in, tasks, set, rand.NewPCG(1, 2))
}

// seededMethod is makeMethod with a random stream.
func seededMethod(t testing.TB, in Info, tasks int, set map[string]string, stream *rand.PCG) Method {
	t.Helper()
	values, err := in.Resolve(set)
	if err != nil {
		t.Fatal(err)
	}
	m, err := in.New(Config{Tasks: tasks, Rand: stream, Values: values})
	if err != nil {
		t.Fatal(err)
	}
	return m
}
