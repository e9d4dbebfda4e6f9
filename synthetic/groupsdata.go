package synthetic

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"

	"github.com/mtobench/mtobench/tasks"
)

const (
	groupsInputs  = 32
	groupsLatents = 8 // features of a group
	groupsOutputs = 4 // of a task
	groupsHidden  = 128
	groupsNeck    = 24
	// groupsDecades is the span of the loss scales, in powers of 10.
	groupsDecades = 3
	// groupsSlow and groupsFast are the steepest and the flattest features.
	groupsFast, groupsSlow = 0.5, 2.0
	// groupsSeed fixes the functions and the samples, for all runs.
	groupsSeed = 2024
)

// groupsFormula is f_m of Groups; matrices are by rows.
type groupsFormula struct {
	Planted
	of       []int
	sigma    []float64
	features [][]float64 // V_g times its rate, latents x inputs; V_0 last
	own      [][]float64 // A_m, outputs x latents
	common   [][]float64 // B_m
}

// data gives the samples of a protocol, drawn at the first call.
func (s groupsSuite) data(p tasks.Protocol) *drawn {
	type key struct {
		Planted
		sizes [3]int
	}
	return share(key{s.Planted, sizes(p)}, func() *drawn {
		d := &drawn{inputs: groupsInputs, outputs: groupsOutputs, tasks: s.Tasks, formula: s.formula()}
		return d.draw(sizes(p), 1, func(split tasks.Split) *rand.Rand {
			return tasks.Rand(groupsSeed, "groups x", uint64(split))
		})
	})
}

// formula draws the functions.
func (s groupsSuite) formula() *groupsFormula {
	f := &groupsFormula{Planted: s.Planted, of: s.Planted.of(), sigma: s.scales()}
	for g := range s.Groups + 1 {
		rate := math.Sqrt(groupsFast * groupsSlow)
		if g < s.Groups && s.Groups > 1 {
			rate = groupsFast * math.Pow(groupsSlow/groupsFast, float64(g)/float64(s.Groups-1))
		}
		v := normal(tasks.Rand(groupsSeed, "groups V", uint64(g)), groupsLatents, groupsInputs, rate/math.Sqrt(groupsInputs))
		f.features = append(f.features, v)
	}
	for m := range s.Tasks {
		a := drawMatrix("groups A", m)
		floats.Add(a, drawMatrix("groups group", f.of[m]))
		f.own = append(f.own, unitRows(a))
		f.common = append(f.common, unitRows(drawMatrix("groups B", m)))
	}
	return f
}

// scales are sigma_m: the loss scale sigma_m^2 is 10 to the power of a number
// from 0 to groupsDecades, which is that of the group, moved within the group.
func (p Planted) scales() []float64 {
	sigma := make([]float64, p.Tasks)
	order := tasks.Rand(groupsSeed, "groups scale").Perm(p.Groups)
	within := tasks.Rand(groupsSeed, "groups scatter").Perm(p.Tasks)
	for m, g := range p.of() {
		at := float64(within[m]) / float64(p.Tasks-1)
		if p.Groups > 1 {
			at = p.Scatter*at + (1-p.Scatter)*float64(order[g])/float64(p.Groups-1)
		}
		sigma[m] = math.Pow(10, groupsDecades*at/2)
	}
	return sigma
}

// decades is the span of the loss scales, in powers of 10.
func (p Planted) decades() float64 {
	sigma := p.scales()
	return 2 * math.Log10(slices.Max(sigma)/slices.Min(sigma))
}

// drawMatrix is an outputs x latents matrix of standard normal entries.
func drawMatrix(purpose string, number int) []float64 {
	return normal(tasks.Rand(groupsSeed, purpose, uint64(number)), groupsOutputs, groupsLatents, 1)
}

// unitRows makes the norm of each row 1.
func unitRows(m []float64) []float64 {
	for i := range groupsOutputs {
		row := m[i*groupsLatents:][:groupsLatents]
		floats.Scale(1/floats.Norm(row, 2), row)
	}
	return m
}

// targets implements formula.
func (f *groupsFormula) targets(y []float64, x []float32, s tasks.Split, row int) {
	var buffer [groupsInputs]float64
	wide := widen(buffer[:], x)
	phi := make([]float64, len(f.features)*groupsLatents)
	for i := range phi {
		v := f.features[i/groupsLatents]
		phi[i] = math.Tanh(floats.Dot(v[i%groupsLatents*groupsInputs:][:groupsInputs], wide))
	}
	noise := tasks.Rand(groupsSeed, "groups noise", uint64(s), uint64(row))
	shared := phi[f.Groups*groupsLatents:]
	for i := range y {
		m, j := i/groupsOutputs, i%groupsOutputs*groupsLatents
		own := phi[f.of[m]*groupsLatents:][:groupsLatents]
		y[i] = math.Sqrt(1-f.Overlap)*floats.Dot(f.own[m][j:][:groupsLatents], own) +
			math.Sqrt(f.Overlap)*floats.Dot(f.common[m][j:][:groupsLatents], shared)
		y[i] = f.sigma[m] * (y[i] + f.Noise*noise.NormFloat64())
	}
}
