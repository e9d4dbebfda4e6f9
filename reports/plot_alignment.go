package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/mtobench/mtobench/reports/internal/figure"
	"github.com/mtobench/mtobench/reports/record"
)

// convergencePicture shows the convergence difference of each method.
func (res *results) convergencePicture(s *suiteResult) (figure.Picture, string, bool) {
	f := figure.Forest{X: fmt.Sprintf("convergence difference within %s %%, epochs (lower is better aligned)", hundredths(res.middle())), Groups: groupNames}
	if !s.aligned() {
		return figure.Picture{}, "", false
	}
	for _, r := range s.rows {
		c := s.converges(r, res.middle()).difference
		if math.IsNaN(c.mean) {
			continue
		}
		p := figure.Point{Name: r.label, X: c.mean, XLow: c.mean - c.sd, XHigh: c.mean + c.sd, Accent: res.accented(r)}
		if r.method.Kind == "gradient" {
			p.Group = 1
		}
		f.Points = append(f.Points, p)
	}
	if len(f.Points) < 2 {
		return figure.Picture{}, "", false
	}
	slices.SortStableFunc(f.Points, func(a, b figure.Point) int { return cmp.Compare(a.X, b.X) })
	return f.Picture(), fmt.Sprintf("convergence difference: the deviation over tasks of the epoch from which on each stays within %s %% of its best.", hundredths(res.middle())) +
		s.barsText("Bars are a deviation over seeds to either side."), true
}

// stackBins is the number of points of a stacked share: there are as many areas
// as tasks, and two stacks a method.
const stackBins = 50

// stackPicture stacks each task's share of the total loss over training, before
// and after weighting.
func (res *results) stackPicture(s *suiteResult) (figure.Picture, string, bool) {
	f := figure.Curves{X: "training step", Y: "share of the total loss", Range: [2]float64{0, 1}}
	var rows []*row
	for _, r := range s.rows {
		if r.firstRun() != nil {
			rows = append(rows, r)
		}
	}
	if len(s.info.Tasks) < 2 {
		return figure.Picture{}, "", false
	}
	chosen := res.paneled(rows)
	for _, r := range chosen {
		trace := r.firstRun().Parts[0].Steps
		for _, side := range []struct {
			name string
			of   func(record.Step) []float64
		}{{"before weighting", func(st record.Step) []float64 { return st.Losses }}, {"after weighting", weightedLosses}} {
			steps, shares := sharesOf(trace, stackBins, magnitudes(side.of))
			if len(shares) < 2 {
				break
			}
			f.Panels = append(f.Panels, stack(r.label+"\n"+side.name, steps, shares))
		}
	}
	if len(f.Panels) == 0 {
		return figure.Picture{}, "", false
	}
	f.Legend = stackLegend(s.info.Tasks)
	return f.Picture(), "each task's share of the total loss over training, before and after weighting, stacked in the order of the tasks from the bottom, in magnitude and averaged over fiftieths of the run; " + s.traced() + "." +
		res.paneledText(chosen, len(rows)), true
}

// magnitudes takes the signs away before shares are averaged, so that those of
// losses that change sign still add up to one.
func magnitudes(of func(record.Step) []float64) func(record.Step) []float64 {
	return func(st record.Step) []float64 {
		out := slices.Clone(of(st))
		for k, v := range out {
			out[k] = math.Abs(v)
		}
		return out
	}
}

// stack makes bands of the shares, one on top of the other.
func stack(title string, steps []float64, shares [][]float64) figure.Panel {
	p := figure.Panel{Title: title}
	tasks := len(shares[0])
	under := make([]float64, len(shares))
	for k := range tasks {
		b := figure.Band{X: steps, Low: slices.Clone(under), Color: figure.Shade(k, tasks)}
		for i, row := range shares {
			under[i] += row[k]
		}
		b.High = slices.Clone(under)
		p.Bands = append(p.Bands, b)
		if k < tasks-1 && tasks <= maxPanels {
			p.Lines = append(p.Lines, figure.Line{X: steps, Y: b.High, Style: figure.Seam()})
		}
	}
	return p
}

func stackLegend(names []string) []figure.Entry {
	if len(names) > maxPanels {
		return nil
	}
	out := make([]figure.Entry, len(names))
	for k, name := range names {
		out[k] = figure.FillEntry(name, figure.Shade(k, len(names)))
	}
	return out
}

// agreementPicture shows how well groups agree with the planted ones over
// training.
func (res *results) agreementPicture(s *suiteResult) (figure.Picture, string, bool) {
	f := s.agreementCurves()
	if len(f.Panels) == 0 {
		return figure.Picture{}, "", false
	}
	return f.Picture(), "agreement of the groups with the planted ones over training, the mean over hundredths of the run and over seeds: 1 is the same groups, 0 what chance gives." +
		s.barsText("Bands are one deviation over seeds to either side."), true
}

// agreementCurves has a panel for each row that groups tasks; none where no
// groups are planted.
func (s *suiteResult) agreementCurves() figure.Curves {
	f := figure.Curves{X: "training step", Y: "adjusted Rand index", Range: [2]float64{-0.2, 1.05}}
	for _, r := range s.rows {
		line, band := s.agreementLine(r)
		if len(line.X) < 2 {
			continue
		}
		for _, v := range slices.Concat(line.Y, band.Low) { // worse than chance, as low as -0.5
			f.Range[0] = min(f.Range[0], v-0.05)
		}
		f.Panels = append(f.Panels, figure.Panel{Title: r.label, Lines: []figure.Line{line}, Bands: []figure.Band{band}})
	}
	return f
}

// agreementLine is the mean over the row's runs in at most weightBins bins.
func (s *suiteResult) agreementLine(r *row) (figure.Line, figure.Band) {
	line := figure.Line{Style: figure.Accent()}
	band := figure.Band{Color: figure.Tint(line.Style)}
	var steps []float64
	var runs [][]float64
	for _, run := range r.ok() {
		for _, p := range run.cells[0].Parts {
			at, ari := s.agreement(p)
			if steps == nil {
				steps = at
			}
			if len(ari) == len(steps) && len(ari) > 0 {
				runs = append(runs, ari)
			}
		}
	}
	bins := min(weightBins, len(steps))
	for b := range bins {
		from, to := b*len(steps)/bins, (b+1)*len(steps)/bins
		values := make([]float64, len(runs))
		for i, ari := range runs {
			for _, v := range ari[from:to] {
				values[i] += v / float64(to-from)
			}
		}
		e, x := estimateOf(values), steps[(from+to-1)/2]
		line.X, line.Y = append(line.X, x), append(line.Y, e.mean)
		if e.n >= minSeeds {
			band.X, band.Low, band.High = append(band.X, x), append(band.Low, e.mean-e.sd), append(band.High, e.mean+e.sd)
		}
	}
	return line, band
}
