package methods

import "gonum.org/v1/gonum/floats"

// running is numbers of every shared parameter that a method keeps a task:
// K rows of P, in float64. That is 8 K P bytes beside the gradients' own 4 K P,
// in memory and, where it is state, in a checkpoint.
type running struct {
	Rows  [][]float64 // none before the first step
	at    int         // columns done
	block [][]float64
}

// begin makes the rows at the first call, zeros, and goes to the first column.
func (r *running) begin(j Jacobian) {
	tasks, params := j.Dims()
	if len(r.Rows) != tasks {
		r.Rows = make([][]float64, tasks)
		for k := range r.Rows {
			r.Rows[k] = make([]float64, params)
		}
	}
	if r.block == nil {
		r.block = make([][]float64, tasks)
	}
	r.at = 0
}

// next is the next n columns of the rows.
func (r *running) next(n int) [][]float64 {
	for k, row := range r.Rows {
		r.block[k] = row[r.at : r.at+n]
	}
	r.at += n
	return r.block
}

// sumRows writes sum_k w[k] rows[k] to dst.
func sumRows(dst, w []float64, rows [][]float64) {
	clear(dst)
	for k, row := range rows {
		floats.AddScaled(dst, w[k], row)
	}
}
