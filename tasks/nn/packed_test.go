package nn

import (
	"fmt"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// The rows of all tasks, computed with operands packed once a step, are those
// of weighted passes, which pack for themselves; also after the batch and the
// parameters have changed.
func TestRowsFollowForwardPass(t *testing.T) {
	p, losses := stepOf(t, wide().config(18, 6, tasks.AllTasks))
	var before float32
	for round := range 3 {
		rows := rowsOf(t, p)
		if round > 0 && rows[2][0] == before {
			t.Errorf("round %d: the row has not changed", round)
		}
		before = rows[2][0]
		for k, row := range rows {
			w := make([]float64, len(rows))
			w[k] = 1
			check(t, p.Losses(losses)) // or else the pass would be a further one of the same forward pass
			check(t, p.Backward(w))
			compare(t, fmt.Sprint("round ", round, " row ", k), row, p.params.grad[:p.params.shared])
		}
		check(t, p.Update(.1))
		if round == 0 { // then parameters alone change, then the batch does too
			check(t, p.Losses(losses))
			continue
		}
		check(t, p.Next())
		check(t, p.Losses(losses))
	}
}

// rowsOf is a copy of the gradients of all tasks.
func rowsOf(t *testing.T, p *Problem) (rows [][]float32) {
	t.Helper()
	_, err := p.Jacobian()
	check(t, err)
	for _, r := range p.jac.rows {
		rows = append(rows, append([]float32(nil), r...))
	}
	return rows
}
