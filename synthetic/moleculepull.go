package synthetic

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
)

// Limits of what is off when places are taken, in Angstrom.
const (
	offFixed = 0.12
	offFree  = 0.3
)

// embed gives places that keep the bounds, or false.
func (b *bounds) embed(r *rand.Rand) ([][3]float64, bool) {
	at := b.start(r)
	p := pullsFree.Get().(*pulls)
	defer pullsFree.Put(p)
	p.begin(b)
	v := make([][3]float64, b.n)
	g := make([][3]float64, b.n)
	const steps, rate, keep = 800, 0.04, 0.85
	for range steps {
		clear(g)
		p.pull(at, g)
		farthest := 0.0
		for i := range at {
			p, u, f := &at[i], &v[i], &g[i]
			x, y, z := keep*u[0]-rate*f[0], keep*u[1]-rate*f[1], keep*u[2]-rate*f[2]
			*u = [3]float64{x, y, z}
			*p = [3]float64{p[0] + x, p[1] + y, p[2] + z}
			if square := x*x + y*y + z*z; square > farthest {
				farthest = square
			}
		}
		p.moved += math.Sqrt(farthest)
	}
	return at, b.kept(at)
}

// pulls are the pairs of atoms in the order of their sums: by the second atom,
// then the first. Most pairs keep their bounds all the time: only those are
// looked at that were off, or near their bounds, when last all were looked at,
// until the atoms may have moved so far that others can be off.
type pulls struct {
	all, near []pair
	moved     float64 // the most that an atom can have moved since, in Angstrom
}

// nearness is how near its bounds a pair is near, in Angstrom.
const nearness = 0.2

// pullsFree are those that nobody uses, for their memory.
var pullsFree = sync.Pool{New: func() any { return new(pulls) }}

// pair is two atoms with the bounds of their distance.
type pair struct {
	i, j         int
	low, high    float64
	least, most  float64 // squares of distances within the bounds
	inner, outer float64 // squares of distances that are not near the bounds
}

// begin makes them those of all pairs.
func (p *pulls) begin(b *bounds) {
	p.all, p.moved = slices.Grow(p.all[:0], b.n*(b.n-1)/2), math.Inf(1)
	for i := range b.n {
		for j := range i {
			w := pair{i: i, j: j, low: b.low[i*b.n+j], high: b.high[i*b.n+j]}
			w.least, w.most = squares(w.low, w.high)
			inner, outer := w.low+nearness, max(0, w.high-nearness)
			w.inner, w.outer = inner*inner, outer*outer
			p.all = append(p.all, w)
		}
	}
	p.near = slices.Grow(p.near[:0], len(p.all))
}

// squares are the least and the greatest number whose roots, as they are
// rounded, are from low to high, which are not negative.
func squares(low, high float64) (least, most float64) {
	least, most = low*low, high*high
	for least > 0 && math.Sqrt(least) >= low {
		least = math.Nextafter(least, 0)
	}
	for math.Sqrt(least) < low {
		least = math.Nextafter(least, math.Inf(1))
	}
	for math.Sqrt(most) <= high {
		most = math.Nextafter(most, math.Inf(1))
	}
	for math.Sqrt(most) > high {
		most = math.Nextafter(most, 0)
	}
	return least, most
}

// look finds the pairs that are near.
func (p *pulls) look(at [][3]float64) {
	p.near, p.moved = p.near[:0], 0
	for n := range p.all {
		w := &p.all[n]
		a, b := &at[w.i], &at[w.j]
		x, y, z := a[0]-b[0], a[1]-b[1], a[2]-b[2]
		if square := x*x + y*y + z*z; square < w.inner || square > w.outer {
			p.near = append(p.near, *w)
		}
	}
}

// pull adds the gradient of half the squared errors of all distances.
func (p *pulls) pull(at, g [][3]float64) {
	// Two atoms that move change their distance by both their ways; a little is
	// left for rounding.
	if p.moved > 0.499*nearness {
		p.look(at)
	}
	for n := range p.near {
		w := &p.near[n]
		a, b := &at[w.i], &at[w.j]
		x, y, z := a[0]-b[0], a[1]-b[1], a[2]-b[2]
		square := x*x + y*y + z*z
		if square >= w.least && square <= w.most {
			continue
		}
		d := math.Sqrt(square)
		if d < 1e-6 {
			continue
		}
		off := d - w.low
		if square > w.most {
			off = d - w.high
		}
		x, y, z = off*x/d, off*y/d, off*z/d
		f, h := &g[w.i], &g[w.j]
		f[0], f[1], f[2] = f[0]+x, f[1]+y, f[2]+z
		h[0], h[1], h[2] = h[0]-x, h[1]-y, h[2]-z
	}
}
