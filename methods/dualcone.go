package methods

import (
	"github.com/mtobench/mtobench/methods/internal/solve"
	"gonum.org/v1/gonum/mat"
)

// dualCone projects combinations of gradients on the cone of the directions
// that conflict with no task: TorchJD's form of it, in which the Gram matrix
// is divided by its trace (zero where that is below norm_eps) and gets
// reg_eps on the diagonal. The projection of sum_k u_k g_k has the weights
//
//	argmin v'Sv,    v >= u.
type dualCone struct {
	normEps, regEps float64
	unit            unitTrace
	preference      []float64 // u
	s, p, x         []float64
	program         solve.NonNegative
}

// dualConeParams are the parameters of the methods that project.
func dualConeParams() []Param {
	return []Param{
		preferenceParam("mean", "combination that is projected: 1/K for every task (mean), or these numbers"),
		{Name: "norm_eps", Default: "0.0001", Number: true, Max: 1, Doc: "trace of G G' below which the gradients count as zero"},
		{Name: "reg_eps", Default: "0.0001", Number: true, Min: 1e-12, Max: 1, Doc: "added to the diagonal of G G' over its trace"},
	}
}

const eventNoProjection = "the projection did not converge: weights not projected"

func newDualCone(c Config) (dualCone, error) {
	k := c.Tasks
	u, err := c.preference(1 / float64(k))
	return dualCone{
		normEps: c.Float("norm_eps"), regEps: c.Float("reg_eps"), unit: newUnitTrace(k), preference: u,
		s: make([]float64, k*k), p: make([]float64, k), x: make([]float64, k),
	}, err
}

// set takes the Gram matrix of a step.
func (d *dualCone) set(gram *mat.SymDense) {
	unit, _ := d.unit.of(gram, d.normEps)
	n := len(d.x)
	for i := range n {
		for j := range n {
			d.s[i*n+j] = unit.At(i, j)
		}
		d.s[i*n+i] += d.regEps
	}
}

// project adds to w the weights of the projection of sum_k u[k] g_k. With
// v = u + x it is the program over x >= 0 with p = -S u. It is false, and u
// itself added, when rounding keeps the program from an answer.
func (d *dualCone) project(w, u []float64) bool {
	n := len(u)
	for i := range u {
		d.p[i] = 0
		for j, v := range u {
			d.p[i] -= d.s[i*n+j] * v
		}
	}
	ok := d.program.Solve(d.x, d.s, d.p)
	for i, v := range u {
		w[i] += v
		if ok {
			w[i] += d.x[i]
		}
	}
	return ok
}
