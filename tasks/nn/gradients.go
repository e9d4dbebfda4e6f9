package nn

import (
	"gonum.org/v1/gonum/mat"

	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// mapColumns is the number of columns that Map converts at a time.
const mapColumns = 4096

// Gradients are the gradients of K tasks with respect to P numbers, as rows of
// float32: the arithmetic of a tasks.Jacobian, without a network.
type Gradients struct {
	rows  [][]float32 // one a task
	into  []float32   // what Combine and Map leave
	gram  *mat.SymDense
	fresh bool        // gram is of these rows
	block [][]float64 // columns of rows for Map
	dst   []float64
}

// NewGradients takes rows as long as into, which is where Combine and Map leave
// the common gradient.
func NewGradients(rows [][]float32, into []float32) *Gradients {
	return &Gradients{rows: rows, into: into, gram: mat.NewSymDense(len(rows), nil)}
}

// Changed tells that the rows are others than at the last call.
func (g *Gradients) Changed() { g.fresh = false }

// Dims implements tasks.Jacobian.
func (g *Gradients) Dims() (tasks, params int) { return len(g.rows), len(g.into) }

// Gram implements tasks.Jacobian.
func (g *Gradients) Gram() *mat.SymDense {
	if !g.fresh {
		kernel.Gram(g.rows, g.gram.RawSymmetric().Data)
		g.fresh = true
	}
	return g.gram
}

// Combine implements tasks.Jacobian; there are no heads.
func (g *Gradients) Combine(shared, _ []float64) error {
	kernel.Combine(shared, g.rows, g.into)
	return nil
}

// Map implements tasks.Jacobian; there are no heads.
func (g *Gradients) Map(f func(rows [][]float64, dst []float64), _ []float64) error {
	for lo := 0; lo < len(g.into); lo += mapColumns {
		hi := min(lo+mapColumns, len(g.into))
		rows, dst := g.columns(lo, hi)
		f(rows, dst)
		for i, v := range dst {
			g.into[lo+i] = float32(v)
		}
	}
	return nil
}

// columns converts columns [lo, hi), and gives as long a destination.
func (g *Gradients) columns(lo, hi int) (rows [][]float64, dst []float64) {
	if g.block == nil {
		g.dst = make([]float64, mapColumns)
		for range g.rows {
			g.block = append(g.block, make([]float64, mapColumns))
		}
	}
	for k, row := range g.rows {
		g.block[k] = g.block[k][:hi-lo]
		for i, v := range row[lo:hi] {
			g.block[k][i] = float64(v)
		}
	}
	return g.block, g.dst[:hi-lo]
}
