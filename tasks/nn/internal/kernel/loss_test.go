package kernel

import (
	"math"
	"testing"
)

// xentReference is the loss and its gradient in float64.
func xentReference(logits []float32, classes int, labels []int32) (p []float64, mean float64) {
	p = make([]float64, len(logits))
	count := 0.0
	for r, label := range labels {
		if label < 0 {
			continue
		}
		row, sum := wide(logits[r*classes:(r+1)*classes]), 0.0
		top := row[0]
		for _, v := range row {
			top = math.Max(top, v)
		}
		for _, v := range row {
			sum += math.Exp(v - top)
		}
		for c, v := range row {
			p[r*classes+c] = math.Exp(v-top) / sum
		}
		p[r*classes+int(label)]--
		mean += math.Log(sum) + top - row[label]
		count++
	}
	return p, mean / math.Max(count, 1)
}

func TestSoftmaxXent(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 16)
		for _, scale := range []float32{1, 10, 1000} {
			for range 40 {
				rows, classes := ar.between(0, 9), ar.between(1, 20)
				logits, labels := ar.uniform(rows*classes), make([]int32, rows)
				Scale(scale, logits, logits)
				for i := range labels {
					labels[i] = int32(ar.between(-1, classes-1))
				}
				want, mean := xentReference(logits, classes, labels)
				p := ar.garbage(len(logits))
				nearly(t, "mean loss", SoftmaxXent(logits, classes, labels, p), mean, 1e-6)
				near(t, "p", p, want, 3e-7)
				SoftmaxXent(logits, classes, labels, logits)
				sameBits(t, "p in place", logits, p)
			}
		}
	})
}

func TestMSE(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 17)
		for _, n := range lengths {
			pred, target := ar.uniform(n), ar.uniform(n)
			want, mean := make([]float64, n), 0.0
			for i := range pred {
				want[i] = float64(pred[i] - target[i])
				mean += want[i] * want[i] / float64(n)
			}
			d := ar.garbage(n)
			nearly(t, "mean", MSE(pred, target, d), mean, 1e-12)
			near(t, "d", d, want, 0)
		}
	})
}

// Losses of values that may be missing, against float64 and with logits that
// overflow a careless exp.
func TestMasked(t *testing.T) {
	logits := []float32{-200, -3, -0.5, 0, 0.25, 2, 90, 7, 1}
	target := []float32{0, 1, 0, 1, 0.3, 0, 1, float32(math.NaN()), 1}
	huber := func(p, t float64) (float64, float64) {
		if e := p - t; math.Abs(e) > 1 {
			return math.Abs(e) - 0.5, e / math.Abs(e)
		}
		return (p - t) * (p - t) / 2, p - t
	}
	xent := func(x, t float64) (float64, float64) {
		return math.Max(x, 0) - t*x + math.Log1p(math.Exp(-math.Abs(x))), 1/(1+math.Exp(-x)) - t
	}
	square := func(p, t float64) (float64, float64) { return (p - t) * (p - t), p - t }
	for name, c := range map[string]struct {
		got  func(pred, target, d []float32) (float64, int)
		want func(p, t float64) (value, slope float64)
	}{"squares": {MaskedMSE, square}, "Huber": {Huber, huber}, "sigmoid": {SigmoidXent, xent}} {
		d, want, mean := make([]float32, len(logits)), make([]float64, len(logits)), 0.0
		for i, v := range target {
			if i != 7 {
				var value float64
				value, want[i] = c.want(float64(logits[i]), float64(v))
				mean += value / 8
			}
		}
		got, n := c.got(logits, target, d)
		nearly(t, name, got, mean, 1e-12)
		near(t, name+" slope", d, want, 1e-6)
		if n != 8 {
			t.Errorf("%s: %d targets count", name, n)
		}
		if got, n := c.got(logits[7:8], target[7:8], d[:1]); got != 0 || n != 0 || d[0] != 0 {
			t.Errorf("%s without targets: mean %v of %d, slope %v", name, got, n, d[0])
		}
	}
}

func TestLossPanics(t *testing.T) {
	x := make([]float32, 4)
	mustPanic(t, "label", func() { SoftmaxXent(x, 2, []int32{0, 2}, x) })
	mustPanic(t, "ragged", func() { SoftmaxXent(x, 3, []int32{0}, x) })
	mustPanic(t, "target", func() { MSE(x, x[:3], x) })
	mustPanic(t, "target", func() { Huber(x, x[:3], x) })
}

func TestLossesAllocateNothing(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 18)
		x, p, labels := ar.uniform(12), ar.zeros(12), []int32{0, 1, 2}
		noAllocs(t, "losses", func() { SoftmaxXent(x, 4, labels, p); MSE(x, p, p) })
	})
}
