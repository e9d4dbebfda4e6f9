package kernel

import (
	"fmt"
	"math"
	"testing"
)

// rankOneCase is a layer with a gradient u v' of its outputs y.
type rankOneCase struct {
	n, in, out    int
	x, w, y, u, v []float32
}

// newRankOneCase has half of y zero, of either sign.
func newRankOneCase(ar *arena, n, in, out int) rankOneCase {
	c := rankOneCase{n, in, out, ar.uniform(n * in), ar.uniform(out * in), sparsify(ar, ar.uniform(n*out), 0.5), ar.uniform(n), ar.uniform(out)}
	for i, v := range c.y {
		c.y[i] = max(v, -v)
	}
	return c
}

// run gives dw, db and dx, one after another, computed between guards.
func (c rankOneCase) run(ar *arena, r *RankOne) []float32 {
	dw, db, dx := ar.garbage(c.out*c.in), ar.garbage(c.out), ar.garbage(c.n*c.in)
	r.Forward(c.y)
	r.Backward(c.u, c.v, c.x, c.w, dw, db, dx)
	return append(append(clone(dw), db...), dx...)
}

// reference is run in float64.
func (c rankOneCase) reference() []float64 {
	all := make([]float64, c.out*c.in+c.out+c.n*c.in)
	dw, db, dx := all[:c.out*c.in], all[c.out*c.in:][:c.out], all[c.out*c.in+c.out:]
	for i, u := range wide(c.u) {
		for o, v := range wide(c.v) {
			if c.y[i*c.out+o] == 0 {
				continue
			}
			db[o] += u * v
			for q := range c.in {
				dw[o*c.in+q] += u * v * float64(c.x[i*c.in+q])
				dx[i*c.in+q] += u * v * float64(c.w[o*c.in+q])
			}
		}
	}
	return all
}

// TestRankOne has shapes that end within words, tables and panels, and random
// ones; scratch memory is between guards.
func TestRankOne(t *testing.T) {
	shapes := [][3]int{{1, 1, 1}, {64, 16, 64}, {65, 17, 63}, {256, 256, 256}, {3, 40, 130}, {129, 31, 66}, {5, 16, 4}}
	eachWidth(t, func(t *testing.T) {
		ar := newArena(t, 61)
		for range 40 {
			shapes = append(shapes, [3]int{ar.between(1, 140), ar.between(1, 50), ar.between(1, 140)})
		}
		for _, s := range shapes {
			c, r := newRankOneCase(ar, s[0], s[1], s[2]), NewRankOne(s[0], s[1], s[2])
			r.job.reserve()
			ar.replace(&r.job.scratch[0].tables, false)
			ar.replace(&r.job.scratch[0].pairs, false)
			ar.replace(&r.job.scratch[0].block, true)
			ar.replace(&r.job.scratch[0].panel, true)
			ar.replace(&r.job.right, true)
			r.mask.words, r.back.words = ar.bits(len(r.mask.words)), ar.bits(len(r.back.words))
			got := c.run(ar, r)
			near(t, fmt.Sprint(s), got, c.reference(), 1e-6*math.Sqrt(float64(max(s[0], s[2]))))
			for _, workers := range []int{2, 5} {
				withWorkers(workers, func() { sameBits(t, fmt.Sprint(s, workers), c.run(ar, r), got) })
			}
		}
	})
}

// TestRankOneFollows: the same object serves another y, and a layer that needs
// no gradient of x.
func TestRankOneFollows(t *testing.T) {
	eachWidth(t, func(t *testing.T) {
		ar := newArena(t, 62)
		r := NewRankOne(70, 20, 90)
		for range 2 {
			c := newRankOneCase(ar, 70, 20, 90)
			want := c.run(ar, r)
			near(t, "all", want, c.reference(), 1e-5)
			dw, db := ar.garbage(90*20), ar.garbage(90)
			r.Backward(c.u, c.v, c.x, c.w, dw, db, nil)
			sameBits(t, "dw, db", append(clone(dw), db...), want[:91*20-20+90])
		}
	})
}

// TestRankOneNaN: what is not finite shows wherever y is not zero, and NaN is
// not zero.
func TestRankOneNaN(t *testing.T) {
	eachWidth(t, func(t *testing.T) {
		ar, nan := newArena(t, 63), float32(math.NaN())
		for what, spoil := range map[string]func(c *rankOneCase){
			"u": func(c *rankOneCase) { c.u[7] = nan },
			"v": func(c *rankOneCase) { c.v[9] = nan },
			"y": func(c *rankOneCase) { c.y[7*c.out+9], c.u[7] = nan, float32(math.Inf(1)) },
		} {
			c := newRankOneCase(ar, 70, 33, 80)
			c.y[7*c.out+9] = 1
			spoil(&c)
			got := c.run(ar, NewRankOne(c.n, c.in, c.out))
			for _, at := range []int{9 * c.in, 9*c.in + 32, c.out*c.in + 9, c.out*c.in + c.out + 7*c.in, c.out*c.in + c.out + 7*c.in + 32} {
				if v := float64(got[at]); !math.IsNaN(v) && !math.IsInf(v, 0) {
					t.Errorf("%s: element %d is %v", what, at, v)
				}
			}
		}
	})
}

func TestRankOnePanics(t *testing.T) {
	r, x := NewRankOne(2, 3, 4), make([]float32, 12)
	mustPanic(t, "short y", func() { r.Forward(x[:7]) })
	mustPanic(t, "short u", func() { r.Backward(x[:1], x[:4], x[:6], x, x, x[:4], nil) })
	mustPanic(t, "long dx", func() { r.Backward(x[:2], x[:4], x[:6], x, x, x[:4], x) })
}

func TestRankOneAllocatesNothing(t *testing.T) {
	eachWidth(t, func(t *testing.T) {
		ar := newArena(t, 64)
		c, r := newRankOneCase(ar, 70, 33, 80), NewRankOne(70, 33, 80)
		dw, db, dx := ar.zeros(80*33), ar.zeros(80), ar.zeros(70*33)
		noAllocs(t, "RankOne", func() {
			r.Forward(c.y)
			r.Backward(c.u, c.v, c.x, c.w, dw, db, dx)
		})
	})
}
