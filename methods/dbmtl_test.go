package methods

import (
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestGoldenDBMTL(t *testing.T) {
	type expect struct {
		sequenceUpdates
		Norms []golden.Floats `json:"buffer_norms_per_step"`
	}
	names := map[string]string{"DB_beta": "beta", "DB_beta_sigma": "beta_sigma"}
	checkSequences(t, "grad_seq_dbmtl.json", DBMTL, names, []int{0}, func(t *testing.T, m Method, s *testStep, want expect, step int, tol float64) {
		checkClose(t, "norms", norms(m.(*dbmtl).state.Y.Rows), want.Norms[step], tol*maxAbs(want.Norms[step]))
		for k, l := range s.losses {
			checkClose(t, "head", s.heads[k:k+1], []float64{1 / (l + 1e-8)}, 1e-12*s.heads[k])
		}
	})
}

// The averages all get the length of the longest.
func TestDBMTLEvensLengths(t *testing.T) {
	m := makeMethod(t, DBMTL, 2, map[string]string{"beta": "0"})
	s := stepOn(t, m, []float64{2, 0.5}, [][]float64{{6, 0}, {0, 4}})
	checkClose(t, "update", s.update, []float64{8, 8}, 1e-6)
	checkClose(t, "weights", traceOf(m).Reported, []float64{8. / 3, 1}, 1e-6)
	if math.Abs(s.heads[0]-0.5) > 1e-7 {
		t.Errorf("heads %v", s.heads)
	}
}
