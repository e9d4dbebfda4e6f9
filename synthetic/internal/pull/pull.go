// Package pull moves the atoms of a molecule until their distances keep
// bounds: each pair that is off pulls or pushes with a force that grows with
// by how much. Most of the time goes into roots and divisions, of which AVX2
// does a pair's three at once; the twin in Go gives the same bits.
package pull

import (
	"math"
	"slices"

	"github.com/mtobench/mtobench/tasks/nn"
)

// assembly says that the machine has AVX2, and that nothing forbids its use.
var assembly = nn.Kernel() != "go"

// place is a place, a speed or a force in Angstrom; its last number is 0.
type place [4]float64

// Pairs are pairs of atoms. Most keep their bounds all the time: only those
// are looked at that were off, or near their bounds, when last all were looked
// at, until the atoms may have moved so far that others can be off. The zero
// value is empty and ready.
type Pairs struct {
	all   []pair
	rows  []row // of near
	near  []near
	moved float64 // the most that an atom can have moved since, in Angstrom

	at, speed, force []place
}

// nearness is how near its bounds a pair is near, in Angstrom.
const nearness = 0.2

// pair is two atoms.
type pair struct {
	i            int
	near         near
	inner, outer float64 // squares of distances that are not near the bounds
}

// row is a first atom and the number of its pairs.
type row struct{ i, pairs int }

// near is the second atom of a pair with the bounds of the distance.
type near struct {
	j           int
	low, high   float64
	least, most float64 // squares of distances within the bounds
}

// Clear takes all pairs away.
func (p *Pairs) Clear() { p.all = p.all[:0] }

// Add adds a pair of atoms i > j, whose distance is to be from low to high
// Angstrom. Forces add up in the order in which pairs are added, which is that
// of i.
func (p *Pairs) Add(i, j int, low, high float64) {
	w := pair{i: i, near: near{j: j, low: low, high: high}}
	w.near.least, w.near.most = squares(low, high)
	inner, outer := low+nearness, max(0, high-nearness)
	w.inner, w.outer = inner*inner, outer*outer
	p.all = append(p.all, w)
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

// Relax moves the atoms, which rest at first, in so many steps: a speed is
// keep of that before, less rate of the gradient of half the squared errors of
// all distances.
func (p *Pairs) Relax(at [][3]float64, steps int, rate, keep float64) {
	p.at, p.speed, p.force = zeros(p.at, len(at)), zeros(p.speed, len(at)), zeros(p.force, len(at))
	for i := range at {
		copy(p.at[i][:], at[i][:])
	}
	p.moved = math.Inf(1)
	for range steps {
		// Two atoms that move change their distance by both their ways; a little
		// is left for rounding.
		if p.moved > 0.499*nearness {
			p.look()
		}
		clear(p.force)
		p.pull()
		p.moved += p.move(rate, keep)
	}
	for i := range at {
		copy(at[i][:], p.at[i][:])
	}
}

// zeros are n of them, in the memory of list where that is enough.
func zeros(list []place, n int) []place {
	list = slices.Grow(list[:0], n)[:n]
	clear(list)
	return list
}

// look finds the pairs that are near.
func (p *Pairs) look() {
	p.rows, p.near, p.moved = p.rows[:0], p.near[:0], 0
	for n := range p.all {
		w := &p.all[n]
		a, b := &p.at[w.i], &p.at[w.near.j]
		x, y, z := a[0]-b[0], a[1]-b[1], a[2]-b[2]
		if square := x*x + y*y + z*z; square >= w.inner && square <= w.outer {
			continue
		}
		if last := len(p.rows) - 1; last < 0 || p.rows[last].i != w.i {
			p.rows = append(p.rows, row{i: w.i})
		}
		p.rows[len(p.rows)-1].pairs++
		p.near = append(p.near, w.near)
	}
}

// pull adds the gradients of the pairs that are near.
func (p *Pairs) pull() {
	switch {
	case len(p.rows) == 0:
	case assembly:
		pullRows(&p.at[0], &p.force[0], &p.rows[0], len(p.rows), &p.near[0])
	default:
		p.pullGo()
	}
}

// pullGo is pull without assembly.
func (p *Pairs) pullGo() {
	list := p.near
	for _, r := range p.rows {
		a, f := &p.at[r.i], &p.force[r.i]
		for n := range list[:r.pairs] {
			w := &list[n]
			b, h := &p.at[w.j], &p.force[w.j]
			x, y, z := a[0]-b[0], a[1]-b[1], a[2]-b[2]
			square := x*x + y*y + z*z
			if square >= w.least && square <= w.most {
				continue
			}
			limit := w.low
			if square > w.most {
				limit = w.high
			}
			d := math.Sqrt(square)
			if !(d >= closest) {
				continue
			}
			off := d - limit
			x, y, z = off*x/d, off*y/d, off*z/d
			f[0], f[1], f[2] = f[0]+x, f[1]+y, f[2]+z
			h[0], h[1], h[2] = h[0]-x, h[1]-y, h[2]-z
		}
		list = list[r.pairs:]
	}
}

// closest is the distance in Angstrom under which no direction can be told.
const closest = 1e-6

// move moves the atoms by their speeds and gives the farthest way.
func (p *Pairs) move(rate, keep float64) float64 {
	farthest := 0.0
	for i := range p.at {
		a, v, f := &p.at[i], &p.speed[i], &p.force[i]
		x, y, z := keep*v[0]-rate*f[0], keep*v[1]-rate*f[1], keep*v[2]-rate*f[2]
		v[0], v[1], v[2] = x, y, z
		a[0], a[1], a[2] = a[0]+x, a[1]+y, a[2]+z
		if square := x*x + y*y + z*z; square > farthest {
			farthest = square
		}
	}
	return math.Sqrt(farthest)
}
