package methods

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// benchMemory is what the gradients and a method's own copies of them may take
// in BenchmarkArithmetic.
const benchMemory = 1 << 30

// BenchmarkArithmetic measures what each method itself does in a step: its
// weights, and what it does column by column. Losses and gradients are given.
// What they all have from the network is free, and stands in rows of its own:
// gram, the inner products that most ask for, and combine, the weighted sum
// that most leave.
func BenchmarkArithmetic(b *testing.B) {
	for _, tasks := range []int{2, 11, 40, 128} {
		for _, params := range []int{1e4, 1e6} {
			b.Run(fmt.Sprintf("K=%d/P=%.0e", tasks, float64(params)), func(b *testing.B) {
				s := newBenchStep(tasks, params)
				b.Run("gram", func(b *testing.B) {
					for b.Loop() {
						s.computeGram()
					}
				})
				b.Run("combine", func(b *testing.B) {
					w := ones(tasks)
					for b.Loop() {
						s.sum(w)
					}
				})
				for _, in := range All {
					b.Run(in.Name, func(b *testing.B) { benchMethod(b, in, s) })
				}
			})
		}
	}
}

// benchMethod measures a method on the steps, or says why not.
func benchMethod(b *testing.B, in Info, s *benchStep) {
	tasks, params := s.Dims()
	if tasks > 1 && in.Kind == Baseline {
		b.Skip("one task a run")
	}
	if params > 1e4 {
		mapped, kept := benchProbe(b, in, tasks)
		if !mapped {
			b.Skip("its arithmetic does not depend on P: see P=1e+04")
		}
		if need := (kept + 4) * float64(tasks*params); need > benchMemory {
			b.Skipf("gradients and what the method keeps of them would take %.0f MB", need/(1<<20))
		}
	}
	m := makeMethod(b, in, tasks, nil)
	step := func() {
		if err := m.Step(s); err != nil {
			b.Fatal(err)
		}
	}
	if e, ok := m.(EpochEnder); ok { // GradNorm's own rule begins there
		e.EndEpoch(s.losses)
	}
	step()
	b.ReportAllocs()
	for b.Loop() {
		step()
	}
}

// benchProbe says whether a method goes over the columns, and how many bytes
// it keeps for each entry of the gradients.
func benchProbe(b *testing.B, in Info, tasks int) (mapped bool, kept float64) {
	s := newBenchStep(tasks, 1e4)
	m := makeMethod(b, in, tasks, nil)
	s.columns(0, 1) // makes its own buffers
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := m.Step(s); err != nil {
		b.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	return s.mapped, float64(after.TotalAlloc-before.TotalAlloc) / float64(tasks*1e4)
}

// benchStep is gradients as a network keeps them, in float32.
type benchStep struct {
	losses []float64
	rows   [][]float32
	gram   *mat.SymDense
	block  [][]float64
	matrix blas64.General // that block is rows of
	dst    []float64
	mapped bool
}

// benchColumns is the width of a block of columns.
const benchColumns = 4096

func newBenchStep(tasks, params int) *benchStep {
	rng := rand.New(rand.NewPCG(uint64(tasks), uint64(params)))
	s := &benchStep{
		losses: make([]float64, tasks), rows: make([][]float32, tasks), gram: mat.NewSymDense(tasks, nil),
		matrix: blas64.General{Rows: tasks, Cols: benchColumns, Stride: benchColumns, Data: make([]float64, tasks*benchColumns)},
		block:  make([][]float64, tasks), dst: make([]float64, benchColumns),
	}
	for k := range s.rows {
		s.losses[k] = 0.5 + rng.Float64()
		s.rows[k] = make([]float32, params)
		for p := range s.rows[k] {
			s.rows[k][p] = float32(rng.NormFloat64())
		}
	}
	s.computeGram()
	return s
}

// columns converts columns [lo, hi).
func (s *benchStep) columns(lo, hi int) [][]float64 {
	for k, row := range s.rows {
		s.block[k] = s.matrix.Data[k*benchColumns:][:hi-lo]
		for p, v := range row[lo:hi] {
			s.block[k][p] = float64(v)
		}
	}
	return s.block
}

// each goes over the blocks of columns.
func (s *benchStep) each(f func(rows [][]float64, dst []float64)) {
	_, params := s.Dims()
	for lo := 0; lo < params; lo += benchColumns {
		hi := min(lo+benchColumns, params)
		f(s.columns(lo, hi), s.dst[:hi-lo])
	}
}

func (s *benchStep) computeGram() {
	s.gram.Zero()
	s.each(func(rows [][]float64, dst []float64) {
		a := s.matrix
		a.Cols = len(dst)
		blas64.Syrk(blas.NoTrans, 1, a, 1, s.gram.RawSymmetric())
	})
}

func (s *benchStep) sum(w []float64) {
	s.each(func(rows [][]float64, dst []float64) { sumRows(dst, w, rows) })
}

func (s *benchStep) Losses() []float64                  { return s.losses }
func (s *benchStep) Backward([]float64) error           { return nil }
func (s *benchStep) Jacobian() (Jacobian, error)        { return s, nil }
func (s *benchStep) Representation() (Jacobian, error)  { return s, nil }
func (s *benchStep) Resample() error                    { return nil }
func (s *benchStep) Dims() (tasks, params int)          { return len(s.rows), len(s.rows[0]) }
func (s *benchStep) Gram() *mat.SymDense                { return s.gram }
func (s *benchStep) Combine([]float64, []float64) error { return nil }
func (s *benchStep) Map(f func([][]float64, []float64), _ []float64) error {
	s.mapped = true
	s.each(f)
	return nil
}

// What the benchmark calls the Gram matrix is it.
func TestBenchStepGram(t *testing.T) {
	s := newBenchStep(3, benchColumns+5)
	rows := make([][]float64, 3)
	for k, row := range s.rows {
		for _, v := range row {
			rows[k] = append(rows[k], float64(v))
		}
	}
	want := gramOf(rows)
	for i := range 3 {
		for j := range 3 {
			checkClose(t, "gram", []float64{s.gram.At(i, j)}, []float64{want.At(i, j)}, 1e-9*want.At(i, i))
		}
	}
}
