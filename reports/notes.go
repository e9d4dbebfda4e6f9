package reports

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/mtobench/mtobench/reports/record"
)

// notes say what a reader must know to trust the suite's table.
func (s *suiteResult) notes() []string {
	notes := s.baselineNotes()
	if n := s.rankedRows(); n > 0 {
		notes = append(notes, fmt.Sprintf("MR is ranked among %s: %s.", count(n, "row"), escape(s.rankedNames())))
	}
	if s.constant != nil {
		notes = append(notes, fmt.Sprintf("%s: no network, but one prediction for every test sample, the best of the training split (of numbers the mean; of pixels the commonest class, the median depth, the mean normal); a method that is not better has learnt nothing of the task.", s.constant.label))
	}
	notes = append(notes, s.statusNotes()...)
	if names := s.namesWhere(func(r *row) bool { return r.shifted }); names != "" {
		notes = append(notes, "Given the losses less their lower bounds, because these methods need positive losses: "+escape(names)+".")
	}
	notes = append(notes, s.eventNotes()...)
	if names := s.metricsWhere(s.undefined); names != "" {
		notes = append(notes, "Undefined in every row and left out of all means: "+escape(names)+".")
	}
	return notes
}

// baselineNotes say what delta-m stands on, or why there is none.
func (s *suiteResult) baselineNotes() []string {
	switch {
	case s.info.NoBaseline:
		return []string{"No Δm: change against single-task training means nothing on this suite."}
	case s.stl == nil:
		return []string{"No Δm: single-task training was not run."}
	case !s.hasBaseline():
		return []string{"No Δm: with no seed did single-task training end well on every task."}
	}
	var notes []string
	if !s.stl.complete() {
		notes = append(notes, fmt.Sprintf("Δm uses the %s whose single-task training is complete.", count(len(s.stl.ok()), "seed")))
	}
	unusable := s.metricsWhere(func(i int) bool {
		return s.info.Metrics[i].Task != "" && !usable(s.stl.metrics[i].mean) && !s.undefined(i)
	})
	if unusable != "" {
		notes = append(notes, "Left out of Δm, because the baseline is zero or undefined: "+escape(unusable)+".")
	}
	return notes
}

// statusNotes say, for each row, what did not end well and that the numbers
// are over the rest.
func (s *suiteResult) statusNotes() []string {
	notes := s.notRun()
	for _, r := range s.allRows() {
		var why []string
		for _, run := range r.runs {
			if run.status != record.OK && run.status != "" {
				why = append(why, strings.TrimSuffix(fmt.Sprintf("seed %d %s: %s", run.seed, run.status, oneLine(run.why)), ": "))
			}
		}
		if len(why) > 0 {
			notes = append(notes, fmt.Sprintf("%s: numbers are over %d of %s (%s).",
				escape(r.label), len(r.ok()), count(len(r.runs), "seed"), escape(strings.Join(why, "; "))))
		}
	}
	return notes
}

// notRun names, for each seed, the rows that it was not run for.
func (s *suiteResult) notRun() []string {
	var notes []string
	for i, seed := range s.seeds {
		var labels []string
		for _, r := range s.allRows() {
			if r.runs[i].status == "" {
				labels = append(labels, r.label)
			}
		}
		if len(labels) > 0 {
			notes = append(notes, fmt.Sprintf("Seed %d was not run to the end for %s; the numbers there are over the other seeds.", seed, escape(strings.Join(labels, ", "))))
		}
	}
	return notes
}

// oneLine shortens an error to its first line.
func oneLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if r := []rune(line); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return line
}

// eventNotes count what the methods met that is other than usual.
func (s *suiteResult) eventNotes() []string {
	var notes []string
	for _, r := range s.rows {
		events := map[string]int{}
		for _, run := range r.runs {
			for _, c := range run.cells {
				for _, p := range c.Parts {
					for what, n := range p.Events {
						events[what] += n
					}
				}
			}
		}
		var parts []string
		for _, what := range slices.Sorted(maps.Keys(events)) {
			parts = append(parts, fmt.Sprintf("%s (%d×)", what, events[what]))
		}
		if len(parts) > 0 {
			notes = append(notes, fmt.Sprintf("%s in training: %s.", escape(r.label), escape(strings.Join(parts, "; "))))
		}
	}
	return notes
}

// settingsLine lists the hyper-parameters of the methods that have any.
func (s *suiteResult) settingsLine() string {
	var parts []string
	for _, r := range s.rows {
		if len(r.settings) > 0 {
			parts = append(parts, escape(r.label+" "+spell(r.settings)))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "Settings: " + strings.Join(parts, "; ") + "."
}

func (s *suiteResult) namesWhere(pick func(*row) bool) string {
	var names []string
	for _, r := range s.rows {
		if pick(r) {
			names = append(names, r.label)
		}
	}
	return strings.Join(names, ", ")
}

func (s *suiteResult) rankedNames() string {
	return s.namesWhere(func(r *row) bool { return !math.IsNaN(r.mr) })
}

// metricsWhere names the metrics that pick takes, with their tasks.
func (s *suiteResult) metricsWhere(pick func(int) bool) string {
	var names []string
	for i, m := range s.info.Metrics {
		if pick(i) {
			names = append(names, strings.TrimSpace(m.Task+" "+m.Name))
		}
	}
	return list(names, 20)
}
