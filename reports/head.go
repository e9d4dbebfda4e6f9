package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mtobench/mtobench/reports/record"
)

// writeHead writes the title, what was run and how to read it.
func (res *results) writeHead(w *writer) {
	w.line("# Multi-task optimisation: results")
	w.list(res.what())
	w.line("## How to read this")
	w.list(howTo)
}

// what says what was run.
func (res *results) what() []string {
	var seeds []uint64
	status := map[record.Status]int{}
	var revisions []string
	for _, c := range res.in.Cells {
		status[c.Status]++
		if !slices.Contains(seeds, c.Key.Seed) {
			seeds = append(seeds, c.Key.Seed)
		}
		if rev := cmp.Or(c.Machine.Code, "unknown"); !slices.Contains(revisions, rev) {
			revisions = append(revisions, rev)
		}
	}
	slices.Sort(seeds)
	slices.Sort(revisions)
	return []string{
		"Profile: " + string(res.in.Profile),
		fmt.Sprintf("Suites: %d with results, %d without data", len(res.suites), len(res.in.Missing)),
		"Seeds: " + cmp.Or(strings.Join(strings.Fields(strings.Trim(fmt.Sprint(seeds), "[]")), ", "), none),
		fmt.Sprintf("Cells: %d, of which %d ok, %d diverged, %d failed",
			len(res.in.Cells), status[record.OK], status[record.Diverged], status[record.Failed]),
		"Machine: " + escape(cmp.Or(strings.Join(machinesOf(res.in.Cells, func(c record.Cell) record.Machine { return c.Machine }), "; "), none)),
		"Code version: " + escape(cmp.Or(strings.Join(revisions, ", "), none)),
	}
}

// howTo explains the tables.
var howTo = []string{
	"A cell is one training run: one suite, one method, one seed. All methods of a suite train the same network with the same protocol and seeds.",
	"Numbers are means over seeds ± the sample standard deviation (divisor n − 1). With fewer than three seeds there is no deviation and no interval.",
	"**STL** is single-task training, one network a task, measured here with the same network, protocol and seeds. It is what Δm compares with and has no rank.",
	"**Δm % over metrics** (Nash-MTL, FAMO, GO4Align): the mean over metrics of the relative change against STL, in per cent, signed so that lower is better and negative is better than STL. It is computed from the mean metrics over the seeds that the method and STL share; its deviation is that of the Δm of each such seed.",
	"**Δm % per task** (LibMTL, with its sign turned so that lower is better): the mean over each task's metrics first, then over tasks.",
	"**Δm − Δm of LS**, **of the best**: the mean over seeds of the difference in Δm over metrics from plain summing (LS), or from the best row, with the same seed; `~` where it is not significant at 0.05.",
	"**p (Holm)**: of the two-sided paired test over seeds that there is no difference: the exact permutation test up to 16 seeds, Wilcoxon's exact signed-rank test beyond, corrected by Holm's method for the number of rows compared.",
	"**95 % interval (bootstrap)**: percentiles of Δm over 5000 resamples of the seeds, each with its method's run and its STL together, so that the uncertain baseline counts too. With few seeds such intervals are too narrow.",
	"**P(better than LS)**: the fraction of pairs of a seed of the method and one of LS of which the method's has the lower Δm, ties by halves; a run that diverged or failed loses.",
	"**MR**: the rank of a method on each metric among the multi-task rows of the table, averaged over metrics; ties share the best rank. It depends on the set of methods, which is named under each table.",
	"**Step time**: the median ratio of the time of a training step to that of LS, measured separately and one at a time.",
	"**Bold**: the best multi-task method of the column among those none of whose seeds diverged or failed; <ins>underlined</ins>: the second.",
	"A cell that diverged (a loss, weight or parameter stopped being finite) or failed is named beside the method; numbers are over the other seeds.",
	"– means that there is no number.",
}
