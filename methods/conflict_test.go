package methods

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// An update that is promised to conflict with no task does not, as far as
// rounding of its terms can tell. The dual cone's projections allow what their
// regularisation adds to the diagonal.
func TestNoConflict(t *testing.T) {
	const regEps = 1e-9
	for _, method := range []string{"mgda", "nashmtl", "fairgrad", "fairgrad alpha=2", "logmgda", "upgrad norm_eps=0 reg_eps=1e-9", "dualproj norm_eps=0 reg_eps=1e-9"} {
		for name, rows := range jacobians() {
			m := variant(t, method, len(rows))
			s := stepOn(t, m, nil, rows)
			tr := traceOf(m)
			if tr.Event != "" {
				continue // no such update: the method says so
			}
			var trace, term float64
			for k, row := range rows {
				trace += dot(row, row)
				term = math.Max(term, math.Abs(tr.Weights[k])*math.Sqrt(dot(row, row)))
			}
			for k, row := range rows {
				slack := 1e-7 * math.Sqrt(dot(row, row)) * term
				if strings.Contains(method, "reg_eps") {
					slack += regEps * trace * tr.Weights[k]
				}
				if got := dot(row, s.update); got < -slack {
					t.Errorf("%s, %s, task %d: g.u = %g, slack %g", method, name, k, got, slack)
				}
			}
		}
	}
}

// Where no two gradients conflict, methods that only mend conflicts leave the
// sum, or the mean, alone.
func TestNothingToMend(t *testing.T) {
	for seed := range uint64(10) {
		rows := randomRows(4, 9, seed)
		for _, row := range rows {
			for p, v := range row {
				row[p] = math.Abs(v)
			}
		}
		sum := newStep(nil, rows).combine(nil, ones(4))
		for method, by := range map[string]float64{
			"pcgrad": 1, "pcgrad variant=paper": 1, "graddrop max_norm=0": 1, "upgrad": 0.25, "dualproj": 0.25, "cagrad c=0": 1,
		} {
			want := slices.Clone(sum)
			scaleBy(want, by)
			checkClose(t, method, stepOn(t, variant(t, method, 4), nil, rows).update, want, 1e-7*maxAbs(want))
		}
	}
}
