package methods

import (
	"fmt"
	"testing"
)

// The same seed gives the same run; a run that is cut at any epoch and goes
// on from the saved state, in a method made with another random stream, is
// the same bit by bit.
func TestConformance(t *testing.T) {
	steps := randomSteps(conformTasks)
	eachMethod(t, func(t *testing.T, in Info) {
		whole := conformRun(t, in, makeMethod(t, in, conformTasks, nil), steps, 0, conformSteps)
		again := conformRun(t, in, makeMethod(t, in, conformTasks, nil), steps, 0, conformSteps)
		if !sameResults(whole, again) {
			t.Error("two runs of one seed differ")
		}
		for _, cut := range []int{0, 7, conformEpochs, 5*conformEpochs - 3} {
			first := makeMethod(t, in, conformTasks, nil)
			conformRun(t, in, first, steps, 0, cut)
			second := otherSeed(t, in, nil)
			if _, ok := first.(Stateful); ok {
				restoreState(t, second, saveState(t, first))
			}
			if rest := conformRun(t, in, second, steps, cut, conformSteps); !sameResults(rest, whole[cut:]) {
				t.Errorf("a run that goes on from step %d differs", cut)
			}
		}
	})
}

// Tasks have no order, but for a method that says so: permuted tasks get
// permuted weights and leave the same update. A method that draws random numbers, or orders of tasks, is left out:
// another seed gives it other results.
func TestConformancePermutedTasks(t *testing.T) {
	order := []int{3, 0, 4, 1, 2}
	steps := randomSteps(conformTasks)
	permuted := make([]*testStep, len(steps))
	for i, s := range steps {
		b := permute(miniBatch{s.losses, s.rows}, order)
		permuted[i] = newStep(b.losses, b.rows)
		for _, o := range s.others {
			permuted[i].others = append(permuted[i].others, permute(o, order))
		}
	}
	eachMethod(t, func(t *testing.T, in Info) {
		if in.Ordered {
			t.Skip("the order of the tasks matters")
		}
		want := conformRun(t, in, makeMethod(t, in, conformTasks, nil), steps, 0, conformSteps)
		if !sameResults(conformRun(t, in, otherSeed(t, in, nil), steps, 0, conformSteps), want) {
			t.Skip("it draws random numbers")
		}
		got := conformRun(t, in, makeMethod(t, in, conformTasks, nil), permuted, 0, conformSteps)
		for i, w := range want {
			checkClose(t, fmt.Sprintf("step %d update", i), got[i].update, w.update, 1e-8*maxAbs(w.update)+1e-10)
			checkClose(t, fmt.Sprintf("step %d heads", i), putBack(got[i].heads, order), w.heads, 1e-8*maxAbs(w.heads)+1e-10)
			checkClose(t, fmt.Sprintf("step %d weights", i), putBack(got[i].weights, order), w.weights, 1e-8*maxAbs(w.weights)+1e-10)
		}
	})
}

// permute gives task k what task order[k] has.
func permute(b miniBatch, order []int) miniBatch {
	p := miniBatch{make([]float64, len(order)), make([][]float64, len(order))}
	for k, from := range order {
		p.losses[k], p.rows[k] = b.losses[from], b.rows[from]
	}
	return p
}

// putBack undoes permute for one number a task; nil where there are none.
func putBack(v []float64, order []int) []float64 {
	if v == nil {
		return nil
	}
	back := make([]float64, len(v))
	for k, to := range order {
		back[to] = v[k]
	}
	return back
}
