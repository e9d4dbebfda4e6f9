package pixel

import (
	"math"
	"slices"
	"sync"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/frame"
	"github.com/mtobench/mtobench/tasks/metric"
	"github.com/mtobench/mtobench/tasks/nn"
)

// known is a Problem on frames that are drawn; it implements tasks.Constant
// too. Of files it would take another look at all of them.
type known struct {
	*nn.Problem
	constant func() ([]float64, error)
}

// Constant implements tasks.Constant on the test samples: the commonest class,
// the median depth, which errs least, and the direction of the mean normal of
// the training samples. It is nil for other samples, or where frames cannot be
// read.
func (p known) Constant(s tasks.Split) []float64 {
	if s != tasks.Test {
		return nil
	}
	v, err := p.constant()
	if err != nil {
		return nil
	}
	return v
}

// constants shares what was worked out among the cells of a process.
var constants sync.Map

// constantOf gives the metrics of the predictor, worked out at the first call.
func (s Suite) constantOf(src frame.Source, p tasks.Protocol) func() ([]float64, error) {
	type key struct {
		frame.Source
		train, test, batch int
		average            tasks.Average
	}
	k := key{src, p.Train, p.Test, p.Batch, p.Average}
	once, _ := constants.LoadOrStore(k, sync.OnceValues(func() ([]float64, error) {
		c, err := s.commonest(src, p.Train)
		if err != nil {
			return nil, err
		}
		return c.measure(src, p, s.meter(p))
	}))
	return once.(func() ([]float64, error))
}

// constant is what the predictor says of every pixel.
type constant struct {
	class  []float32 // 1 of the commonest class, 0 of the others
	depth  []float32 // one number
	normal []float32 // three, of length 1; nil where there are none
}

// commonest looks for it in the first n training frames.
func (s Suite) commonest(src frame.Source, n int) (constant, error) {
	var f frame.Frame
	count, sum := make([]int, s.Layout.Classes), make([]float64, 3)
	median := metric.NewMedian()
	add := func(i int) error {
		if err := src.Read(tasks.Train, i, &f); err != nil {
			return err
		}
		for _, z := range f.Depth {
			if z > 0 {
				median.Add(z)
			}
		}
		return nil
	}
	for i := range n {
		if err := add(i); err != nil {
			return constant{}, err
		}
		for _, c := range f.Label {
			if c >= 0 {
				count[c]++
			}
		}
		for p, v := range f.Normal {
			sum[p/(f.H*f.W)] += float64(v)
		}
	}
	middle, exact := median.Value()
	if !exact {
		median.Again()
		for i := range n {
			if err := add(i); err != nil {
				return constant{}, err
			}
		}
		middle, _ = median.Value()
	}
	c := constant{class: make([]float32, len(count)), depth: []float32{float32(middle)}}
	c.class[slices.Index(count, slices.Max(count))] = 1
	if s.Layout.Normal {
		length := max(math.Sqrt(sum[0]*sum[0]+sum[1]*sum[1]+sum[2]*sum[2]), math.SmallestNonzeroFloat64)
		for _, v := range sum {
			c.normal = append(c.normal, float32(v/length))
		}
	}
	return c, nil
}

// measure shows a meter the predictor's test samples, in a network's batches.
func (c constant) measure(src frame.Source, p tasks.Protocol, m nn.Meter) ([]float64, error) {
	m.Reset()
	for {
		for from := 0; from < p.Test; from += p.Batch {
			if err := c.show(src, p, from, min(p.Batch, p.Test-from), m); err != nil {
				return nil, err
			}
		}
		if r, ok := m.(nn.Repeater); !ok || !r.Again() {
			return m.Values(), nil
		}
	}
}

// show shows a meter n test samples.
func (c constant) show(src frame.Source, p tasks.Protocol, from, n int, m nn.Meter) error {
	var labels, depths, normals nn.Target
	var f frame.Frame
	for i := range n {
		if err := src.Read(tasks.Test, from+i, &f); err != nil {
			return err
		}
		labels.Labels = append(labels.Labels, f.Label...)
		depths.Values = append(depths.Values, f.Depth...)
		normals.Values = append(normals.Values, f.Normal...)
	}
	pixels := p.Height * p.Width
	for task, t := range []nn.Target{segmentation: labels, depth: depths, normal: normals} {
		if values := [...][]float32{segmentation: c.class, depth: c.depth, normal: c.normal}[task]; values != nil {
			m.Add(task, repeated(values, n, pixels), len(values)*pixels, t, n)
		}
	}
	return nil
}

// repeated are predictions of n samples: each value at every pixel.
func repeated(values []float32, n, pixels int) []float32 {
	list := make([]float32, 0, n*len(values)*pixels)
	for range n {
		for _, v := range values {
			list = append(list, slices.Repeat([]float32{v}, pixels)...)
		}
	}
	return list
}
