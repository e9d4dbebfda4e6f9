package networks

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
)

// noise is Data of random images with targets for the heads of a network.
type noise struct {
	n     int
	heads []Head // nil for binary attributes
}

func (d noise) Len(tasks.Split) int { return d.n }

func (d noise) Fill(_ tasks.Split, index []int, b *nn.Batch) error {
	r := rand.New(rand.NewPCG(uint64(index[0]), 7))
	for i := range b.Inputs[0] {
		b.Inputs[0][i] = float32(r.NormFloat64())
	}
	for k, t := range b.Targets {
		for i := range t.Labels {
			t.Labels[i] = int32(r.IntN(d.heads[k].Channels+1)) - 1
		}
		for i := range t.Values {
			t.Values[i] = float32(r.IntN(2))
		}
	}
	return nil
}

// counts is a Meter that counts nothing.
type counts struct{ values []float64 }

func (counts) Reset()                                  {}
func (counts) Add(int, []float32, int, nn.Target, int) {}
func (c counts) Values() []float64                     { return c.values }
func (d noise) config(net nn.Network, batch int) nn.Config {
	o := tasks.Options{Seed: 1, Task: tasks.AllTasks}
	o.Protocol.Batch, o.Protocol.Optimizer = batch, tasks.Optimizer{Name: "adam"}
	return nn.Config{Network: net, Data: d, Meter: counts{make([]float64, len(net.Heads))}, Options: o, EvalBatch: batch}
}

// small are networks of every kind at sizes that a test can train.
func small() map[string]nn.Config {
	scene := Scene{Height: 18, Width: 20, Channels: []int{3, 4, 5}}
	var names []string
	for i := range 5 {
		names = append(names, fmt.Sprint("attribute", i))
	}
	return map[string]nn.Config{
		"segnet":     noise{6, NYUv2()}.config(SegNet(scene), 2),
		"mtan":       noise{6, NYUv2()}.config(MTAN(scene), 2),
		"cityscapes": noise{6, CityScapes()}.config(MTAN(Scene{Height: 8, Width: 16, Channels: []int{4, 6}, Heads: CityScapes()}), 2),
		"celeba":     noise{n: 12}.config(CelebA(Faces{Size: 16, Width: 2, Tasks: names}), 4),
	}
}

func open(t testing.TB, c nn.Config) *nn.Problem {
	t.Helper()
	p, err := nn.NewProblem(c)
	check(t, err)
	return p
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// The published sizes: 24,981,069 is what the released code of MTAN divides by
// to give the size of a network relative to one SegNet for segmentation, and
// 1.77 the share of MTAN in its Table 1.
func TestParams(t *testing.T) {
	conv := func(in, out, k int) int { return in*out*k*k + out }
	layer := func(in, out, k int) int { return conv(in, out, k) + 2*out }
	c := []int{64, 128, 256, 512, 512}
	below := []int{64, 64, 128, 256, 512}
	segnet, between, attention := 0, 0, 0
	in := 3
	for i := range c {
		more := 1 + i/2 - i/4
		segnet += layer(in, c[i], 3) + more*layer(c[i], c[i], 3) + layer(c[i], below[i], 3) + more*layer(below[i], below[i], 3)
		in = c[i]
		between += layer(c[i], c[min(i+1, 4)], 3) + layer(c[i], below[i], 3)
		seen := 2 * c[i]
		if i == 0 {
			seen = c[i]
		}
		attention += layer(seen, c[i], 1) + layer(c[i], c[i], 1) + layer(c[i]+below[i], below[i], 1) + layer(below[i], below[i], 1)
	}
	predict := func(out int) int { return conv(64, 64, 3) + conv(64, out, 1) }
	predictions := predict(13) + predict(1) + predict(3)
	if single := segnet + predict(13); single != 24981069 {
		t.Fatalf("the formula gives %d parameters for one SegNet", single)
	}
	total := segnet + between + 3*attention + predictions
	if share := float64(total) / 24981069; math.Abs(share-1.77) > .005 {
		t.Fatalf("the formula gives MTAN %v times the parameters of one SegNet", share)
	}
	tests := []struct {
		name          string
		net           func(Scene) nn.Network
		shared, heads int
	}{
		{"SegNet", SegNet, segnet, predictions},
		{"MTAN", MTAN, segnet + between, 3*attention + predictions},
	}
	for _, tt := range tests {
		// parameters do not depend on the size of the images
		p := open(t, noise{2, NYUv2()}.config(tt.net(Scene{Height: 32, Width: 32}), 1))
		if shared, heads := p.Params(); shared != tt.shared || heads != tt.heads {
			t.Errorf("%s: %d shared and %d head parameters, want %d and %d", tt.name, shared, heads, tt.shared, tt.heads)
		}
	}
}
