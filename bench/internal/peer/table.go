package peer

import (
	"fmt"
	"io"
	"math"

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

// ArithmeticTable writes what methods themselves do as a Markdown table.
func ArithmeticTable(w io.Writer, results []Arithmetic) error {
	head := []string{"method", "K", "P", "ours, ms", "PyTorch, ms", "ratio", "", "difference", "note"}
	var rows [][]string
	for _, r := range results {
		rows = append(rows, r.row())
	}
	return reports.MarkdownTable(w, head, rows)
}

func (r Arithmetic) row() []string {
	row := []string{r.Method, fmt.Sprint(r.Tasks), "any", millis(r.Ours), none, none, "", none, r.Note}
	if r.Params > 0 {
		row[2] = fmt.Sprintf("%.0e", float64(r.Params))
	}
	if r.Theirs.N > 0 {
		row[4], row[5] = millis(r.Theirs), fmt.Sprintf("%.3g (%.3g to %.3g)", r.Ratio.Median, r.Ratio.Low, r.Ratio.High)
		if r.Ratio.Noisy() {
			row[6] = spread.Unknown
		}
	}
	if d := float64(r.Difference); !math.IsNaN(d) {
		row[7] = fmt.Sprintf("%.0e", d)
	}
	return row
}

// none stands where there is no number.
const none = "–"

// ArithmeticLegend explains that table.
const ArithmeticLegend = `A method's own work in a step, one thread: from losses and gradients that are there to the weights of the losses or
the common gradient, with the inner products on the way; no network. Ratios are our time over PyTorch's, medians of
neighbouring blocks (quartiles). Difference: of the two sides' weights, or of their common gradient's products with each
task's, each of length one; released code that stops early is further off. Ours is float32 with products in float64.`
