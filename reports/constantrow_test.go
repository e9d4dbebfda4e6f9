package reports

import (
	"strings"
	"testing"

	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// The constant predictor stands in a block of its own, the mean
// over parts and seeds, and changes no other line.
func TestConstantRow(t *testing.T) {
	s := literature(t)[2] // qm9
	without := squeezed(text(t, inputOf(s)))
	in := inputOf(s)
	for i := range in.Cells {
		c := &in.Cells[i]
		if c.Key.Task != tasks.AllTasks || c.Key.Method == "rlw" { // one without is as good as any
			continue
		}
		for j := range c.Parts {
			for m := range s.info.Metrics {
				c.Parts[j].Constant = append(c.Parts[j].Constant, 100*float64(m)+float64(c.Key.Seed))
			}
		}
	}
	with := squeezed(text(t, in))
	line := "| constant | 2.000 | 102.000 | 202.000 | 302.000 | 402.000 | 502.000 | 602.000 | 702.000 | 802.000 | 902.000 | 1002.000 | – | – | – |"
	if !strings.Contains(with, line) || !strings.Contains(with, "*"+constantKind+"*") || !strings.Contains(with, "constant: no network") {
		t.Errorf("no row %s in\n%s", line, with)
	}
	for line := range strings.Lines(without) {
		if !strings.Contains(line, "---") && !strings.Contains(with, line) {
			t.Errorf("another line changes: %s", line)
		}
	}
}

func TestConstantOfParts(t *testing.T) {
	c := record.Cell{Suite: record.Suite{Metrics: make([]tasks.Metric, 1)}}
	if constantOf(&c) != nil {
		t.Error("of no parts")
	}
	c.Parts = []record.Part{{Constant: record.Floats{1}}, {Constant: record.Floats{4}}}
	if v := constantOf(&c); v[0] != 2.5 {
		t.Error(v)
	}
	c.Parts[1].Constant = nil
	if constantOf(&c) != nil {
		t.Error("of a part that does not tell")
	}
}
