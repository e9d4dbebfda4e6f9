package synthetic

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/lapack"
)

// Places come by distance geometry (Crippen, Havel, "Distance geometry and
// molecular conformation", 1988): bounds of all distances follow from bonds,
// angles and planes; distances drawn within them are embedded in three
// dimensions, and the places moved until they keep the bounds.

// bounds are the least and the greatest distances of atoms in Angstrom, n x n.
type bounds struct {
	n         int
	low, high []float64
	fixed     []bool // by a bond, an angle or a plane
}

// radii are of single, double and triple bonds in Angstrom (Pyykko, Atsumi,
// Chemistry 15, 186 and 12770, 2009).
var radii = [10][4]float64{
	1: {1: 0.32}, 6: {1: 0.75, 2: 0.67, 3: 0.60}, 7: {1: 0.71, 2: 0.60, 3: 0.54}, 8: {1: 0.63, 2: 0.57, 3: 0.53}, 9: {1: 0.64},
}

// length is the usual length of bond i; in an aromatic ring, halfway between
// single and double.
func (s *skeleton) length(i int) float64 {
	b := s.bonds[i]
	of := func(order int) float64 { return radii[s.z[b.a]][order] + radii[s.z[b.b]][order] }
	if s.aromatic[b.a] && s.aromatic[b.b] && s.ringSize(i) <= 6 {
		return (of(1) + of(2)) / 2
	}
	return of(b.order)
}

// angle is the usual angle at an atom between two of its bonds, in radians.
func (s *skeleton) angle(at, i, j int) float64 {
	degrees := 109.5
	switch {
	case s.straight(at):
		degrees = 180
	case s.flat(at):
		degrees = 120
	}
	// A ring of both bonds bends them.
	switch s.steps(s.other(i, at), i)[s.other(j, at)] + 2 {
	case 3:
		degrees = 60
	case 4:
		degrees = 90
	case 5:
		degrees = 106
	}
	return degrees * math.Pi / 180
}

// newBounds are the bounds of a molecule. The two sides of a double bond that
// is in no ring are drawn.
func (s *skeleton) newBounds(r *rand.Rand) *bounds {
	n := len(s.z)
	b := &bounds{n, make([]float64, n*n), make([]float64, n*n), make([]bool, n*n)}
	for i := range n {
		for j := range i {
			b.set(i, j, apart(s.z[i], s.z[j]), 2.5*float64(n), false)
		}
	}
	for i, l := range s.bonds {
		d := s.length(i)
		b.set(l.a, l.b, d, d, true)
	}
	for at := range n {
		for x, i := range s.next[at] {
			for _, j := range s.next[at][:x] {
				b.bend(s.other(i, at), s.other(j, at), s.length(i), s.length(j), s.angle(at, i, j))
			}
		}
	}
	for i := range s.bonds {
		s.torsions(b, r, i)
	}
	b.smooth()
	return b
}

// apart is the least distance of atoms without a bond: no one could take it
// for a bond.
func apart(y, z uint8) float64 {
	switch {
	case y == 1 && z == 1:
		return 1.7
	case y == 1 || z == 1:
		return 2.0
	}
	return 2.2
}

func (b *bounds) set(i, j int, low, high float64, fixed bool) {
	for _, at := range []int{i*b.n + j, j*b.n + i} {
		b.low[at], b.high[at], b.fixed[at] = low, high, fixed
	}
}

// bend fixes the distance of two atoms by the angle between their bonds,
// unless it is fixed; atoms in two rings may differ a little.
func (b *bounds) bend(i, j int, p, q, angle float64) {
	if !b.fixed[i*b.n+j] {
		d := math.Sqrt(p*p + q*q - 2*p*q*math.Cos(angle))
		b.set(i, j, 0.98*d, 1.02*d, true)
	}
}

// torsions bounds the distances across bond i, of the neighbours of one end
// from those of the other: fixed where the bond is double, or both ends are
// in an aromatic ring.
func (s *skeleton) torsions(b *bounds, r *rand.Rand, i int) {
	l := s.bonds[i]
	ring := s.ringSize(i)
	stiff := l.order == 2 || s.aromatic[l.a] && s.aromatic[l.b] && ring <= 6
	side := r.IntN(2)
	var room [2][4]int // for those of carbons
	sides := [2][]int{without(room[0][:0], s.next[l.a], i), without(room[1][:0], s.next[l.b], i)}
	for x, p := range sides[0] {
		for y, q := range sides[1] {
			c, d := s.other(p, l.a), s.other(q, l.b)
			if c == d || b.fixed[c*b.n+d] {
				continue
			}
			cis, trans := b.across(l, c, d)
			switch {
			case !stiff:
				b.set(c, d, max(cis, apart(s.z[c], s.z[d])), trans, false)
			case ring <= 6 && s.inRing(p, i) == s.inRing(q, i), ring > 6 && (x+y+side)%2 == 0:
				b.set(c, d, 0.98*cis, 1.02*cis, true)
			default:
				b.set(c, d, 0.98*trans, 1.02*trans, true)
			}
		}
	}
}

// without appends a list less an element.
func without(dst, list []int, v int) []int {
	for _, x := range list {
		if x != v {
			dst = append(dst, x)
		}
	}
	return dst
}

// inRing says that bond p, which meets bond i, is in a small ring with it.
func (s *skeleton) inRing(p, i int) bool {
	at := s.bonds[i].a
	if at != s.bonds[p].a && at != s.bonds[p].b {
		at = s.bonds[i].b
	}
	far := s.other(p, at)
	return s.steps(far, p)[s.other(i, at)]+2 <= 6
}

// across is the distance of c and d, neighbours of the ends of a bond, on the
// same side of it and on opposite ones.
func (b *bounds) across(l link, c, d int) (cis, trans float64) {
	mid := func(i, j int) float64 { return (b.low[i*b.n+j] + b.high[i*b.n+j]) / 2 }
	// With a at 0 and b at (bond, 0): where c and d are along it and beside it.
	bond, p, q := mid(l.a, l.b), mid(l.a, c), mid(l.b, d)
	cx := (bond*bond + p*p - mid(l.b, c)*mid(l.b, c)) / (2 * bond)
	dx := bond - (bond*bond+q*q-mid(l.a, d)*mid(l.a, d))/(2*bond)
	cy, dy := math.Sqrt(max(0, p*p-cx*cx)), math.Sqrt(max(0, q*q-(bond-dx)*(bond-dx)))
	return math.Hypot(cx-dx, cy-dy), math.Hypot(cx-dx, cy+dy)
}

// smooth lowers upper bounds to the shortest way over other atoms.
func (b *bounds) smooth() {
	for k := range b.n {
		for i := range b.n {
			for j := range b.n {
				if way := b.high[i*b.n+k] + b.high[k*b.n+j]; way < b.high[i*b.n+j] {
					b.high[i*b.n+j] = max(way, b.low[i*b.n+j])
				}
			}
		}
	}
}

// start embeds distances drawn within the bounds: the three eigenvectors of
// the largest eigenvalues of their metric matrix.
func (b *bounds) start(r *rand.Rand) [][3]float64 {
	n := b.n
	square, total := make([]float64, n*n), 0.0
	row := make([]float64, n)
	for i := range n {
		for j := range i {
			d := b.low[i*n+j] + r.Float64()*(min(b.high[i*n+j], 2*b.low[i*n+j]+2)-b.low[i*n+j])
			square[i*n+j], square[j*n+i] = d*d, d*d
			row[i], row[j], total = row[i]+d*d/float64(n), row[j]+d*d/float64(n), total+2*d*d/float64(n*n)
		}
	}
	w := eigens.Get().(*eigen)
	defer eigens.Put(w)
	metric := w.begin(n)
	for i := range n {
		for j := range i + 1 {
			metric.SetSym(i, j, (row[i]+row[j]-square[i*n+j]-total)/2)
		}
	}
	values, vectors := w.factorize(lapack.EVCompute)
	at := make([][3]float64, n)
	for i := range at {
		for c := range 3 {
			at[i][c] = vectors[i*n+n-1-c]*math.Sqrt(max(0, values[n-1-c])) + 0.05*r.NormFloat64()
		}
	}
	return at
}

// off is by how much a distance is too long, or less than 0, too short.
func (b *bounds) off(i, j int, d float64) float64 {
	switch low, high := b.low[i*b.n+j], b.high[i*b.n+j]; {
	case d < low:
		return d - low
	case d > high:
		return d - high
	}
	return 0
}

func (b *bounds) kept(at [][3]float64) bool {
	for i := range at {
		for j := range i {
			limit := offFree
			if b.fixed[i*b.n+j] {
				limit = offFixed
			}
			if math.Abs(b.off(i, j, apartBy(at[i], at[j]))) > limit {
				return false
			}
		}
	}
	return true
}

// apartBy is the distance of two places.
func apartBy(p, q [3]float64) float64 {
	x, y, z := p[0]-q[0], p[1]-q[1], p[2]-q[2]
	return math.Sqrt(x*x + y*y + z*z)
}
