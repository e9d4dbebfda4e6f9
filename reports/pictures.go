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

// drawing is a picture yet to be drawn: make gives it with its caption, and
// says whether there is anything to draw.
type drawing struct {
	suite, name, subject string
	make                 func() (figure.Picture, string, bool)
}

// drawings are the pictures of every suite, then those over suites.
func (res *results) drawings() []drawing {
	var out []drawing
	for _, s := range res.suites {
		add := func(name, subject string, make func(*suiteResult) (figure.Picture, string, bool)) {
			out = append(out, drawing{s.name, stem(s.name) + "_" + name, s.title() + ", " + subject,
				func() (figure.Picture, string, bool) { return make(s) }})
		}
		add("time", "Δm against step time", res.timePicture)
		add("change", "change of each task against STL", res.changePicture)
		add("ranks", "mean ranks with intervals", res.ranksPicture)
		add("curves", "training losses", res.curvesPicture)
		add("weights", "effective weights", res.weightsPicture)
		add("shares", "shares of the loss before and after weighting", res.stackPicture)
		add("convergence", "convergence difference", res.convergencePicture)
		add("groups", "groups of tasks", res.groupsPicture)
		add("agreement", "agreement with the planted groups", res.agreementPicture)
		add("paths", "trajectories", res.pathsPicture)
	}
	return append(out,
		drawing{overSuites, "summary_profiles", "all suites, performance profiles", res.profilePicture},
		drawing{overSuites, "summary_ranks", "all suites, critical differences", res.rankPicture})
}

// draw draws every suite's pictures, and those over suites.
func (res *results) draw() (map[string][]picture, error) {
	drawn := map[string][]picture{}
	for _, d := range res.drawings() {
		p, has, err := res.drawOne(d)
		if err != nil {
			return nil, err
		}
		if has {
			drawn[d.suite] = append(drawn[d.suite], p)
		}
	}
	return drawn, nil
}

// drawOne draws a picture, if there is anything to draw.
func (res *results) drawOne(d drawing) (p picture, has bool, err error) {
	fig, caption, has := d.make()
	if !has {
		return picture{}, false, nil
	}
	p = picture{name: d.name, subject: d.subject, caption: caption, suite: d.suite}
	svg, err := fig.SVG()
	if err != nil {
		return p, false, err
	}
	p.svg = describe(svg, res.source(d.suite))
	p.png, err = fig.PNG()
	return p, true, err
}

// accented says that the pictures bring the row out: the last of the methods,
// of its settings the default ones, or the only ones.
func (res *results) accented(r *row) bool {
	n := len(res.in.Order)
	if n == 0 || r.key.method != res.in.Order[n-1] {
		return false
	}
	if res.labels[r.key] == r.method.Title {
		return true
	}
	for key := range res.labels {
		if key.method == r.key.method && key != r.key {
			return false
		}
	}
	return true
}

// barsText is a sentence on what bars or bands over seeds are, or on why there
// are none.
func (s *suiteResult) barsText(text string) string {
	if len(s.seeds) >= minSeeds {
		return " " + text
	}
	return " With fewer than three seeds there is no deviation to draw."
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
