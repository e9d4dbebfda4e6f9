package synthetic

import (
	"math"
	"math/rand/v2"
	"sync"

	"gonum.org/v1/gonum/mat"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
)

const (
	tanhInputs  = 250
	tanhOutputs = 100
	// Variances of the entries of B, of E_k and of x.
	tanhCommon, tanhOwn, tanhInput = 10, 3.5, 1.0 / tanhInputs
	// tanhSeed fixes the functions and the samples, for all runs.
	tanhSeed = 2018
)

// tanhScales are sigma_k, spread evenly in logarithm over two orders of
// magnitude.
var tanhScales = [...]float64{1, 1.67, 2.78, 4.64, 7.74, 12.9, 21.5, 35.9, 59.9, 100}

// tanhData is the samples of all splits; it implements nn.Data.
type tanhData struct{ splits [3]tanhSplit }

// tanhSplit is n samples.
type tanhSplit struct {
	n int
	x []float32   // n x 250
	y [][]float32 // n x 100 each task
}

// tanhSets shares the data among the cells of a process: [3]int sizes of the
// splits to func() *tanhData.
var tanhSets sync.Map

// newTanhData gives the data of these sizes, drawn at the first call.
func newTanhData(p tasks.Protocol) *tanhData {
	sizes := [3]int{tasks.Train: p.Train, tasks.Val: p.Val, tasks.Test: p.Test}
	once, _ := tanhSets.LoadOrStore(sizes, sync.OnceValue(func() *tanhData { return drawTanhData(sizes) }))
	return once.(func() *tanhData)()
}

func drawTanhData(sizes [3]int) *tanhData {
	common := normal(tasks.Rand(tanhSeed, "tanh B"), tanhOutputs, tanhInputs, tanhCommon)
	d := &tanhData{}
	for s, n := range sizes {
		d.splits[s].n = n
		if n == 0 {
			continue
		}
		x := normal(tasks.Rand(tanhSeed, "tanh x", uint64(s)), n, tanhInputs, tanhInput)
		d.splits[s].x = float32s(x)
		for k, sigma := range tanhScales {
			m := normal(tasks.Rand(tanhSeed, "tanh E", uint64(k)), tanhOutputs, tanhInputs, tanhOwn)
			m.Add(m, common)
			y := mat.NewDense(n, tanhOutputs, nil)
			y.Mul(x, m.T())
			y.Apply(func(_, _ int, v float64) float64 { return sigma * math.Tanh(v) }, y)
			d.splits[s].y = append(d.splits[s].y, float32s(y))
		}
	}
	return d
}

// normal is a matrix of normal entries of mean 0 and this variance.
func normal(r *rand.Rand, rows, cols int, variance float64) *mat.Dense {
	deviation := math.Sqrt(variance)
	entries := make([]float64, rows*cols)
	for i := range entries {
		entries[i] = deviation * r.NormFloat64()
	}
	return mat.NewDense(rows, cols, entries)
}

// float32s is a matrix's entries, by rows.
func float32s(m *mat.Dense) []float32 {
	entries := m.RawMatrix().Data
	v := make([]float32, len(entries))
	for i, x := range entries {
		v[i] = float32(x)
	}
	return v
}

// Len implements nn.Data.
func (d *tanhData) Len(s tasks.Split) int { return d.splits[s].n }

// Fill implements nn.Data.
func (d *tanhData) Fill(s tasks.Split, index []int, b *nn.Batch) error {
	sp := &d.splits[s]
	for i, r := range index {
		copy(b.Inputs[0][i*tanhInputs:], sp.x[r*tanhInputs:][:tanhInputs])
		for k, y := range sp.y {
			copy(b.Targets[k].Values[i*tanhOutputs:], y[r*tanhOutputs:][:tanhOutputs])
		}
	}
	return nil
}
