package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/mtobench/mtobench/reports/record"
)

// addCosts sorts the measured costs and gives each row its own.
func (res *results) addCosts() {
	res.costs = slices.Clone(res.in.Costs)
	slices.SortFunc(res.costs, func(a, b record.Cost) int {
		return cmp.Or(
			byPlace(res.in.Suites, a.Key.Suite, b.Key.Suite),
			compareMethods(res.in.Order, costID(a), costID(b)),
			cmp.Compare(b.Pairs, a.Pairs),
			strings.Compare(a.ID, b.ID))
	})
	for _, s := range res.suites {
		for i := range res.costs {
			c := &res.costs[i]
			if r := s.find(keyOf(c.Key)); c.Key.Suite == s.name && r != nil && r.cost == nil {
				r.cost = c
			}
		}
	}
}

func costID(c record.Cost) identity {
	return identity{c.Key.Method, c.Method.Year, c.Key.Settings}
}

// ms prints seconds as milliseconds with three significant digits.
func ms(seconds float64) string {
	v := 1000 * seconds
	switch {
	case v >= 100:
		return fixed(v, 0)
	case v >= 10:
		return fixed(v, 1)
	case v >= 1:
		return fixed(v, 2)
	}
	return fixed(v, 3)
}

// costTable is the measured cost of a step of every method on one suite.
func (res *results) costTable(costs []record.Cost) *table {
	t := &table{head: []string{"Method", "step\nms", "× LS", "margin", "quartiles", "pairs",
		"forward\npasses", "backward\npasses", "peak\nMiB", "data\nms", "forward\nms", "backward\nms", "method\nms", "optimiser\nms", "extra\nms"}}
	for _, c := range costs {
		p := c.Phases
		t.kinds = append(t.kinds, kindOf(c.Method))
		t.add(plain(res.labels[keyOf(c.Key)], ms(c.Step), fixed(c.Ratio, 2), margin(c),
			fmt.Sprintf("%s to %s", fixed(c.Low, 2), fixed(c.High, 2)), fmt.Sprint(c.Pairs),
			counted(c.Forwards), counted(c.Backwards), counted(math.Round(float64(c.PeakRSS)/(1<<20))),
			ms(p.Data), ms(p.Forward), ms(p.Backward), ms(p.Method), ms(p.Optimizer), ms(p.Extra))...)
	}
	return t
}

// tooNoisy is the margin, as a part of the ratio, above which the machine was
// too noisy to tell.
const tooNoisy = 0.05

// margin prints how far the ratio may be off, none where it is not known.
func margin(c record.Cost) string {
	if c.Margin == 0 {
		return none
	}
	return fixed(c.Margin, 3)
}

// noisy lists the rows whose margin is too wide.
func (res *results) noisy(costs []record.Cost) string {
	var names []string
	for _, c := range costs {
		if c.Margin > tooNoisy*c.Ratio {
			names = append(names, res.labels[keyOf(c.Key)])
		}
	}
	return strings.Join(names, ", ")
}

// costCaption is the caption of a suite's costs with what the machine was too
// noisy to tell.
func (res *results) costCaption(costs []record.Cost) string {
	caption := costTitle(costs) + ": cost of a step"
	if names := res.noisy(costs); names != "" {
		caption += "; too noisy to tell: " + names
	}
	return caption
}

// counted prints a count, none where it was not counted.
func counted(v float64) string {
	if v == 0 {
		return none
	}
	return short(math.Round(v*100) / 100)
}

// costsBySuite cuts the sorted costs where the suite changes.
func (res *results) costsBySuite() [][]record.Cost {
	var out [][]record.Cost
	for i, c := range res.costs {
		if i == 0 || c.Key.Suite != res.costs[i-1].Key.Suite {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], c)
	}
	return out
}

// costTitle is the title of the suite of costs.
func costTitle(costs []record.Cost) string { return cmp.Or(costs[0].Suite.Title, costs[0].Key.Suite) }

// writeCosts writes the section on the cost of a step.
func (res *results) writeCosts(w *writer) {
	if len(res.costs) == 0 {
		return
	}
	w.line("## Cost of a step")
	w.para("Each method's whole training step, measured alone on the machine and alternated in one process with the step of LS after a warm-up. " +
		"*step* is the median; *× LS* is the median over pairs of the ratio to the step of LS that was run beside it, with its quartiles; the margin is two standard errors of that median. " +
		"The phases are medians too and need not add up to the step: *method* is the weighting rule itself, " +
		"*extra* the forward pass that some methods ask for after the step. " +
		"*Passes* are counted, through the whole network in a step; *peak* is the largest resident memory of a fresh process that only trains some steps with the method and evaluates. " +
		"Machine: " + escape(strings.Join(machinesOf(res.costs, func(c record.Cost) record.Machine { return c.Machine }), "; ")) + ".")
	for _, costs := range res.costsBySuite() {
		w.line("### " + escape(costTitle(costs)))
		w.table(res.costTable(costs))
		if names := res.noisy(costs); names != "" {
			w.para(fmt.Sprintf("**The machine was too noisy to tell** (margin above %s %%): %s.", hundredths(tooNoisy), escape(names)))
		}
	}
	w.para("All of it: [cost.csv](" + tablesDir + "/cost.csv).")
}
