package reports

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/textfile"
)

// ScoreTable is a table of results with its delta-m and mean ranks.
type ScoreTable struct {
	Baseline string
	Metrics  []tasks.Metric // Task is empty where the table names none
	Rows     []ScoreRow     // in the order of the table, the baseline among them
}

// ScoreRow is a method of a ScoreTable.
type ScoreRow struct {
	Method string
	Values []float64
	// DeltaMetrics and DeltaTasks are delta-m in per cent over metrics, and
	// per task then averaged; lower is better. DeltaTasks is NaN where the
	// table names no tasks; both are NaN for the baseline.
	DeltaMetrics, DeltaTasks float64
	// MR is the mean rank among the rows but the baseline, whose own is NaN.
	MR float64

	printed []string // the values as written
}

// Score reads a table of results as CSV: methods in the first column, metrics
// in the first line. A metric's name ends in + when higher is better and in -
// when lower is; "depth:abs err-" says that it belongs to the task depth. It
// gives every method's delta-m against the row baseline and its MR. name is
// the file's, for errors, which name line and column.
func Score(r io.Reader, name, baseline string) (*ScoreTable, error) {
	t, err := readScores(r, baseline)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := t.score(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return t, nil
}

func readScores(r io.Reader, baseline string) (*ScoreTable, error) {
	in := textfile.NewCSV(r)
	head, err := in.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the table is empty")
	}
	if err != nil {
		return nil, err
	}
	t := &ScoreTable{Baseline: baseline}
	if t.Metrics, err = scoreMetrics(head); err != nil {
		return nil, err
	}
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return t, t.check()
		}
		if err != nil {
			return nil, err
		}
		row, err := t.row(in.Line(), record)
		if err != nil {
			return nil, err
		}
		t.Rows = append(t.Rows, row)
	}
}

// scoreMetrics reads the first line of a table.
func scoreMetrics(head []string) ([]tasks.Metric, error) {
	if len(head) < 2 {
		return nil, errors.New("line 1 names no metrics; it takes the word method and then a metric a column, such as acc+ or depth:error-")
	}
	var metrics []tasks.Metric
	named := 0
	for i, field := range head[1:] {
		name, higher := strings.CutSuffix(field, "+")
		if !higher {
			var lower bool
			if name, lower = strings.CutSuffix(field, "-"); !lower {
				return nil, fmt.Errorf("line 1, column %d: metric %q ends in neither + (higher is better) nor - (lower is better)", i+2, field)
			}
		}
		m := tasks.Metric{Name: strings.TrimSpace(name), Higher: higher}
		if task, metric, has := strings.Cut(name, ":"); has {
			m.Task, m.Name = strings.TrimSpace(task), strings.TrimSpace(metric)
			named++
		}
		if m.Name == "" {
			return nil, fmt.Errorf("line 1, column %d: %q names no metric", i+2, field)
		}
		if slices.ContainsFunc(metrics, func(o tasks.Metric) bool { return o.Name == m.Name && o.Task == m.Task }) {
			return nil, fmt.Errorf("line 1, column %d: metric %q stands twice", i+2, field)
		}
		metrics = append(metrics, m)
	}
	if named > 0 && named < len(metrics) {
		i := slices.IndexFunc(metrics, func(m tasks.Metric) bool { return m.Task == "" })
		return nil, fmt.Errorf("line 1, column %d: metric %q has no task, but others have; name a task for all or for none", i+2, metrics[i].Name)
	}
	return metrics, nil
}

// row reads one line of numbers.
func (t *ScoreTable) row(line int, record []string) (ScoreRow, error) {
	method := record[0]
	row := ScoreRow{Method: method, DeltaMetrics: math.NaN(), DeltaTasks: math.NaN(), MR: math.NaN()}
	switch {
	case method == "":
		return row, fmt.Errorf("line %d: the first column names no method", line)
	case len(record) != len(t.Metrics)+1:
		return row, fmt.Errorf("line %d (%s) has %d values for %d metrics", line, method, len(record)-1, len(t.Metrics))
	case slices.ContainsFunc(t.Rows, func(r ScoreRow) bool { return r.Method == method }):
		return row, fmt.Errorf("line %d: method %q is there twice", line, method)
	}
	for i, field := range record[1:] {
		v, err := textfile.Number(field)
		if err != nil {
			return row, fmt.Errorf("line %d (%s), column %d (%s): %w", line, method, i+2, t.Metrics[i].Name, err)
		}
		row.Values = append(row.Values, v)
		row.printed = append(row.printed, field)
	}
	return row, nil
}

// check looks for a baseline that can be compared with.
func (t *ScoreTable) check() error {
	var names []string
	for _, r := range t.Rows {
		names = append(names, r.Method)
		if r.Method != t.Baseline {
			continue
		}
		for i, v := range r.Values {
			if !usable(v) {
				return fmt.Errorf("baseline %s has %s = %s: no relative change against that", r.Method, t.Metrics[i].Name, r.printed[i])
			}
		}
		return nil
	}
	if len(names) == 0 {
		return errors.New("the table has no rows")
	}
	return fmt.Errorf("no row %q to be the baseline; the rows are %s", t.Baseline, strings.Join(names, ", "))
}

// score fills in delta-m and MR. Its error names a change that is no number,
// such as that against a baseline of 5e-324.
func (t *ScoreTable) score() error {
	var others []*ScoreRow
	var values [][]float64
	var base *ScoreRow
	for i := range t.Rows {
		if r := &t.Rows[i]; r.Method == t.Baseline {
			base = r
		} else {
			others, values = append(others, r), append(values, r.Values)
		}
	}
	for i, mr := range MeanRanks(values, t.Metrics) {
		r := others[i]
		r.MR = mr
		r.DeltaMetrics = DeltaMetrics(r.Values, base.Values, t.Metrics)
		r.DeltaTasks = DeltaTasks(r.Values, base.Values, t.Metrics)
		if err := t.finite(r, base); err != nil {
			return err
		}
	}
	return nil
}

// finite returns an error for a change against the baseline that is no number.
func (t *ScoreTable) finite(r, base *ScoreRow) error {
	for i, m := range t.Metrics {
		if c := Change(r.Values[i], base.Values[i], m.Higher); math.IsInf(c, 0) || math.IsNaN(c) {
			return fmt.Errorf("the change of %s (%s of %s) against %s of %s is too large for a number", r.printed[i], m.Name, r.Method, base.printed[i], base.Method)
		}
	}
	if d := r.DeltaMetrics; math.IsInf(d, 0) || math.IsNaN(d) {
		return fmt.Errorf("the changes of %s against %s add up to more than a number can be", r.Method, base.Method)
	}
	return nil
}
