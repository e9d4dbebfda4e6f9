package nn

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// scene is Data of images with 3 classes, a depth and a normal at each pixel,
// a third of which is missing.
type scene struct {
	channels, plane int
	x               []float32
	targets         []Target
}

func newScene(n, channels, plane int) *scene {
	r := rand.New(rand.NewPCG(4, 2))
	s := &scene{channels: channels, plane: plane, targets: []Target{
		{Labels: make([]int32, n*plane)}, {Values: make([]float32, n*plane)}, {Values: make([]float32, 3*n*plane)},
	}}
	for range n * channels * plane {
		s.x = append(s.x, float32(r.NormFloat64()))
	}
	for i := range n * plane {
		s.targets[0].Labels[i] = -1
		if i%3 == 0 {
			continue
		}
		s.targets[0].Labels[i] = int32(r.IntN(3))
		s.targets[1].Values[i] = 3 + r.Float32() // beyond the predictions: no kink between differences
		for c := range 3 {
			s.targets[2].Values[i/plane*3*plane+c*plane+i%plane] = r.Float32() - .5
		}
	}
	return s
}

func (s *scene) Len(tasks.Split) int { return len(s.x) / s.channels / s.plane }

func (s *scene) Fill(_ tasks.Split, index []int, b *Batch) error {
	for i, at := range index {
		size := s.channels * s.plane
		copy(b.Inputs[0][i*size:(i+1)*size], s.x[at*size:])
		copy(b.Targets[0].Labels[i*s.plane:(i+1)*s.plane], s.targets[0].Labels[at*s.plane:])
		for k, c := range []int{1, 3} {
			w := c * s.plane
			copy(b.Targets[k+1].Values[i*w:(i+1)*w], s.targets[k+1].Values[at*w:])
		}
	}
	return nil
}

// sceneNetwork predicts the three images of a scene, 6 x 5.
func sceneNetwork() Network {
	n := Network{Inputs: [][]int{{2, 6, 5}}, Trunk: func(b *Builder, x []*Node) []*Node {
		return []*Node{b.Conv2D(x[0], "conv", ConvSpec{Out: 4, Kernel: 3, Pad: 1, Act: Tanh})}
	}}
	for k, out := range []int{3, 1, 3} {
		n.Heads = append(n.Heads, Head{Name: []string{"segmentation", "depth", "normal"}[k], Loss: []Loss{SoftmaxXent, MaskedL1, MaskedDot}[k],
			Build: func(b *Builder, z []*Node) *Node { return b.Conv2D(z[0], "out", ConvSpec{Out: out, Kernel: 1}) }})
	}
	return n
}

func sceneConfig(net Network, n, batch int) Config {
	o := tasks.Options{Seed: 3, Task: tasks.AllTasks}
	o.Protocol.Batch, o.Protocol.Optimizer = batch, tasks.Optimizer{Name: "sgd"}
	return Config{Network: net, Data: newScene(n, net.Inputs[0][0], volume(net.Inputs[0][1:])), Meter: &counter{counts: make([]float64, 3)}, Options: o}
}

// Gradients of losses of each pixel, weighted and task by task, against
// central differences.
func TestPixelGradients(t *testing.T) {
	p, _ := stepOf(t, sceneConfig(sceneNetwork(), 4, 4))
	checkDifferences(t, p, []float64{1, .5, 2})
}

// The losses of images against sums over their pixels in float64.
func TestPixelLosses(t *testing.T) {
	p, losses := stepOf(t, sceneConfig(sceneNetwork(), 4, 4))
	var want [3]float64
	for k, g := range p.train.groups {
		pred, target := g.pred.Float32s(), p.train.batch.Targets[k]
		for i, label := range p.train.batch.Targets[0].Labels {
			if label < 0 {
				continue
			}
			at := func(c int) int { return i/30*[]int{90, 30, 90}[k] + c*30 + i%30 }
			switch k {
			case 0:
				var z float64
				for c := range 3 {
					z += math.Exp(float64(pred[at(c)]))
				}
				want[k] += math.Log(z) - float64(pred[at(int(label))])
			case 1:
				want[k] += math.Abs(float64(pred[i]) - float64(target.Values[i]))
			case 2:
				want[k]++
				for c := range 3 {
					want[k] -= float64(pred[at(c)]) * float64(target.Values[at(c)])
				}
			}
		}
	}
	for k := range want {
		if mean := want[k] / 80; math.Abs(losses[k]-mean) > 1e-6 { // two thirds of 4 x 30 pixels
			t.Errorf("loss %d is %v, want %v", k, losses[k], mean)
		}
	}
}

// Without any target a loss and its gradient are 0.
func TestNoPixels(t *testing.T) {
	p, losses := stepOf(t, sceneConfig(sceneNetwork(), 4, 4))
	for _, target := range p.train.batch.Targets {
		clear(target.Values)
		for i := range target.Labels {
			target.Labels[i] = -1
		}
	}
	check(t, p.Losses(losses))
	check(t, p.Backward([]float64{1, 1, 1}))
	for k, l := range losses {
		if l != 0 {
			t.Errorf("loss %d is %v", k, l)
		}
	}
	for i, g := range p.params.grad {
		if g != 0 {
			t.Fatalf("gradient of parameter %d is %v", i, g)
		}
	}
}

// checkDifferences holds the weighted gradient against the weighted sum of the
// rows of the Jacobian and against central differences of the losses.
func checkDifferences(t *testing.T, p *Problem, w []float64) {
	t.Helper()
	check(t, p.Backward(w))
	got := append([]float32(nil), p.params.grad...)
	j, err := p.Jacobian()
	check(t, err)
	check(t, j.Combine(w, w))
	for i, g := range p.params.grad {
		if math.Abs(float64(g-got[i])) > 1e-5*(1+math.Abs(float64(g))) {
			t.Fatalf("parameter %d: gradient %v in one pass, %v of the rows", i, got[i], g)
		}
	}
	losses := make([]float64, len(w))
	total := func() (sum float64) {
		check(t, p.Losses(losses))
		for k, l := range losses {
			sum += w[k] * l
		}
		return sum
	}
	const h = 2e-3
	for i := range p.params.values {
		old := p.params.values[i]
		p.params.values[i] = old + h
		up := total()
		p.params.values[i] = old - h
		down := total()
		p.params.values[i] = old
		if want := (up - down) / (2 * h); math.Abs(float64(got[i])-want) > 2e-3*(1+math.Abs(want)) {
			t.Errorf("parameter %d: gradient %v, differences %v", i, got[i], want)
		}
	}
}
