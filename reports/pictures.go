package reports

import (
	"fmt"

	"github.com/mtobench/mtobench/reports/internal/figure"
	"github.com/mtobench/mtobench/reports/record"
)

// picture is a drawn figure: the stem of its files, its subject in a few
// words, what it shows, and the suite that it is of, overSuites for all.
type picture struct {
	name, subject, caption string
	suite                  string
	svg, png               []byte
}

// maxPanels is the largest number of tasks that are shown one by one.
const maxPanels = 12

// overSuites is the name that stands for all suites among pictures.
const overSuites = ""

// draw draws every suite's pictures, and those over suites.
func (res *results) draw() (map[string][]picture, error) {
	drawn := map[string][]picture{}
	add := func(fig figure.Picture, p picture) (err error) {
		if p.svg, err = fig.SVG(); err != nil {
			return err
		}
		p.svg = describe(p.svg, res.source(p.suite))
		if p.png, err = fig.PNG(); err != nil {
			return err
		}
		drawn[p.suite] = append(drawn[p.suite], p)
		return nil
	}
	for _, s := range res.suites {
		for _, f := range []struct {
			name    string
			subject string
			make    func(*suiteResult) (figure.Picture, string, bool)
		}{
			{"time", "Δm against step time", res.timePicture},
			{"curves", "training losses", res.curvesPicture},
			{"weights", "effective weights", res.weightsPicture},
			{"groups", "groups of tasks", res.groupsPicture},
			{"paths", "trajectories", res.pathsPicture},
		} {
			fig, caption, has := f.make(s)
			if !has {
				continue
			}
			p := picture{name: s.name + "_" + f.name, subject: s.title() + ", " + f.subject, caption: caption, suite: s.name}
			if err := add(fig, p); err != nil {
				return nil, err
			}
		}
	}
	for _, f := range []struct {
		name, subject string
		make          func() (figure.Picture, string, bool)
	}{
		{"profiles", "all suites, performance profiles", res.profilePicture},
		{"ranks", "all suites, critical differences", res.rankPicture},
	} {
		fig, caption, has := f.make()
		if !has {
			continue
		}
		p := picture{name: "summary_" + f.name, subject: f.subject, caption: caption, suite: overSuites}
		if err := add(fig, p); err != nil {
			return nil, err
		}
	}
	return drawn, nil
}

// accented says that the pictures bring the row out.
func (res *results) accented(r *row) bool {
	n := len(res.in.Order)
	return n > 0 && r.key.method == res.in.Order[n-1]
}

// firstRun is the cell of the row's first run that ended well and left a
// history, or nil.
func (r *row) firstRun() *record.Cell {
	for _, run := range r.ok() {
		if len(run.cells[0].Parts) > 0 {
			return run.cells[0]
		}
	}
	return nil
}

// traced says which training runs a picture of one run shows.
func (s *suiteResult) traced() string {
	if s.info.Parts > 1 {
		return "the first seed that ended well, the first of its training runs"
	}
	return "the first seed that ended well"
}

// spread picks at most n of total indices, evenly, the first and the last
// among them.
func spread(total, n int) []int {
	n = min(n, total)
	out := make([]int, n)
	for i := range out {
		if n > 1 {
			out[i] = i * (total - 1) / (n - 1)
		}
	}
	return out
}

// shown says how many of the tasks have a panel.
func shown(at []int, total int) string {
	if len(at) == total {
		return ""
	}
	return fmt.Sprintf(" %d of the %d tasks, evenly spaced in their order.", len(at), total)
}
