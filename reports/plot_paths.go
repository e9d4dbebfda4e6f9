package reports

import (
	"github.com/mtobench/mtobench/reports/internal/figure"
	"github.com/mtobench/mtobench/reports/record"
)

// pathPoints bounds the points of a trajectory.
const pathPoints = 500

// pathsPicture shows the trajectories on a problem of two parameters over the
// contours of the mean loss.
func (res *results) pathsPicture(s *suiteResult) (figure.Picture, string, bool) {
	land, has := res.in.Landscapes[s.name]
	if !has {
		return figure.Picture{}, "", false
	}
	f := figure.Paths{
		Front: land.Front, XRange: land.X, YRange: land.Y, X: "first parameter", Y: "second parameter",
		Height: func(x, y float64) float64 {
			losses := land.Losses(x, y)
			var sum float64
			for _, l := range losses {
				sum += l
			}
			return sum / float64(len(losses))
		},
	}
	for _, r := range s.rows {
		if c := r.firstRun(); c != nil {
			if paths := pathsOf(c); len(paths) > 0 {
				f.Panels = append(f.Panels, figure.PathPanel{Title: r.name(), Paths: paths})
			}
		}
	}
	if len(f.Panels) == 0 {
		return figure.Picture{}, "", false
	}
	return f.Picture(), "trajectories from every start over the contours of the mean loss (darker is higher), " +
		"first seed that ended well.", true
}

func pathsOf(c *record.Cell) [][][2]float64 {
	var paths [][][2]float64
	for _, part := range c.Parts {
		var path [][2]float64
		for _, i := range spread(len(part.Path), pathPoints) {
			if p := part.Path[i]; len(p) == 2 {
				path = append(path, [2]float64{p[0], p[1]})
			}
		}
		if len(path) > 0 {
			paths = append(paths, path)
		}
	}
	return paths
}
