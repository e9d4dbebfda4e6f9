package synthetic

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"

	"github.com/mtobench/mtobench/tasks"
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

// tanhFormula is the matrices B + E_k, one after the other, by rows.
type tanhFormula []float64

// newTanhData gives the data of these sizes, drawn at the first call.
func newTanhData(p tasks.Protocol) *drawn {
	type key struct{ tanh [3]int }
	return share(key{sizes(p)}, func() *drawn {
		d := &drawn{inputs: tanhInputs, outputs: tanhOutputs, tasks: len(tanhScales), formula: newTanhFormula()}
		return d.draw(sizes(p), math.Sqrt(tanhInput), func(s tasks.Split) *rand.Rand {
			return tasks.Rand(tanhSeed, "tanh x", uint64(s))
		})
	})
}

func newTanhFormula() tanhFormula {
	common := normal(tasks.Rand(tanhSeed, "tanh B"), tanhOutputs, tanhInputs, math.Sqrt(tanhCommon))
	var f tanhFormula
	for k := range tanhScales {
		m := normal(tasks.Rand(tanhSeed, "tanh E", uint64(k)), tanhOutputs, tanhInputs, math.Sqrt(tanhOwn))
		floats.Add(m, common)
		f = append(f, m...)
	}
	return f
}

// targets implements formula.
func (f tanhFormula) targets(y []float64, x []float32, _ tasks.Split, _ int) {
	var buffer [tanhInputs]float64
	wide := widen(buffer[:], x)
	for i := range y {
		y[i] = tanhScales[i/tanhOutputs] * math.Tanh(floats.Dot(f[i*tanhInputs:][:tanhInputs], wide))
	}
}
