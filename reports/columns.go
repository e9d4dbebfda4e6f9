package reports

import (
	"fmt"
	"math"
	"slices"

	"github.com/mtobench/mtobench/tasks"
)

// wide is the largest number of metrics that a table shows one by one.
const wide = 12

// column is a column of a suite's table.
type column struct {
	head   string
	higher bool // higher is better
	ranks  bool // the best method's number is brought out
	// text and value are what a row prints and what it competes with.
	text  func(*row) string
	value func(*row) float64
	// printed is what a published row has there; nil for nothing.
	printed func(*publishedRow) string
}

// columns are the columns of a suite's table after the method's name. With
// deviations the metrics carry their ± over seeds.
func (s *suiteResult) columns(deviations bool) []column {
	var cols []column
	if len(s.info.Metrics) <= wide {
		for i, m := range s.info.Metrics {
			c := metricColumn(i, m, deviations)
			c.printed = s.printedMetric(i)
			cols = append(cols, c)
		}
	} else {
		cols = s.summaryColumns()
	}
	cols = append(cols, scalar("MR ↓", 2, func(r *row) float64 { return r.mr }))
	if !s.info.NoBaseline {
		cols = append(cols, column{
			head:  "Δm % ↓",
			ranks: true,
			text:  func(r *row) string { return r.against.over.meanSD(2) },
			value: func(r *row) float64 { return r.against.over.mean },
			printed: func(p *publishedRow) string {
				if p.Delta == nil {
					return none
				}
				return p.Delta.text
			},
		})
	}
	return append(cols, column{
		head:  "step time\n× LS ↓",
		text:  func(r *row) string { return fixed(r.stepTime(), 2) },
		value: (*row).stepTime,
	})
}

// scalar is a column of one number a row, of which the lowest is the best.
func scalar(head string, digits int, value func(*row) float64) column {
	return column{
		head:  head,
		ranks: true,
		text:  func(r *row) string { return fixed(value(r), digits) },
		value: value,
	}
}

// stepTime is the median ratio of the row's step time to that of LS.
func (r *row) stepTime() float64 {
	if r.cost == nil {
		return math.NaN()
	}
	return r.cost.Ratio
}

func metricColumn(i int, m tasks.Metric, deviations bool) column {
	c := column{head: heading(m), higher: m.Higher, ranks: true}
	c.value = func(r *row) float64 { return r.metrics[i].mean }
	c.text = func(r *row) string {
		if deviations {
			return r.metrics[i].meanSD(m.Digits)
		}
		return fixed(r.metrics[i].mean, m.Digits)
	}
	return c
}

// heading is the task over the metric with its direction and unit.
func heading(m tasks.Metric) string {
	head := m.Name + arrow(m.Higher)
	if m.Unit != "" {
		head += " (" + m.Unit + ")"
	}
	if m.Task != "" && m.Task != m.Name {
		head = m.Task + "\n" + head
	}
	return head
}

func arrow(higher bool) string {
	if higher {
		return " ↑"
	}
	return " ↓"
}

// summaryColumns stand for the metrics of a suite that has too many: the mean
// of each kind of metric over tasks, then the relative changes against
// single-task training at their mean, worst and best task.
func (s *suiteResult) summaryColumns() []column {
	var cols []column
	for _, kind := range s.kinds() {
		m := s.info.Metrics[kind[0]]
		c := metricColumn(kind[0], m, false)
		c.head = fmt.Sprintf("mean %s of %d%s", m.Name, len(kind), arrow(m.Higher))
		c.value = func(r *row) float64 { return meanAt(r.means(), kind) }
		c.text = func(r *row) string { return fixed(c.value(r), m.Digits) }
		cols = append(cols, c)
	}
	if !s.hasBaseline() {
		return cols
	}
	return append(cols,
		column{head: "worst task %", text: func(r *row) string { return extreme(r, true) }},
		column{head: "best task %", text: func(r *row) string { return extreme(r, false) }},
		column{head: "tasks better\nthan STL", text: better})
}

// maxKinds bounds the columns of mean metrics.
const maxKinds = 4

// kinds groups the metrics that share name, unit and direction. When there
// are many kinds, a mean says little and there are none.
func (s *suiteResult) kinds() [][]int {
	var groups [][]int
	for i, m := range s.info.Metrics {
		if s.undefined(i) {
			continue
		}
		g := slices.IndexFunc(groups, func(g []int) bool {
			o := s.info.Metrics[g[0]]
			return o.Name == m.Name && o.Unit == m.Unit && o.Higher == m.Higher
		})
		if g < 0 {
			groups = append(groups, nil)
			g = len(groups) - 1
		}
		groups[g] = append(groups[g], i)
	}
	if len(groups) > maxKinds {
		return nil
	}
	return groups
}

// undefined says that a metric is NaN in every row that has numbers.
func (s *suiteResult) undefined(metric int) bool {
	seen := false
	for _, r := range s.rows {
		if len(r.ok()) > 0 {
			if !math.IsNaN(r.metrics[metric].mean) {
				return false
			}
			seen = true
		}
	}
	return seen
}

func meanAt(values []float64, at []int) float64 {
	var sum float64
	for _, i := range at {
		sum += values[i]
	}
	return sum / float64(len(at))
}

// extreme prints the row's worst or best task with its relative change.
func extreme(r *row, worst bool) string {
	at := -1
	for k, c := range r.against.tasks {
		if at < 0 || worst && c > r.against.tasks[at] || !worst && c < r.against.tasks[at] {
			at = k
		}
	}
	if at < 0 {
		return none
	}
	return fmt.Sprintf("%s (%s)", fixed(r.against.tasks[at], 1), r.against.names[at])
}

// better prints how many tasks the row improves.
func better(r *row) string {
	n := 0
	for _, c := range r.against.tasks {
		if c < 0 {
			n++
		}
	}
	if len(r.against.tasks) == 0 {
		return none
	}
	return fmt.Sprintf("%d of %d", n, len(r.against.tasks))
}
