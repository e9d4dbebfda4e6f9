package peer

import (
	"fmt"
	"io"
	"math"

	"github.com/mtobench/mtobench/bench/internal/spread"
	"github.com/mtobench/mtobench/reports"
)

// slowBLAS stands for a target that was reached against a slow product.
const slowBLAS = "slow BLAS"

// Table writes the times of results as a Markdown table. It calls no target
// reached where PyTorch's product is slow.
func Table(w io.Writer, results []Result, product Product) error {
	head := []string{
		"workload", "ours, ms", "PyTorch, ms", "ratio", "target", "", "all threads", "target", "",
		"GFLOP/s", "of peak", "PyTorch's", "losses",
	}
	var rows [][]string
	for _, r := range results {
		rows = append(rows, r.row(product.Slow))
	}
	return reports.MarkdownTable(w, head, rows)
}

func (r Result) row(slow bool) []string {
	verdict := func(s spread.Spread, target float64) string {
		v := s.Below(target)
		if slow && v == spread.Reached {
			return slowBLAS
		}
		return v
	}
	return []string{
		r.Workload, millis(r.Ours), millis(r.Theirs),
		Quartiles(r.Ratio), fmt.Sprintf("%.2f", r.Target), verdict(r.Ratio, r.Target),
		Quartiles(r.All), fmt.Sprintf("%.2f", AllTarget), verdict(r.All, AllTarget),
		fmt.Sprintf("%.1f", r.Rate/1e9), percent(r.Share), percent(r.TheirShare), r.Agreement.String(),
	}
}

// MemoryTable writes samples a second and peak memory as a Markdown table.
func MemoryTable(w io.Writer, results []Result) error {
	head := []string{"workload", "batch", "ours, samples/s", "PyTorch, samples/s", "ours, MiB", "PyTorch, MiB", "idle, MiB"}
	var rows [][]string
	for _, r := range results {
		n, m := float64(r.Batch), r.Memory
		rows = append(rows, []string{
			r.Workload, fmt.Sprint(r.Batch), rate(n / r.Ours.Median), rate(n / r.Theirs.Median),
			mebi(m.Ours), mebi(m.Theirs), mebi(m.Idle),
		})
	}
	return reports.MarkdownTable(w, head, rows)
}

// rate writes samples a second, never with an exponent.
func rate(v float64) string {
	if v >= 100 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

// mebi is bytes in MiB.
func mebi(bytes int64) string {
	if bytes == 0 {
		return none
	}
	return fmt.Sprintf("%.0f", float64(bytes)/(1<<20))
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
Operations are those of matrix products and of convolutions written out. Fewer are done: Winograd's algorithm saves
some, pixels that a pooling did not pick have no gradient, and what a ReLU made zero is skipped, so that shares may go
beyond 100 %.
"slow BLAS": the target is reached only against a PyTorch whose matrix products are below a quarter of a core's peak.
"too noisy to tell": the target lies within the median's margin, two standard errors, which is above 5 % of it.
Losses are compared after 20 steps from the same start unless said, and agree to 1e-3 of their size. Some networks make
more than that of a rounding in so many steps. Then PyTorch is trained again from parameters one rounding away: losses
agree which did before the first update, and are now no further apart than three times what PyTorch is from itself.`

// MemoryLegend explains that table.
const MemoryLegend = `Samples a second with one thread. Memory: the most that was resident in a fresh process which builds the network and
does two steps with one thread; idle: what Python with PyTorch takes of it before that.`

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
