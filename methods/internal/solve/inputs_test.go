package solve

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// input is a set of task gradients of one kind.
type input struct {
	name string
	rows *mat.Dense
}

func (in input) tasks() int { n, _ := in.rows.Dims(); return n }

func (in input) gram() *mat.SymDense {
	var g mat.SymDense
	g.SymOuterK(1, in.rows)
	return &g
}

// inputs are gradients of every kind that a solver must stand: random ones,
// ones sharing a direction, nearly parallel ones, norms from 1e-6 to 1e6,
// more tasks than parameters, copies and multiples.
func inputs() []input {
	var all []input
	for _, k := range []int{1, 2, 3, 7, 40, 128} {
		for _, kind := range []string{"random", "shared", "parallel", "scaled", "deficient", "copies", "tiny"} {
			r := rand.New(rand.NewPCG(uint64(k), uint64(len(all))))
			all = append(all, input{fmt.Sprintf("%s/K=%d", kind, k), gradients(r, kind, k)})
		}
	}
	return all
}

func gradients(r *rand.Rand, kind string, k int) *mat.Dense {
	params := 4*k + 6
	if kind == "deficient" || kind == "copies" {
		params = k/3 + 2
	}
	common := normal(r, params)
	rows := mat.NewDense(k, params, normal(r, k*params))
	for i := range k {
		row := rows.RawRowView(i)
		size := map[string]float64{"random": 0, "parallel": 1e3, "tiny": 0.3}[kind]
		if kind != "random" && size == 0 {
			size = 2
		}
		for p := range row {
			row[p] += size * common[p]
		}
		switch kind {
		case "scaled":
			scaleRow(row, math.Pow(10, -6+12*r.Float64()))
		case "tiny":
			scaleRow(row, 1e-9)
		case "copies":
			if i > 0 && i%2 == 1 {
				copy(row, rows.RawRowView(i-1))
				scaleRow(row, 1.5)
			}
		}
	}
	return rows
}

func normal(r *rand.Rand, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = r.NormFloat64()
	}
	return v
}

func scaleRow(row []float64, by float64) {
	for p := range row {
		row[p] *= by
	}
}
