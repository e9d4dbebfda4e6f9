package methods

import (
	"fmt"
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// The groups of parameters of a case do not touch each other: a method of its
// own follows each.
func TestGoldenGradVac(t *testing.T) {
	type input struct {
		Sequence string             `json:"sequence_id"`
		Hyper    map[string]float64 `json:"hyper"`
		Groups   []int              `json:"param_group_sizes"`
		Perms    [][][]int          `json:"perms_step_task"`
	}
	type expect struct {
		Update []golden.Floats     `json:"update_per_step"`
		Rho    [][][]golden.Floats `json:"rho_per_step"`
		Sums   []golden.Floats     `json:"rho_row_sums_per_step"`
	}
	sequences := loadSequences(t)
	for i, c := range loadCases[input, expect](t, "grad_seq_gradvac.json") {
		t.Run(fmt.Sprintf("%d/%s", i, c.Input.Sequence), func(t *testing.T) {
			steps := sequences[c.Input.Sequence].Gradients
			set := map[string]string{"beta": number(c.Input.Hyper["GradVac_beta"])}
			tasks := len(steps[0][0])
			updates, sums := make([][]float64, len(steps)), make([][]float64, len(steps))
			lo := 0
			for g, size := range c.Input.Groups {
				m := makeMethod(t, GradVac, tasks, set).(*gradVac)
				for step := range steps {
					m.order = func(task int) []int { return c.Input.Perms[step][task] }
					s := stepOn(t, m, nil, columns(steps[step][0], lo, lo+size))
					updates[step] = append(updates[step], s.update...)
					if sums[step] == nil {
						sums[step] = make([]float64, tasks)
					}
					for k, target := range m.state.Target {
						sums[step][k/tasks] += target
						if c.Expect.Rho != nil {
							checkClose(t, "target", []float64{target}, []float64{c.Expect.Rho[step][k/tasks][k%tasks][g]}, *c.Tolerance)
						}
					}
				}
				lo += size
			}
			for step, want := range c.Expect.Update {
				goldenUpdate{Update: want}.check(t, fmt.Sprintf("step %d update", step), updates[step], *c.Tolerance, floatRows(steps[step][0]))
				if c.Expect.Sums != nil {
					checkClose(t, fmt.Sprintf("step %d targets", step), sums[step], c.Expect.Sums[step], *c.Tolerance*float64(tasks))
				}
			}
		})
	}
}

// columns cuts columns [lo, hi) out of the rows.
func columns(rows []golden.Floats, lo, hi int) [][]float64 {
	out := make([][]float64, len(rows))
	for k, row := range rows {
		out[k] = row[lo:hi]
	}
	return out
}

// At the first step every target is 0: conflicting gradients become
// orthogonal as in PCGrad, others stay.
func TestGradVacStartsAsPCGrad(t *testing.T) {
	for _, rows := range [][][]float64{{{1, 0}, {-1, 1}}, {{1, 0}, {1, 1}}} {
		vac := stepOn(t, makeMethod(t, GradVac, 2, nil), nil, rows)
		pc := stepOn(t, makeMethod(t, PCGrad, 2, nil), nil, rows)
		checkClose(t, "update", vac.update, pc.update, 1e-7)
	}
}

// The changed gradient has the cosine that was aimed at.
func TestGradVacReachesTheTarget(t *testing.T) {
	m := makeMethod(t, GradVac, 2, nil).(*gradVac)
	m.state.Target = []float64{0, 0.6, -1, 0}
	rows := [][]float64{{1, 0, 2}, {-1, 3, 0.5}}
	s := stepOn(t, m, nil, rows)
	changed := []float64{s.update[0] - rows[1][0], s.update[1] - rows[1][1], s.update[2] - rows[1][2]}
	cosine := dot(changed, rows[1]) / math.Sqrt(dot(changed, changed)*dot(rows[1], rows[1]))
	checkClose(t, "cosine", []float64{cosine}, []float64{0.6}, 1e-7)
}
