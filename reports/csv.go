package reports

import (
	"fmt"
	"strconv"

	"github.com/mtobench/mtobench/reports/record"
)

// The rows of a table in full precision: a number that does not exist is an
// empty field.

// metricRows has a line for each method and metric.
func (s *suiteResult) metricRows() [][]string {
	rows := [][]string{{"method", "label", "settings", "task", "metric", "unit", "higher_is_better",
		"mean", "std", "n", "stl_mean", "change_percent"}}
	for _, r := range s.allRows() {
		for i, m := range s.info.Metrics {
			base, change := "", ""
			if s.stl != nil {
				base = exact(s.stl.metrics[i].mean)
			}
			if r.against.changes != nil {
				change = exact(r.against.changes[i])
			}
			e := r.metrics[i]
			rows = append(rows, []string{r.key.method, r.label, r.key.settings, m.Task, m.Name, m.Unit, strconv.FormatBool(m.Higher),
				exact(e.mean), exact(e.sd), strconv.Itoa(e.n), base, change})
		}
	}
	return rows
}

// deltaRows has a line for each method.
func (s *suiteResult) deltaRows() [][]string {
	rows := [][]string{{"method", "label", "settings", "seeds", "ok", "diverged", "failed", "not_run", "mr", "mr_rows",
		"delta_m_metrics", "delta_m_metrics_std", "delta_m_tasks", "delta_m_tasks_std", "delta_m_n",
		"delta_m_se", "delta_m_low95", "delta_m_high95",
		"minus_ls", "minus_ls_p", "minus_ls_p_holm", "minus_ls_n", "minus_best", "minus_best_p", "minus_best_p_holm", "minus_best_n",
		"better_than_ls", "step_time_ratio"}}
	for _, r := range s.allRows() {
		n := map[record.Status]int{}
		for _, run := range r.runs {
			n[run.status]++
		}
		a := r.against
		rows = append(rows, []string{r.key.method, r.label, r.key.settings,
			strconv.Itoa(len(r.runs)), strconv.Itoa(n[record.OK]), strconv.Itoa(n[record.Diverged]), strconv.Itoa(n[record.Failed]), strconv.Itoa(n[""]),
			exact(r.mr), strconv.Itoa(s.rankedRows()),
			exact(a.over.mean), exact(a.over.sd), exact(a.per.mean), exact(a.per.sd), strconv.Itoa(a.over.n),
			exact(a.over.se()), exact(a.low), exact(a.high),
			exact(a.toLS.mean), exact(a.toLS.p), exact(a.toLS.holm), strconv.Itoa(a.toLS.n),
			exact(a.toBest.mean), exact(a.toBest.p), exact(a.toBest.holm), strconv.Itoa(a.toBest.n),
			exact(a.improves), exact(r.stepTime())})
	}
	return rows
}

// summaryRows has a line for each method and suite.
func (res *results) summaryRows() [][]string {
	rows := [][]string{{"label", "suite", "delta_m_metrics", "std", "n", "rank", "mean_rank", "mean_rank_suites"}}
	suites := res.compared()
	for _, l := range res.lines() {
		mean, n := l.meanRank()
		for j, d := range l.deltas {
			rows = append(rows, []string{l.label, suites[j].name, exact(d.mean), exact(d.sd), strconv.Itoa(d.n),
				exact(l.ranks[j]), exact(mean), strconv.Itoa(n)})
		}
	}
	return rows
}

// contenderRows has a line for each method with runs in every suite.
func contenderRows(list []contender) [][]string {
	rows := [][]string{{"method", "label", "settings", "suites", "runs", "iqm_delta_m", "iqm_low95", "iqm_high95", "better_than_ls"}}
	for _, c := range list {
		rows = append(rows, []string{c.row.key.method, c.row.label, c.row.key.settings, strconv.Itoa(len(c.runs)), strconv.Itoa(c.count()),
			exact(c.iqm), exact(c.low), exact(c.high), exact(c.improves)})
	}
	return rows
}

// costRows has a line for each measured cost; times are in seconds.
func (res *results) costRows() [][]string {
	rows := [][]string{{"suite", "method", "label", "settings", "machine", "pairs", "step_s", "ls_step_s", "ratio", "ratio_q1", "ratio_q3", "margin",
		"data_s", "forward_s", "backward_s", "method_s", "optimizer_s", "extra_s", "forwards", "backwards", "peak_rss_bytes"}}
	for _, c := range res.costs {
		p := c.Phases
		key := keyOf(c.Key)
		rows = append(rows, []string{c.Key.Suite, key.method, res.labels[key], key.settings, c.Machine.CPU, strconv.Itoa(c.Pairs),
			exact(c.Step), exact(c.LS), exact(c.Ratio), exact(c.Low), exact(c.High), exact(c.Margin),
			exact(p.Data), exact(p.Forward), exact(p.Backward), exact(p.Method), exact(p.Optimizer), exact(p.Extra),
			exact(c.Forwards), exact(c.Backwards), strconv.FormatInt(c.PeakRSS, 10)})
	}
	return rows
}

// timeRows has a line for each cell; times are in seconds.
func (res *results) timeRows() [][]string {
	rows := [][]string{{"suite", "id", "method", "settings", "task", "seed", "status", "error", "wall_s",
		"data_s", "forward_s", "backward_s", "method_s", "optimizer_s", "evaluate_s", "extra_s", "peak_rss_bytes"}}
	for _, s := range res.suites {
		for _, c := range s.cells {
			p := c.Phases
			rows = append(rows, []string{s.name, c.ID, c.Key.Method, spell(c.Key.Settings), fmt.Sprint(c.Key.Task), fmt.Sprint(c.Key.Seed),
				string(c.Status), oneLine(c.Error), exact(duration(c)),
				exact(p.Data), exact(p.Forward), exact(p.Backward), exact(p.Method), exact(p.Optimizer), exact(p.Evaluate), exact(p.Extra),
				strconv.FormatInt(c.PeakRSS, 10)})
		}
	}
	return rows
}
