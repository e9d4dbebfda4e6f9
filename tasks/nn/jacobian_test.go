package nn

import (
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// wide has more than one block of columns for Map.
func wide() netSpec {
	return netSpec{input: []int{40}, trunk: []layerSpec{denseSpec(64, ReLU), denseSpec(64, ReLU)}, heads: ragged(3)}
}

func TestGram(t *testing.T) {
	p, losses := stepOf(t, wide().config(18, 6, tasks.AllTasks))
	for range 2 {
		j, err := p.Jacobian()
		check(t, err)
		g := j.Gram()
		for a := range 3 {
			for b := range 3 {
				var want float64
				for i, v := range p.jac.rows[a] {
					want += float64(v) * float64(p.jac.rows[b][i])
				}
				if math.Abs(g.At(a, b)-want) > 1e-12*(1+math.Abs(want)) {
					t.Errorf("Gram(%d,%d) is %v, want %v", a, b, g.At(a, b), want)
				}
			}
		}
		check(t, p.Next()) // the second round has another mini-batch
		check(t, p.Losses(losses))
	}
}

// TestMap holds that Map over weighted sums is Combine, and that blocks come
// in order and cover each column once.
func TestMap(t *testing.T) {
	p, _ := stepOf(t, wide().config(12, 6, tasks.AllTasks))
	w, heads := []float64{1, -2, .5}, []float64{.25, 1, 3}
	j, err := p.Jacobian()
	check(t, err)
	check(t, j.Combine(w, heads))
	want := append([]float32(nil), p.params.grad...)
	clear(p.params.grad)
	var columns int
	check(t, j.Map(func(rows [][]float64, dst []float64) {
		columns += len(dst)
		for i := range dst {
			dst[i] = w[0]*rows[0][i] + w[1]*rows[1][i] + w[2]*rows[2][i]
		}
	}, heads))
	if k, n := j.Dims(); k != 3 || columns != n || n <= mapColumns {
		t.Errorf("Map saw %d columns of %d x %d", columns, k, n)
	}
	compare(t, "gradient", p.params.grad, want)
}

// TestHeadWeights holds that nil weighs the heads' own gradients by one, and
// that Combine can be called again.
func TestHeadWeights(t *testing.T) {
	p, _ := stepOf(t, mlpSpec(ragged(3)).config(12, 6, tasks.AllTasks))
	zero, ones := make([]float64, 3), []float64{1, 1, 1}
	check(t, p.Backward(ones))
	want := append([]float32(nil), p.params.grad...)
	j, err := p.Jacobian()
	check(t, err)
	check(t, j.Combine(ones, zero))
	for i, g := range p.params.grad[p.params.shared:] {
		if g != 0 {
			t.Fatalf("head gradient %d is %v with weight 0", i, g)
		}
	}
	check(t, j.Combine(ones, nil))
	compare(t, "gradient", p.params.grad, want)
	if err := j.Combine(ones, zero[:2]); err == nil {
		t.Error("two head weights for three tasks are no error")
	}
}

// A task whose rows are its own has the same loss and gradient whatever the
// rows of the others are.
func TestStreamsApart(t *testing.T) {
	spec := mlpSpec([]headSpec{stream(1, oneLinear(1, MSE)), stream(2, oneLinear(1, SigmoidXent)), stream(3, oneLinear(2, Huber))})
	for task := range 3 {
		p, losses := stepOf(t, spec.config(9, 9, tasks.AllTasks))
		_, err := p.Jacobian()
		check(t, err)
		loss, row := losses[task], append([]float32(nil), p.jac.rows[task]...)
		x, own := p.train.batch.Inputs[0], 0
		for i := range 9 {
			if v := p.train.batch.Targets[task].Values[i*p.plan.heads[task].outputs]; !math.IsNaN(float64(v)) {
				own++
				continue
			}
			for j := range 7 {
				x[i*7+j] += 5
			}
		}
		check(t, p.Losses(losses))
		_, err = p.Jacobian()
		check(t, err)
		if own != 3 || losses[task] != loss {
			t.Errorf("task %d of %d rows: loss %v, with other rows of others %v", task, own, loss, losses[task])
		}
		compare(t, "gradient", p.jac.rows[task], row)
	}
}
