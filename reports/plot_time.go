package reports

import (
	"math"

	"github.com/mtobench/mtobench/reports/internal/figure"
)

// groupNames are the blocks of methods in pictures: a point of Group 1 is
// gradient-oriented.
var groupNames = []string{"loss-oriented: one backward pass a step", "gradient-oriented: one backward pass a task"}

// timePicture shows what a method gains against what a step of it costs, for
// the rows that have both figures: the form of GO4Align's figure 1.
func (res *results) timePicture(s *suiteResult) (figure.Picture, string, bool) {
	f := figure.Scatter{
		X:      "step time relative to LS",
		Y:      "Δm % over metrics (lower is better)",
		Groups: groupNames,
	}
	for _, r := range s.rows {
		over := r.against.over
		if r.cost == nil || math.IsNaN(over.mean) || math.IsInf(over.mean, 0) {
			continue
		}
		p := figure.Point{
			Name: r.name(), X: r.cost.Ratio, XLow: r.cost.Low, XHigh: r.cost.High,
			Y: over.mean, YLow: over.mean - over.sd, YHigh: over.mean + over.sd, Accent: res.accented(r),
		}
		if r.method.Kind == "gradient" {
			p.Group = 1
		}
		f.Points = append(f.Points, p)
	}
	if len(f.Points) < 2 {
		return figure.Picture{}, "", false
	}
	return f.Picture(), "Δm against the time of a training step relative to LS; the lower left is best. " +
		"Level bars are the quartiles of the time ratio." + s.barsText("Upright ones are the deviation of Δm over seeds."), true
}
