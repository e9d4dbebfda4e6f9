package tabular

import (
	"math"
	"sync"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
)

// prepared is a table as a network takes it. Everything that is measured, such
// as means, and the categories that count, comes from the training rows.
type prepared struct {
	targets []Target
	width   int // of a sample's input
	dense   int // numbers at its beginning
	sizes   [3]int
	splits  [3]func() *samples // made when they are first wanted, so that training begins at once
	scale   []scale            // of each task
	streams [][]int
}

// samples is rows of inputs: numbers, then entries that are not zero.
type samples struct {
	x      []float32 // rows x dense
	sparse [][]Entry
	y      [][]float32 // each task's, standardised; NaN where missing
	label  [][]int32   // of tasks of several classes; negative where missing
}

// scale takes a number to (number - mean) / deviation.
type scale struct{ mean, deviation float64 }

// measure measures the values of these rows that are there. Those that do not
// vary, or are not there, leave deviation 1.
func measure(values []float64, rows []int) scale {
	var s scale
	n := 0.0
	for _, i := range rows {
		if v := values[i]; !math.IsNaN(v) {
			n++
			s.mean += (v - s.mean) / n
		}
	}
	for _, i := range rows {
		if v := values[i]; !math.IsNaN(v) {
			s.deviation += (v - s.mean) * (v - s.mean) / n
		}
	}
	if s.deviation = math.Sqrt(s.deviation); !(s.deviation > 0) {
		s.deviation = 1
	}
	return s
}

func (s scale) of(v float64) float32 { return float32((v - s.mean) / s.deviation) }

// input is one column's way into the network.
type input struct {
	values  []float64
	numeric bool
	scale   scale
	missing bool    // some training row lacks it: a further number says which
	place   []int32 // of each category among the entries; -1 where no training row has it
}

// prepare makes samples of the splits.
func prepare(d *Data, targets []Target, rows split) *prepared {
	p := &prepared{targets: targets}
	train := rows[tasks.Train]
	var inputs []input
	for _, c := range d.Columns {
		in := input{values: c.Values, numeric: c.Categories == nil}
		if in.numeric {
			in.scale = measure(c.Values, train)
			p.dense++
			for _, i := range train {
				in.missing = in.missing || math.IsNaN(c.Values[i])
			}
			if in.missing {
				p.dense++
			}
		}
		inputs = append(inputs, in)
	}
	p.width = p.dense
	for j := range inputs {
		if !inputs[j].numeric {
			p.width = inputs[j].enter(train, len(d.Columns[j].Categories), p.width)
		}
	}
	sparseAt := int32(p.width)
	p.width += d.SparseWidth
	for k := range targets {
		s := scale{0, 1}
		if targets[k].Kind == Regression {
			s = measure(d.Targets[k], train)
		}
		p.scale = append(p.scale, s)
	}
	for s := range p.splits {
		p.sizes[s] = len(rows[s])
		p.splits[s] = sync.OnceValue(func() *samples { return p.samples(d, inputs, rows[s], sparseAt) })
	}
	if d.Stream != nil {
		p.streams = make([][]int, len(targets))
		for at, i := range train {
			p.streams[d.Stream[i]] = append(p.streams[d.Stream[i]], at)
		}
	}
	return p
}

// enter gives the categories that training rows have a place each, from at on,
// and returns the place behind.
func (in *input) enter(train []int, categories, at int) int {
	seen := make([]bool, categories)
	for _, i := range train {
		if v := in.values[i]; !math.IsNaN(v) {
			seen[int(v)] = true
		}
	}
	in.place = make([]int32, categories)
	for c := range in.place {
		in.place[c] = -1
		if seen[c] {
			in.place[c] = int32(at)
			at++
		}
	}
	return at
}

// samples makes the samples of rows.
func (p *prepared) samples(d *Data, inputs []input, rows []int, sparseAt int32) *samples {
	s := &samples{y: make([][]float32, len(p.targets)), label: make([][]int32, len(p.targets))}
	if len(inputs) == 0 { // sparse features alone are those of the table
		s.sparse = pick(d.Sparse, rows)
	} else {
		s.enter(d, inputs, rows, p.dense, sparseAt)
	}
	for k, t := range p.targets {
		if t.Kind == Classes {
			s.label[k] = make([]int32, 0, len(rows))
		} else {
			s.y[k] = make([]float32, 0, len(rows))
		}
		for _, i := range rows {
			v := d.Targets[k][i]
			if t.Kind != Classes {
				s.y[k] = append(s.y[k], p.scale[k].of(v))
				continue
			}
			label := int32(-1)
			if !math.IsNaN(v) {
				label = int32(v)
			}
			s.label[k] = append(s.label[k], label)
		}
	}
	return s
}

// enter enters the inputs of rows, of so many numbers each.
func (s *samples) enter(d *Data, inputs []input, rows []int, dense int, sparseAt int32) {
	s.x, s.sparse = make([]float32, 0, len(rows)*dense), make([][]Entry, len(rows))
	entries := make([]Entry, 0, d.mostEntries(rows)) // of all rows, one after the other
	for at, i := range rows {
		from := len(entries)
		for j := range inputs {
			in := &inputs[j]
			v := in.values[i]
			switch {
			case !in.numeric:
				if !math.IsNaN(v) && in.place[int(v)] >= 0 {
					entries = append(entries, Entry{in.place[int(v)], 1})
				}
			case in.missing && math.IsNaN(v):
				s.x = append(s.x, 0, 1)
			case in.missing:
				s.x = append(s.x, in.scale.of(v), 0)
			case math.IsNaN(v): // no training row lacks it: the mean
				s.x = append(s.x, 0)
			default:
				s.x = append(s.x, in.scale.of(v))
			}
		}
		if d.Sparse != nil {
			for _, e := range d.Sparse[i] {
				entries = append(entries, Entry{sparseAt + e.At, e.Value})
			}
		}
		s.sparse[at] = entries[from:len(entries):len(entries)]
	}
}

// mostEntries is the most entries that samples of these rows have.
func (d *Data) mostEntries(rows []int) int {
	n := 0
	for _, c := range d.Columns {
		if c.Categories != nil {
			n += len(rows)
		}
	}
	if d.Sparse != nil {
		for _, i := range rows {
			n += len(d.Sparse[i])
		}
	}
	return n
}

// Len implements nn.Data.
func (p *prepared) Len(s tasks.Split) int { return p.sizes[s] }

// Streams implements nn.Streamed.
func (p *prepared) Streams() [][]int { return p.streams }

// Fill implements nn.Data.
func (p *prepared) Fill(s tasks.Split, index []int, b *nn.Batch) error {
	sp := p.splits[s]()
	clear(b.Inputs[0])
	for i, r := range index {
		row := b.Inputs[0][i*p.width : (i+1)*p.width]
		copy(row, sp.x[r*p.dense:(r+1)*p.dense])
		for _, e := range sp.sparse[r] {
			row[e.At] += e.Value
		}
	}
	for k, t := range p.targets { // task by task: each has numbers of its own to pick from
		if t.Kind == Classes {
			pickTo(b.Targets[k].Labels, sp.label[k], index)
		} else {
			pickTo(b.Targets[k].Values, sp.y[k], index)
		}
	}
	return nil
}
