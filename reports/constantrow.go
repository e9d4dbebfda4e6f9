package reports

import (
	"math"

	"github.com/mtobench/mtobench/reports/record"
)

// constantKind is the block of a table that holds what needs no training.
const constantKind = "without a network: not ranked"

// addConstant makes the row of the constant predictor: over the
// seeds, of each of which any cell tells it.
func (s *suiteResult) addConstant(cells []*record.Cell) {
	bySeed := map[uint64]record.Floats{}
	for _, c := range cells {
		if v := constantOf(c); v != nil {
			bySeed[c.Key.Seed] = v
		}
	}
	if len(bySeed) == 0 {
		return
	}
	r := &row{label: "constant", mr: math.NaN()}
	r.against.over = estimateOf(nil)
	for i := range s.info.Metrics {
		var values []float64
		for _, seed := range s.seeds {
			if v, has := bySeed[seed]; has {
				values = append(values, v[i])
			}
		}
		e := estimateOf(values)
		e.sd = math.NaN() // no training varies
		r.metrics = append(r.metrics, e)
	}
	s.constant = r
}

// constantOf is what a cell tells of the predictor: the mean over its parts.
func constantOf(c *record.Cell) record.Floats {
	mean := make(record.Floats, len(c.Suite.Metrics))
	for _, p := range c.Parts {
		if len(p.Constant) != len(mean) {
			return nil
		}
		for i, v := range p.Constant {
			mean[i] += v / float64(len(c.Parts))
		}
	}
	if len(c.Parts) == 0 {
		return nil
	}
	return mean
}

// showConstant adds the row to the suite's table. It has no part in ranks or in
// what is brought out.
func (s *suiteResult) showConstant(t *table, cols []column) {
	if s.constant == nil {
		return
	}
	cells := plain(s.constant.label)
	for _, c := range cols {
		cells = append(cells, cell{text: c.text(s.constant)})
	}
	t.add(cells...)
	t.kinds = append(t.kinds, constantKind)
}
