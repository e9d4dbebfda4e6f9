package kernel

import (
	"fmt"
	"testing"
)

// convCase is a convolution with what stands behind it.
type convCase struct {
	ConvShape
	act    Act
	pooled bool
	noBias bool
	how    way
}

func (c convCase) String() string {
	return fmt.Sprintf("%+v %v pooled %v no bias %v way %v", c.ConvShape, c.act, c.pooled, c.noBias, c.how)
}

func (c convCase) build() *Conv {
	return newConv(c.ConvShape, c.act, c.pooled, c.how)
}

// visit calls f for every product of a convolution: indices of y (before
// pooling), x and w.
func (c convCase) visit(f func(y, x, w int)) {
	ho, wo := c.HOut(), c.WOut()
	for i := range c.N * c.Out * ho * wo {
		n, o, oy, ox := i/(c.Out*ho*wo), i/(ho*wo)%c.Out, i/wo%ho, i%wo
		for k := range c.C * c.KH * c.KW {
			ch, ky, kx := k/(c.KH*c.KW), k/c.KW%c.KH, k%c.KW
			iy, ix := oy*c.Stride+ky-c.Pad, ox*c.Stride+kx-c.Pad
			if iy >= 0 && iy < c.H && ix >= 0 && ix < c.W {
				f(i, ((n*c.C+ch)*c.H+iy)*c.W+ix, o*c.C*c.KH*c.KW+k)
			}
		}
	}
}

// forward is the result in float64 and, when pooled, where it came from.
func (c convCase) forward(x, w, bias []float32) (y []float64, from []int) {
	plane := c.HOut() * c.WOut()
	z := make([]float64, c.N*c.Out*plane)
	for i := range z {
		if !c.noBias {
			z[i] = float64(bias[i/plane%c.Out])
		}
	}
	c.visit(func(i, j, k int) { z[i] += float64(x[j]) * float64(w[k]) })
	for i := range z {
		z[i] = actOf(c.act, z[i])
	}
	if !c.pooled {
		return z, nil
	}
	return poolReference(z, PoolShape{c.N, c.Out, c.HOut(), c.WOut(), 2, 2})
}

// backward is the gradient in float64, given the result and where the kernel
// says that pooled values came from.
func (c convCase) backward(x, w, y, dy []float32, from []int) (dw, db, dx []float64) {
	dz := make([]float64, c.N*c.Out*c.HOut()*c.WOut())
	for i, g := range dy {
		j := i
		if c.pooled {
			j = from[i]
		}
		dz[j] = float64(g) * slopeOf(c.act, float64(y[i]))
	}
	dw, db, dx = make([]float64, len(w)), make([]float64, c.Out), make([]float64, len(x))
	for i, g := range dz {
		db[i/(c.HOut()*c.WOut())%c.Out] += g
	}
	c.visit(func(i, j, k int) {
		dw[k] += dz[i] * float64(x[j])
		dx[j] += dz[i] * float64(w[k])
	})
	return dw, db, dx
}

// guard puts the scratch memory of a convolution between guards.
func (a *arena) guard(c *Conv) {
	if w, ok := c.how.(*winograd); ok {
		a.guardWinograd(w)
		return
	}
	c.argmax.v = a.words(len(c.argmax.v))
	if s, ok := c.how.(*sparse); ok {
		a.guardSparse(s)
		return
	}
	d := c.how.(*direct)
	s := d.growBackward(d.scratchOf(0))
	for _, x := range []*[]float32{&s.out, &s.dcol, &s.dz, &s.dw} {
		a.replace(x, true)
	}
	for _, x := range []*[]float32{&s.image, &s.turned, &s.dimage, &s.dframe} {
		a.replace(x, false)
	}
}

func (c convCase) check(t *testing.T, ar *arena) {
	t.Helper()
	conv := c.build()
	ar.guard(conv)
	h, wd := conv.Dims()
	x, w, bias := ar.uniform(c.N*c.C*c.H*c.W), ar.uniform(c.Out*c.C*c.KH*c.KW), ar.uniform(c.Out)
	y, dy := ar.garbage(c.N*c.Out*h*wd), ar.uniform(c.N*c.Out*h*wd)
	dw, db, dx := ar.garbage(len(w)), ar.garbage(c.Out), ar.garbage(len(x))
	want, from := c.forward(x, w, bias)
	if c.noBias {
		bias, db = nil, nil
	}
	for range 2 { // the second time with used scratch memory
		conv.Forward(x, w, bias, y)
		near(t, c.String()+" y", y, want, 2e-5)
		conv.Backward(x, w, y, dy, dw, db, dx)
	}
	rw, rb, rx := c.backward(x, w, y, dy, from)
	near(t, c.String()+" dw", dw, rw, 1e-4)
	near(t, c.String()+" dx", dx, rx, 3e-5)
	if db != nil {
		near(t, c.String()+" db", db, rb, 1e-4)
	}
	again := clone(dw)
	conv.Backward(x, w, y, dy, dw, db, nil)
	sameBits(t, c.String()+" dw without dx", dw, again)
}

var convCases = []convCase{
	{ConvShape: ConvShape{5, 1, 36, 36, 10, 5, 5, 1, 0}, act: ReLU, pooled: true},
	{ConvShape: ConvShape{5, 10, 16, 16, 20, 5, 5, 1, 0}, act: ReLU, pooled: true},
	{ConvShape: ConvShape{3, 3, 9, 11, 7, 3, 3, 1, 1}, act: ReLU},
	{ConvShape: ConvShape{3, 3, 9, 11, 7, 3, 3, 2, 1}},
	{ConvShape: ConvShape{2, 3, 20, 21, 4, 7, 7, 2, 3}, act: ReLU, pooled: true},
	{ConvShape: ConvShape{3, 4, 12, 12, 7, 3, 3, 1, 1}, pooled: true},
	{ConvShape: ConvShape{2, 5, 7, 7, 6, 1, 1, 1, 0}, act: Tanh},
	{ConvShape: ConvShape{2, 3, 12, 30, 3, 1, 11, 3, 2}, act: Sigmoid},
	{ConvShape: ConvShape{1, 20, 40, 41, 3, 3, 3, 1, 1}, act: ReLU, pooled: true},
	{ConvShape: ConvShape{1, 40, 6, 90, 3, 3, 3, 1, 1}, act: Tanh, pooled: true},
	{ConvShape: ConvShape{1, 40, 7, 203, 2, 3, 3, 2, 1}, noBias: true},
	{ConvShape: ConvShape{1, 2, 3, 3, 1, 3, 3, 1, 0}},
}

func TestConvCases(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 10)
		for _, c := range convCases {
			c.check(t, ar)
		}
	})
}

// randomConv draws shapes until one is a convolution.
func randomConv(ar *arena) convCase {
	for {
		c := convCase{
			ConvShape: ConvShape{
				N: ar.between(1, 6), C: ar.between(1, 4), H: ar.between(1, 14), W: ar.between(1, 40),
				Out: ar.between(1, 8), KH: ar.between(1, 5), KW: ar.between(1, 9),
				Stride: ar.between(1, 4), Pad: ar.between(0, 3),
			},
			act: acts[ar.between(0, 3)], pooled: ar.between(0, 1) == 1, noBias: ar.between(0, 5) == 0,
		}
		fits := c.H+2*c.Pad >= c.KH && c.W+2*c.Pad >= c.KW
		if fits && !(c.pooled && min(c.HOut(), c.WOut()) < 2) {
			return c
		}
	}
}

func TestConvRandom(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 11)
		for range 100 {
			randomConv(ar).check(t, ar)
		}
	})
}

func FuzzConv(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) {
		eachTwin(t, func(t *testing.T) {
			ar := newArena(t, seed)
			c := randomConv(ar)
			c.check(t, ar)
			if c.pooled && sparseOf(c.ConvShape).fits() {
				c.how = bySpots
				c.check(t, ar)
			}
		})
	})
}

func TestConvWorkers(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		c := convCase{ConvShape: ConvShape{6, 3, 12, 13, 5, 3, 3, 1, 1}, act: ReLU, pooled: true}
		run := func(workers int) (all []float32) {
			ar := newArena(t, 12)
			conv := c.build()
			h, wd := conv.Dims()
			x, w, bias := ar.uniform(c.N*c.C*c.H*c.W), ar.uniform(c.Out*c.C*c.KH*c.KW), ar.uniform(c.Out)
			y, dy := ar.zeros(c.N*c.Out*h*wd), ar.uniform(c.N*c.Out*h*wd)
			dw, db, dx := ar.zeros(len(w)), ar.zeros(c.Out), ar.zeros(len(x))
			withWorkers(workers, func() {
				conv.Forward(x, w, bias, y)
				conv.Backward(x, w, y, dy, dw, db, dx)
			})
			for _, v := range [][]float32{y, dw, db, dx} {
				all = append(all, v...)
			}
			return all
		}
		one := run(1)
		for _, workers := range []int{2, 3, 7} {
			sameBits(t, "convolution", run(workers), one)
		}
	})
}

func TestConvAllocatesNothing(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 13)
		for _, c := range convCases[2:5] {
			conv := c.build()
			h, wd := conv.Dims()
			x, w, b := ar.uniform(c.N*c.C*c.H*c.W), ar.uniform(c.Out*c.C*c.KH*c.KW), ar.uniform(c.Out)
			y := ar.uniform(c.N * c.Out * h * wd)
			noAllocs(t, c.String(), func() {
				conv.Forward(x, w, b, y)
				conv.Backward(x, w, y, y, w, b, x)
			})
		}
	})
}

func TestConvPanics(t *testing.T) {
	mustPanic(t, "kernel larger than image", func() { NewConv(ConvShape{1, 1, 3, 3, 1, 5, 5, 1, 0}, None) })
	mustPanic(t, "no stride", func() { NewConv(ConvShape{1, 1, 3, 3, 1, 1, 1, 0, 0}, None) })
	mustPanic(t, "nothing to pool", func() { NewConvPool(ConvShape{1, 1, 3, 3, 1, 3, 3, 1, 0}, None) })
	c := NewConv(ConvShape{1, 1, 3, 3, 1, 1, 1, 1, 0}, None)
	mustPanic(t, "short x", func() { c.Forward(make([]float32, 8), make([]float32, 1), nil, make([]float32, 9)) })
}
