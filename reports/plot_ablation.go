package reports

import (
	"math"
	"slices"

	"github.com/mtobench/mtobench/reports/internal/figure"
	"github.com/mtobench/mtobench/reports/record"
)

// deltaBars shows delta-m of each row with its deviation over seeds.
func (a ablated) deltaBars(res *results) (figure.Picture, string, bool) {
	f := figure.Forest{X: "Δm % over metrics (lower is better)", Groups: groupNames}
	for _, r := range a.suite.rows {
		over := r.against.over
		if math.IsNaN(over.mean) || math.IsInf(over.mean, 0) {
			continue
		}
		p := figure.Point{Name: r.label, X: over.mean, XLow: over.mean - over.sd, XHigh: over.mean + over.sd, Accent: res.accented(r)}
		if r.method.Kind == "gradient" {
			p.Group = 1
		}
		f.Points = append(f.Points, p)
	}
	return f.Picture(), "Δm against single-task training." + a.suite.barsText("Bars are a deviation over seeds to either side."), len(f.Points) > 1
}

// elbow draws delta-m against the number of groups, and as level lines what a
// number that is chosen on the way gives.
func (a ablated) elbow(*suiteResult) (figure.Picture, string, bool) {
	counts, given, chosen := a.fixedGroups()
	if len(counts) < 2 {
		return figure.Picture{}, "", false
	}
	line := figure.Line{X: counts, Style: figure.Accent()}
	band := figure.Band{Color: figure.Tint(line.Style)}
	for i, r := range given {
		over := r.against.over
		line.Y = append(line.Y, over.mean)
		if !math.IsNaN(over.sd) {
			band.X, band.Low, band.High = append(band.X, counts[i]), append(band.Low, over.mean-over.sd), append(band.High, over.mean+over.sd)
		}
	}
	f := figure.Curves{X: "number of groups", Y: "Δm % over metrics (lower is better)", Marks: counts, Panels: []figure.Panel{{Bands: []figure.Band{band}}}}
	f.Legend = append(f.Legend, figure.LineEntry("given number", line.Style))
	for i, l := range tied(chosen) {
		style := figure.Nth(i)
		f.Panels[0].Lines = append(f.Panels[0].Lines, figure.Line{X: []float64{counts[0], counts[len(counts)-1]}, Y: []float64{l.at, l.at}, Style: style})
		f.Legend = append(f.Legend, figure.LineEntry(l.names, style))
	}
	f.Panels[0].Lines = append(f.Panels[0].Lines, line)
	return f.Picture(), "Δm against the number of groups; the level lines are runs that choose the number on the way." +
		a.suite.barsText("The band is one deviation over seeds to either side."), true
}

// tie is a Δm, and the names of the rows that have it.
type tie struct {
	at    float64
	names string
}

// tied are the rows' Δm, each once, so that no line hides another.
func tied(rows []*row) (out []tie) {
	for _, r := range rows {
		at := r.against.over.mean
		i := slices.IndexFunc(out, func(l tie) bool { return l.at == at })
		if i < 0 {
			out = append(out, tie{at, r.label})
			continue
		}
		out[i].names += " = " + r.label
	}
	return out
}

// The bounds of the levels of a map of weights, and their names.
var (
	weightBounds = []float64{0.01, 0.1, 0.3, 0.7, 1.4, 3, 10}
	weightNames  = []string{"below 0.01", "to 0.1", "to 0.3", "to 0.7", "to 1.4", "to 3", "to 10", "above"}
)

// weightMaps shows each task's weight over training, of every row that changes
// its weights: a share of the step's weights, over that of equal weights.
func (a ablated) weightMaps(s *suiteResult) (figure.Picture, string, bool) {
	f := figure.Heat{X: "training step", Rows: s.info.Tasks, Levels: len(weightNames), Names: weightNames}
	for _, r := range s.rows {
		c := r.firstRun()
		if c == nil {
			continue
		}
		steps, shares := sharesOf(c.Parts[0].Steps, weightBins, func(st record.Step) []float64 { return st.Weights })
		if len(shares) < 2 || constant(shares) {
			continue
		}
		f.Maps = append(f.Maps, figure.Stripes{Title: r.withDelta(), X: edges(steps), Values: weightLevels(shares)})
	}
	if len(f.Maps) == 0 {
		return figure.Picture{}, "", false
	}
	return f.Picture(), "effective weights over training: 1 is a task's part of equal weights, 3 three times that; averaged over hundredths of the run; " +
		s.traced() + ", and Δm of all seeds. Weights that are zero or negative are below 0.01; methods whose weights never change are left out.", true
}

// weightLevels is the level of each task's share in each bin: rows are tasks.
func weightLevels(shares [][]float64) [][]int {
	out := make([][]int, len(shares[0]))
	for _, bin := range shares {
		for k, v := range bin {
			level, _ := slices.BinarySearch(weightBounds, v*float64(len(bin)))
			out[k] = append(out[k], level)
		}
	}
	return out
}

// edges are the bounds of columns whose middles are given.
func edges(middles []float64) []float64 {
	out := []float64{max(0, middles[0]-(middles[1]-middles[0])/2)}
	for i, m := range middles[1:] {
		out = append(out, (middles[i]+m)/2)
	}
	last := middles[len(middles)-1]
	return append(out, 2*last-out[len(out)-1])
}

// withDelta is the row's label with its Δm, where it has one.
func (r *row) withDelta() string {
	over := r.against.over.mean
	if math.IsNaN(over) || math.IsInf(over, 0) {
		return r.label
	}
	return r.label + " (Δm " + fixed(over, 2) + ")"
}
