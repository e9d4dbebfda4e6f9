package reports

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/mtobench/mtobench/reports/internal/figure"
	"github.com/mtobench/mtobench/reports/record"
)

// CostFigure draws what a step costs against the number of tasks, from costs
// that were measured on suites that differ in nothing else, as cost_tasks.svg
// and cost_tasks.png, with cost_tasks.json, the costs behind them. There are
// no files where fewer than two numbers of tasks were measured. order holds
// the names of the methods; the last is brought out.
func CostFigure(costs []record.Cost, order []string) (map[string][]byte, error) {
	f, has := scaling(costs, order)
	if !has {
		return nil, nil
	}
	fig := f.Picture()
	svg, err := fig.SVG()
	if err != nil {
		return nil, err
	}
	png, err := fig.PNG()
	if err != nil {
		return nil, err
	}
	data, err := json.MarshalIndent(costs, "", "  ")
	if err != nil {
		return nil, err
	}
	res := results{in: Input{Profile: costs[0].Key.Profile}, costs: costs}
	return map[string][]byte{
		"cost_tasks.svg": describe(svg, res.source(overSuites)), "cost_tasks.png": png, "cost_tasks.json": append(data, '\n'),
	}, nil
}

// scaling has two panels, of loss- and of gradient-oriented methods, whose
// lines are the ratio of step time to that of LS over the number of tasks,
// with the quartiles as bands.
func scaling(costs []record.Cost, order []string) (figure.Curves, bool) {
	costs = slices.Clone(costs)
	slices.SortStableFunc(costs, func(a, b record.Cost) int {
		return cmp.Or(byPlace(order, a.Key.Method, b.Key.Method), cmp.Compare(len(a.Suite.Tasks), len(b.Suite.Tasks)))
	})
	f := figure.Curves{
		X: "number of tasks K", Y: "step time relative to LS", Log: true, LogX: true,
		Panels: []figure.Panel{{Title: "loss-oriented"}, {Title: "gradient-oriented"}},
	}
	plain, long := 0, false
	for i := 0; i < len(costs); {
		n := i
		for n < len(costs) && costs[n].Key.Method == costs[i].Key.Method {
			n++
		}
		style := figure.Nth(plain)
		if costs[i].Key.Method == order[len(order)-1] {
			style = figure.Accent()
		} else {
			plain++
		}
		l, b := scalingLine(costs[i:n], style)
		long = long || len(l.X) > 1
		panel := &f.Panels[0]
		if costs[i].Method.Kind == "gradient" {
			panel = &f.Panels[1]
		}
		panel.Lines, panel.Bands = append(panel.Lines, l), append(panel.Bands, b)
		f.Legend = append(f.Legend, figure.LineEntry(costs[i].Method.Title, style))
		f.Range = widen(f.Range, b)
		i = n
	}
	f.Panels = slices.DeleteFunc(f.Panels, func(p figure.Panel) bool { return len(p.Lines) == 0 })
	return f, long
}

// scalingLine is the line of one method with its quartiles.
func scalingLine(costs []record.Cost, style figure.Style) (figure.Line, figure.Band) {
	l, b := figure.Line{Style: style}, figure.Band{Color: figure.Tint(style)}
	for _, c := range costs {
		l.X, l.Y = append(l.X, float64(len(c.Suite.Tasks))), append(l.Y, c.Ratio)
		b.Low, b.High = append(b.Low, c.Low), append(b.High, c.High)
	}
	b.X = l.X
	return l, b
}

// widen takes the band into a range of a logarithmic axis.
func widen(r [2]float64, b figure.Band) [2]float64 {
	for i := range b.X {
		if low := 0.95 * b.Low[i]; r[0] == 0 || low < r[0] {
			r[0] = low
		}
		r[1] = max(r[1], 1.05*b.High[i])
	}
	return r
}
