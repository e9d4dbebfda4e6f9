package synthetic

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
	"github.com/mtobench/mtobench/tasks/parallel"
)

// formula gives the targets of a sample.
type formula interface {
	// targets writes all tasks' targets, one after the other, of sample row of
	// a split, whose input is x. It may be called by several goroutines.
	targets(y []float64, x []float32, s tasks.Split, row int)
}

// drawn is samples of normal inputs and of targets by a formula; it implements
// nn.Data. Targets are worked out when they are first wanted, so that training
// begins at once.
type drawn struct {
	inputs, outputs int // of a sample; outputs is of each task
	tasks           int
	formula         formula
	splits          [3]drawnSplit
}

// drawnSplit is n samples.
type drawnSplit struct {
	n int
	x []float32 // n x inputs

	mu    sync.Mutex
	known []bool    // of each sample's targets
	y     []float32 // n x tasks x outputs
}

// drawnSets shares the data among the cells of a process: what describes it to
// a function that gives it.
var drawnSets sync.Map

// share gives the data that key describes, made at the first call.
func share[T any](key any, draw func() T) T {
	once, _ := drawnSets.LoadOrStore(key, sync.OnceValue(draw))
	return once.(func() T)()
}

// sizes is the number of samples in each split.
func sizes(p tasks.Protocol) [3]int {
	return [3]int{tasks.Train: p.Train, tasks.Val: p.Val, tasks.Test: p.Test}
}

// draw draws the inputs, normal with this deviation: a smaller set is the
// beginning of a larger.
func (d *drawn) draw(sizes [3]int, deviation float64, stream func(s tasks.Split) *rand.Rand) *drawn {
	for s, n := range sizes {
		sp := &d.splits[s]
		sp.n, sp.x, sp.known = n, make([]float32, n*d.inputs), make([]bool, n)
		sp.y = make([]float32, n*d.tasks*d.outputs)
		r := stream(tasks.Split(s))
		for i := range sp.x {
			sp.x[i] = float32(deviation * r.NormFloat64())
		}
	}
	return d
}

// Len implements nn.Data.
func (d *drawn) Len(s tasks.Split) int { return d.splits[s].n }

// Fill implements nn.Data.
func (d *drawn) Fill(s tasks.Split, index []int, b *nn.Batch) error {
	sp := &d.splits[s]
	d.know(s, index)
	for i, r := range index {
		copy(b.Inputs[0][i*d.inputs:], sp.x[r*d.inputs:][:d.inputs])
		for k := range d.tasks {
			copy(b.Targets[k].Values[i*d.outputs:], sp.target(d, r, k))
		}
	}
	return nil
}

// target is a sample's targets of a task.
func (sp *drawnSplit) target(d *drawn, row, task int) []float32 {
	return sp.y[(row*d.tasks+task)*d.outputs:][:d.outputs]
}

// know works out the targets that are not known yet, each by itself, so that
// they do not depend on what they are worked out with.
func (d *drawn) know(s tasks.Split, index []int) {
	sp := &d.splits[s]
	sp.mu.Lock()
	defer sp.mu.Unlock()
	var rows []int
	for _, r := range index {
		if !sp.known[r] {
			rows = append(rows, r)
		}
	}
	slices.Sort(rows)
	rows = slices.Compact(rows) // a sample may stand twice in a mini-batch
	var g parallel.Group
	workers := min(runtime.GOMAXPROCS(0), len(rows))
	for w := range workers {
		g.Go(func() {
			y := make([]float64, d.tasks*d.outputs)
			for i := w; i < len(rows); i += workers {
				r := rows[i]
				d.formula.targets(y, sp.x[r*d.inputs:][:d.inputs], s, r)
				for j, v := range y {
					sp.y[r*len(y)+j] = float32(v)
				}
			}
		})
	}
	g.Wait()
	for _, r := range rows { // last: after a panic they are not known
		sp.known[r] = true
	}
}

// normal is a rows x cols matrix of normal entries of this deviation, by rows.
func normal(r *rand.Rand, rows, cols int, deviation float64) []float64 {
	entries := make([]float64, rows*cols)
	for i := range entries {
		entries[i] = deviation * r.NormFloat64()
	}
	return entries
}

// widen writes x in float64.
func widen(dst []float64, x []float32) []float64 {
	dst = dst[:0]
	for _, v := range x {
		dst = append(dst, float64(v))
	}
	return dst
}
