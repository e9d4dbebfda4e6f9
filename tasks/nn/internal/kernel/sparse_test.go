package kernel

import (
	"math"
	"testing"
	"unsafe"
)

// guardSparse puts the scratch memory of a sparse convolution between guards.
func (a *arena) guardSparse(c *sparse) {
	forward, s := c.direct.scratchOf(0), c.ownScratch(0)
	for _, x := range []*[]float32{&forward.out, &s.image, &s.gradients, &s.smooth, &s.sums, &s.dimage} {
		a.replace(x, true)
	}
	for _, x := range []*[]float32{&forward.image, &s.frame, &c.padded} {
		a.replace(x, false)
	}
	s.spots, s.windows = a.spots(len(s.spots)), a.spots(len(s.windows))
}

// spots gives n spots in the arena.
func (a *arena) spots(n int) []spot {
	v := a.garbage(2 * n)
	return unsafe.Slice((*spot)(unsafe.Pointer(&v[0])), n)
}

// sparseCases have every layout of images and filters, and ragged edges.
var sparseCases = []convCase{
	{ConvShape: ConvShape{5, 1, 36, 36, 10, 5, 5, 1, 0}, act: ReLU},
	{ConvShape: ConvShape{5, 10, 16, 16, 20, 5, 5, 1, 0}, act: ReLU},
	{ConvShape: ConvShape{2, 1, 9, 13, 3, 3, 3, 1, 1}, act: Tanh},
	{ConvShape: ConvShape{3, 1, 11, 7, 4, 8, 2, 1, 2}, noBias: true},
	{ConvShape: ConvShape{3, 1, 3, 2, 2, 1, 1, 1, 0}, act: ReLU},
	{ConvShape: ConvShape{3, 4, 12, 13, 7, 3, 3, 1, 1}, act: Sigmoid},
	{ConvShape: ConvShape{2, 16, 9, 8, 5, 5, 5, 1, 2}, act: ReLU},
	{ConvShape: ConvShape{2, 17, 9, 9, 6, 7, 3, 1, 0}, act: ReLU, noBias: true},
	{ConvShape: ConvShape{1, 31, 6, 11, 3, 2, 2, 1, 1}},
	{ConvShape: ConvShape{1, 8, 10, 10, 33, 7, 7, 1, 3}, act: ReLU},
}

func TestSparseCases(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 16)
		for _, c := range sparseCases {
			if !sparseOf(c.ConvShape).fits() {
				t.Errorf("%v does not fit", c)
				continue
			}
			c.pooled, c.how = true, bySpots
			c.check(t, ar)
		}
	})
}

// TestSparsePays: what is measured to pay is chosen, and nothing wide.
func TestSparsePays(t *testing.T) {
	for s, want := range map[ConvShape]bool{
		{256, 1, 36, 36, 10, 5, 5, 1, 0}:  true,
		{256, 10, 16, 16, 20, 5, 5, 1, 0}: true,
		{64, 24, 16, 16, 24, 3, 3, 1, 1}:  true,
		{64, 24, 16, 16, 24, 3, 3, 2, 1}:  false,
		{2, 64, 16, 16, 64, 3, 3, 1, 1}:   false,
		{2, 3, 256, 256, 16, 3, 3, 1, 1}:  false,
	} {
		_, got := NewConvPool(s, ReLU).how.(*sparse)
		if got != want {
			t.Errorf("%+v: sparse %v, want %v", s, got, want)
		}
	}
}

// TestSparseRandom draws shapes until enough of them fit.
func TestSparseRandom(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 17)
		for n := 0; n < 60; {
			c := randomConv(ar)
			if c.pooled && sparseOf(c.ConvShape).fits() {
				c.how = bySpots
				c.check(t, ar)
				n++
			}
		}
	})
}

// TestSparseTwins: what the twins in assembly give is the same to the bit, and
// does not depend on the workers.
func TestSparseTwins(t *testing.T) {
	var first []float32
	eachTwin(t, func(t *testing.T) {
		if Name() == pureGo.name {
			return
		}
		for workers := 1; workers <= 3; workers++ {
			withWorkers(workers, func() {
				var all []float32
				for _, c := range sparseCases {
					c.pooled, c.how = true, bySpots
					all = append(all, c.gradients(newArena(t, 18))...)
				}
				if first == nil {
					first = all
				}
				sameBits(t, "gradients", all, first)
			})
		}
	})
}

// gradients are dw, db and dx of random numbers.
func (c convCase) gradients(ar *arena) []float32 {
	conv := c.build()
	h, wd := conv.Dims()
	x, w, bias := ar.uniform(c.N*c.C*c.H*c.W), ar.uniform(c.Out*c.taps()), ar.uniform(c.Out)
	y, dy := ar.zeros(c.N*c.Out*h*wd), ar.uniform(c.N*c.Out*h*wd)
	dw, db, dx := ar.zeros(len(w)), ar.zeros(c.Out), ar.zeros(len(x))
	conv.Forward(x, w, bias, y)
	conv.Backward(x, w, y, dy, dw, db, dx)
	return append(append(clone(dw), db...), dx...)
}

// TestSparsePassesNaN: a gradient that is not a number is not left out.
func TestSparsePassesNaN(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		c := convCase{ConvShape: ConvShape{1, 2, 6, 6, 2, 3, 3, 1, 0}, pooled: true, how: bySpots}
		ar, conv := newArena(t, 19), c.build()
		x, w, y, dx := ar.uniform(72), ar.uniform(36), ar.zeros(8), ar.zeros(72)
		conv.Forward(x, w, nil, y)
		y[3] = float32(math.NaN())
		conv.Backward(x, w, y, y, w, nil, dx)
		for _, v := range [][]float32{w[:18], dx} {
			if s := float64(Dot(v, v)); !math.IsNaN(s) {
				t.Errorf("sum of squares is %v", s)
			}
		}
	})
}

func TestSparseAllocatesNothing(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 20)
		c := sparseCases[1]
		conv := newConv(c.ConvShape, c.act, true, bySpots)
		x, w, b, y := ar.uniform(c.N*c.C*c.H*c.W), ar.uniform(c.Out*c.taps()), ar.uniform(c.Out), ar.uniform(c.N*c.Out*36)
		noAllocs(t, c.String(), func() {
			conv.Forward(x, w, b, y)
			conv.Backward(x, w, y, y, w, b, x)
		})
	})
}
