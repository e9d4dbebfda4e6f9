package peer

import (
	"fmt"
	"io"

	"github.com/mtobench/mtobench/bench/internal/spread"
	"github.com/mtobench/mtobench/reports"
)

// Table writes results as a Markdown table.
func Table(w io.Writer, results []Result) error {
	head := []string{
		"workload", "ours, ms", "PyTorch, ms", "ratio", "target", "", "all threads", "target", "",
		"GFLOP/s", "of peak", "PyTorch's", "losses",
	}
	var rows [][]string
	for _, r := range results {
		rows = append(rows, r.row())
	}
	return reports.MarkdownTable(w, head, rows)
}

func (r Result) row() []string {
	agree := "agree"
	if !r.Agree() {
		agree = "DIFFER"
	}
	return []string{
		r.Workload, millis(r.Ours), millis(r.Theirs),
		Quartiles(r.Ratio), fmt.Sprintf("%.2f", r.Target), r.Ratio.Below(r.Target),
		Quartiles(r.All), fmt.Sprintf("%.2f", AllTarget), r.All.Below(AllTarget),
		fmt.Sprintf("%.1f", r.Rate/1e9), percent(r.Share), percent(r.TheirShare),
		fmt.Sprintf("%s (%.0e)", agree, r.Difference),
	}
}

// Quartiles is a median with the quartiles.
func Quartiles(s spread.Spread) string {
	return fmt.Sprintf("%.3f (%.3f to %.3f)", s.Median, s.Low, s.High)
}

func millis(s spread.Spread) string { return fmt.Sprintf("%.3g", 1e3*s.Median) }

func percent(s spread.Spread) string { return fmt.Sprintf("%.0f %%", 100*s.Median) }

// Legend explains the table.
const Legend = `Ratios are our time of a step over PyTorch's, medians of paired blocks (quartiles); PyTorch has 1 thread, or as many
as there are processors against as many workers of ours. Peak: multiply-adds of one core, measured between the blocks.
"too noisy to tell": the target lies within the median's margin, two standard errors, which is above 5 % of it.
Losses are compared after 20 steps from the same start, and agree to 1e-3 of their size.`
