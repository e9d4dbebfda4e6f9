package reports

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// pageCell is the section of a cell.
type pageCell struct {
	ID, Suite, Method, Title string
	Seed                     uint64
	Config, Metrics          []pageItem
	Curve                    template.HTML
}

type pageItem struct{ Name, Value string }

// pageCells are the sections of the cells, in the order of the tables.
func (res *results) pageCells() []pageCell {
	var out []pageCell
	for _, s := range res.suites {
		for _, c := range s.cells {
			out = append(out, s.pageCell(c, res.labels[keyOf(c.Key)]))
		}
	}
	return out
}

func (s *suiteResult) pageCell(c *record.Cell, label string) pageCell {
	trained := s.info.Tasks
	title := fmt.Sprintf("%s, %s, seed %d", s.title(), label, c.Key.Seed)
	if c.Key.Task != tasks.AllTasks {
		trained = s.info.Tasks[c.Key.Task : c.Key.Task+1]
		title += ", " + trained[0] + " alone"
	}
	p := pageCell{ID: c.ID, Suite: s.name, Method: label, Seed: c.Key.Seed, Title: fmt.Sprintf("%s: %s", title, c.Status)}
	p.Config = cellConfig(c)
	for i, m := range s.info.Metrics {
		if i < len(c.Metrics) && !math.IsNaN(c.Metrics[i]) {
			p.Metrics = append(p.Metrics, pageItem{strings.ReplaceAll(heading(m), "\n", " "), fixed(c.Metrics[i], m.Digits)})
		}
	}
	if len(c.Parts) > 0 {
		p.Curve = lossCurve(c.Parts[0].Epochs, trained)
	}
	return p
}

// cellConfig is all that determined the cell.
func cellConfig(c *record.Cell) []pageItem {
	p := c.Key.Protocol
	items := []pageItem{
		{"record", c.ID},
		{"status", string(c.Status)},
		{"error", oneLine(c.Error)},
		{"settings", spell(c.Key.Settings)},
		{"network", p.Network},
		{"training", fmt.Sprintf("%s, batches of %d, learning rate %s", count(p.Epochs, "epoch"), p.Batch, short(p.Optimizer.LR))},
		{"samples", fmt.Sprintf("%d training, %d validation, %d test", p.Train, p.Val, p.Test)},
		{"reported", selection(p.Selection)},
		{"data", c.Key.Data},
		{"code", c.Key.Code},
		{"revision", c.Machine.Code},
		{"machine", strings.Join(machinesOf([]*record.Cell{c}, func(c *record.Cell) record.Machine { return c.Machine }), "")},
	}
	var out []pageItem
	for _, item := range items {
		if item.Value != "" {
			out = append(out, item)
		}
	}
	return out
}

// The size of a cell's curve and the most of its points.
const (
	curveWidth, curveHeight = 360, 150
	curveLeft, curveBottom  = 44, 18
	curvePoints             = 40
)

// curveColours are those of the pictures, which colour-blind readers tell
// apart.
var curveColours = []string{"#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555", "#d55e00"}

// lossCurve draws the mean training loss of the tasks over the epochs of a
// cell's first part, on a logarithmic axis where all are positive; at most
// maxPanels tasks. It is empty without two epochs.
func lossCurve(epochs []record.Epoch, names []string) template.HTML {
	at := spread(len(epochs), curvePoints)
	if len(at) < 2 {
		return ""
	}
	low, high := math.Inf(1), math.Inf(-1)
	shown := spread(len(names), maxPanels)
	curves := make([][]float64, len(shown))
	for i, k := range shown {
		history := lossHistory(epochs, k)
		for _, e := range at {
			v := history[e]
			curves[i] = append(curves[i], v)
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	if low > high {
		return ""
	}
	var b strings.Builder
	c := curveScale{low, high, low > 0 && high > 10*low, len(at)}
	fmt.Fprintf(&b, `<svg class="curve" role="img" aria-label="%s" width="%d" height="%d" viewBox="0 0 %[2]d %[3]d">`,
		template.HTMLEscapeString(curveLabel(curves, shown, names)), curveWidth, curveHeight+14*((len(shown)+2)/3))
	c.axes(&b, len(epochs))
	for i, k := range shown {
		c.line(&b, i, curves[i], names[k])
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

// curveLabel says in words what a curve shows.
func curveLabel(curves [][]float64, shown []int, names []string) string {
	parts := make([]string, len(shown))
	for i, k := range shown {
		parts[i] = fmt.Sprintf("%s from %s to %s", names[k], short3(curves[i][0]), short3(curves[i][len(curves[i])-1]))
	}
	return "Training loss over epochs: " + strings.Join(parts, "; ")
}

// short3 prints three significant digits, or a whole number.
func short3(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return fixed(v, 0)
	}
	if a := math.Abs(v); a >= 999.5 && a < 1e5 { // 1013 rather than 1.01e+03
		return fixed(v, 0)
	}
	return fmt.Sprintf("%.3g", v)
}

// curveScale places points.
type curveScale struct {
	low, high float64
	log       bool
	points    int
}

func (c curveScale) x(i int) float64 {
	return curveLeft + float64(i)/float64(c.points-1)*(curveWidth-curveLeft-6)
}

func (c curveScale) y(v float64) float64 {
	low, high := c.low, c.high
	if c.log {
		low, high, v = math.Log(low), math.Log(high), math.Log(v)
	}
	if high == low {
		return (curveHeight - curveBottom) / 2
	}
	return 6 + (high-v)/(high-low)*(curveHeight-curveBottom-12)
}

// axes writes the frame with the ends of both ranges.
func (c curveScale) axes(b *strings.Builder, epochs int) {
	fmt.Fprintf(b, `<path stroke="#222" d="M%d,4V%dH%d"/>`, curveLeft-4, curveHeight-curveBottom, curveWidth-4)
	text := func(x, y float64, anchor, s string) {
		fmt.Fprintf(b, `<text x="%.0f" y="%.0f" text-anchor="%s">%s</text>`, x, y, anchor, s)
	}
	text(curveLeft-7, c.y(c.high)+4, "end", short3(c.high))
	if c.low < c.high {
		text(curveLeft-7, c.y(c.low)+3, "end", short3(c.low))
	}
	text(curveLeft, curveHeight-5, "start", "1")
	text(curveWidth-6, curveHeight-5, "end", fmt.Sprintf("epoch %d", epochs))
}

// line writes a task's curve, broken where a loss is not finite, and its name
// below.
func (c curveScale) line(b *strings.Builder, i int, values []float64, name string) {
	colour := curveColours[i%len(curveColours)]
	dash := ""
	if i >= len(curveColours) {
		dash = ` stroke-dasharray="4 2"`
	}
	fmt.Fprintf(b, `<path stroke="%s"%s d="`, colour, dash)
	pen := "M"
	for j, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			pen = "M"
			continue
		}
		fmt.Fprintf(b, "%s%.1f,%.1f", pen, c.x(j), c.y(v))
		pen = "L"
	}
	b.WriteString(`"/>`)
	x, y := float64(i%3)*curveWidth/3, float64(curveHeight+10+14*(i/3))
	fmt.Fprintf(b, `<path stroke="%s"%s d="M%.0f,%.0fh14"/><text x="%.0f" y="%.0f">%s</text>`, colour, dash, x, y-3, x+18, y, template.HTMLEscapeString(cut(name, 18)))
}

// cut shortens a name.
func cut(name string, most int) string {
	if r := []rune(name); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return name
}
