package networks

import (
	"testing"

	"github.com/mtobench/mtobench/tasks/nn"
)

// BenchmarkStep is a weighted training step at the published widths: scenes at a
// quarter of NYUv2's resolution in batches of 2, faces in batches of 32.
func BenchmarkStep(b *testing.B) {
	quarter := Scene{Height: 72, Width: 96}
	var names []string
	for range 40 {
		names = append(names, "attribute"+string(rune('0'+len(names))))
	}
	for _, bm := range []struct {
		name string
		c    nn.Config
	}{
		{"SegNet", noise{2, NYUv2()}.config(SegNet(quarter), 2)},
		{"MTAN", noise{2, NYUv2()}.config(MTAN(quarter), 2)},
		{"CelebA", noise{n: 32}.config(CelebA(Faces{Tasks: names}), 32)},
	} {
		b.Run(bm.name, func(b *testing.B) {
			p := open(b, bm.c)
			k := len(bm.c.Network.Heads)
			train(b, p, k, 0, 1, false)
			for b.Loop() {
				train(b, p, k, 1, 1, false)
			}
		})
	}
}
