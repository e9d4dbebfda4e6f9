package reports

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/mtobench/mtobench/reports/record"
)

// writeRunTimes writes the one section whose contents differ between two runs
// of the same cells.
func (res *results) writeRunTimes(w *writer) {
	if len(res.in.Cells) == 0 {
		return
	}
	w.line("## Run times")
	w.para("Wall-clock times of the cells, which ran beside each other: they say how long the benchmark takes, not what a method costs. " +
		"Nothing above this line but measured step times depends on the clock.")
	t := &table{head: []string{"Suite", "cells", "sum", "median cell", "longest cell", "peak memory\nof the process"}}
	for _, s := range res.suites {
		t.add(plain(s.times()...)...)
	}
	w.table(t)
	first, last := res.span()
	w.para(fmt.Sprintf("First cell started %s, last cell finished %s. Each cell: [times.csv](%s/times.csv).",
		first.UTC().Format(time.DateTime), last.UTC().Format(time.DateTime)+" UTC", tablesDir))
}

// times are the suite's line in the table of run times.
func (s *suiteResult) times() []string {
	var seconds []float64
	var sum float64
	var peak int64
	for _, c := range s.cells {
		d := duration(c)
		seconds = append(seconds, d)
		sum += d
		peak = max(peak, c.PeakRSS)
	}
	slices.Sort(seconds)
	memory := none
	if peak > 0 {
		memory = fmt.Sprintf("%.0f MB", float64(peak)/1e6)
	}
	return []string{s.title(), fmt.Sprint(len(seconds)), clock(sum), clock(seconds[len(seconds)/2]), clock(seconds[len(seconds)-1]), memory}
}

// duration is the seconds from start to finish of a cell.
func duration(c *record.Cell) float64 { return c.Finished.Sub(c.Started).Seconds() }

// clock prints seconds as a duration that a person reads.
func clock(seconds float64) string {
	if seconds < 60 {
		return fmt.Sprintf("%.1f s", seconds)
	}
	return time.Duration(math.Round(seconds) * 1e9).String()
}

// span is when the first cell started and the last finished.
func (res *results) span() (first, last time.Time) {
	for i, c := range res.in.Cells {
		if i == 0 || c.Started.Before(first) {
			first = c.Started
		}
		if c.Finished.After(last) {
			last = c.Finished
		}
	}
	return first, last
}
