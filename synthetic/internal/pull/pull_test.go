package pull

import (
	"math"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// drawn are atoms with pairs that some keep, some are off and some stand at
// one place.
func drawn(seed uint64, n int) (*Pairs, [][3]float64) {
	r := tasks.Rand(seed, "pull")
	at, p := make([][3]float64, n), new(Pairs)
	for i := range at {
		for c := range 3 {
			at[i][c] = 2 * r.NormFloat64()
		}
		if i > 0 && r.IntN(8) == 0 {
			at[i] = at[i-1]
		}
		for j := range i {
			low := 3 * r.Float64()
			if r.IntN(4) > 0 {
				p.Add(i, j, low, low+2*r.Float64()*float64(r.IntN(2)))
			}
		}
	}
	return p, at
}

// plainly is Relax with every pair looked at in every step.
func (p *Pairs) plainly(at [][3]float64, steps int, rate, keep float64) {
	speed := make([][3]float64, len(at))
	for range steps {
		force := make([][3]float64, len(at))
		for _, w := range p.all {
			i, j := w.i, w.near.j
			x, y, z := at[i][0]-at[j][0], at[i][1]-at[j][1], at[i][2]-at[j][2]
			d := math.Sqrt(x*x + y*y + z*z)
			off := d - min(max(d, w.near.low), w.near.high)
			for c, v := range [3]float64{x, y, z} {
				if off != 0 && d >= closest {
					force[i][c] += off * v / d
					force[j][c] -= off * v / d
				}
			}
		}
		for i := range at {
			for c := range 3 {
				speed[i][c] = keep*speed[i][c] - rate*force[i][c]
				at[i][c] += speed[i][c]
			}
		}
	}
}

// TestRelax holds the places of both twins against those of the plain sum over
// all pairs, to the bit, in memory that is used again.
func TestRelax(t *testing.T) {
	had := assembly
	defer func() { assembly = had }()
	again := new(Pairs)
	for seed := range uint64(60) {
		p, at := drawn(seed, 1+int(seed)%23)
		want := slices.Clone(at)
		p.plainly(want, 300, 0.04, 0.85)
		for _, assembly = range []bool{false, had} {
			again.Clear()
			for _, w := range p.all {
				again.Add(w.i, w.near.j, w.near.low, w.near.high)
			}
			got := slices.Clone(at)
			again.Relax(got, 300, 0.04, 0.85)
			if !slices.Equal(got, want) {
				t.Errorf("seed %d, assembly %v: places %v, of all pairs %v", seed, assembly, got, want)
			}
		}
	}
}

// TestSquares checks the numbers next to the limits.
func TestSquares(t *testing.T) {
	r := tasks.Rand(4, "squares")
	for range 10000 {
		low := 30 * r.Float64()
		high := low + r.Float64()*float64(r.IntN(2))
		least, most := squares(low, high)
		below, above := math.Nextafter(least, 0), math.Nextafter(most, math.Inf(1))
		if math.Sqrt(least) < low || math.Sqrt(below) >= low || math.Sqrt(most) > high || math.Sqrt(above) <= high || least > most {
			t.Errorf("from %v to %v: squares from %v to %v", low, high, least, most)
		}
	}
	if least, most := squares(0, 0); least != 0 || most != 0 {
		t.Errorf("from 0 to 0: squares from %v to %v", least, most)
	}
}
