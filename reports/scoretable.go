package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
)

// Markdown writes the table with its scores, and what they are, as Markdown.
// The best method but the baseline is bold in each column.
func (t *ScoreTable) Markdown(w io.Writer) error {
	if err := t.layout().markdown(w); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s\n", escape(t.legend()))
	return err
}

// Text writes the table with its scores, and what they are, for a terminal.
func (t *ScoreTable) Text(w io.Writer) error {
	if err := t.layout().text(w); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s\n", t.legend())
	return err
}

// layout is the table to print. Values print as they were written.
func (t *ScoreTable) layout() *table {
	out := &table{head: []string{"Method"}}
	for _, m := range t.Metrics {
		out.head = append(out.head, heading(m))
	}
	out.head = append(out.head, "MR ↓", "Δm % ↓\nover metrics")
	if t.named() {
		out.head = append(out.head, "Δm % ↓\nper task")
	}
	for _, r := range t.Rows {
		texts := append([]string{r.Method}, r.printed...)
		texts = append(texts, fixed(r.MR, 2), fixed(r.DeltaMetrics, 2))
		if t.named() {
			texts = append(texts, fixed(r.DeltaTasks, 2))
		}
		out.add(plain(texts...)...)
	}
	mark := func(column int, higher bool, value func(ScoreRow) float64) {
		values := make([]float64, len(t.Rows))
		for i, r := range t.Rows {
			values[i] = math.NaN()
			if r.Method != t.Baseline {
				values[i] = value(r)
			}
		}
		out.markBest(column, values, higher)
	}
	n := len(t.Metrics)
	for i, m := range t.Metrics {
		mark(i+1, m.Higher, func(r ScoreRow) float64 { return r.Values[i] })
	}
	mark(n+1, false, func(r ScoreRow) float64 { return r.MR })
	mark(n+2, false, func(r ScoreRow) float64 { return r.DeltaMetrics })
	if t.named() {
		mark(n+3, false, func(r ScoreRow) float64 { return r.DeltaTasks })
	}
	return out
}

// named says that the metrics have tasks.
func (t *ScoreTable) named() bool { return t.Metrics[0].Task != "" }

func (t *ScoreTable) legend() string {
	s := fmt.Sprintf("Δm %% over metrics: mean relative change against %s over all metrics, lower is better.", t.Baseline)
	if t.named() {
		s += " Δm % per task: the mean within each task first, then over tasks."
	}
	return s + fmt.Sprintf(" MR: mean rank over metrics among %s, %s left out; ties share the best rank.", count(len(t.Rows)-1, "method"), t.Baseline)
}

// MarshalJSON gives the table to programs; what has no number is null.
func (t *ScoreTable) MarshalJSON() ([]byte, error) {
	type metric struct {
		Name   string `json:"name"`
		Task   string `json:"task,omitempty"`
		Higher bool   `json:"higher_is_better"`
	}
	type row struct {
		Method       string    `json:"method"`
		Values       []float64 `json:"values"`
		MR           *float64  `json:"mr"`
		DeltaMetrics *float64  `json:"delta_m_metrics"`
		DeltaTasks   *float64  `json:"delta_m_tasks"`
	}
	out := struct {
		Baseline string   `json:"baseline"`
		Metrics  []metric `json:"metrics"`
		Rows     []row    `json:"rows"`
	}{Baseline: t.Baseline}
	for _, m := range t.Metrics {
		out.Metrics = append(out.Metrics, metric{m.Name, m.Task, m.Higher})
	}
	for _, r := range t.Rows {
		out.Rows = append(out.Rows, row{r.Method, r.Values, number(r.MR), number(r.DeltaMetrics), number(r.DeltaTasks)})
	}
	return json.Marshal(out)
}

// number is nil for what JSON has no number for.
func number(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
