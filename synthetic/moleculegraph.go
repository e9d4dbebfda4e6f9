package synthetic

import (
	"math/rand/v2"
	"slices"
)

// skeleton is a molecule as chemists draw it: atoms and bonds, every valence
// filled, double bonds of aromatic rings in one of their two places. Atoms but
// hydrogens come first.
type skeleton struct {
	z        []uint8 // atomic numbers
	bonds    []link
	next     [][]int // the bonds of each atom
	aromatic []bool  // atoms of aromatic rings

	far, queue []int // the memory of steps
}

// link is a bond of atoms a < b.
type link struct{ a, b, order int }

// valences are the numbers of bonds of the elements.
var valences = [10]int{1: 1, 6: 4, 7: 3, 8: 2, 9: 1}

// Molecules have leastHeavy to mostHeavy atoms that are no hydrogens, as
// those of GDB-9.
const (
	leastHeavy = 4
	mostHeavy  = 9
	usual      = 24 // atoms that room is made for, with hydrogens
)

// aromatics are the rings that a molecule may begin with: elements, in order
// from a single to a double bond. In rings of 5 the first gives two electrons.
var aromatics = [][]uint8{{6, 6, 6, 6, 6, 6}, {7, 6, 6, 6, 6, 6}, {7, 6, 6, 6, 6}, {8, 6, 6, 6, 6}, {7, 6, 7, 6, 6}, {8, 6, 7, 6, 6}}

// drawSkeleton draws a molecule: a ring or an atom, to which atoms are bonded
// one by one; then rings are closed and bonds made double or triple where
// valences are open; hydrogens fill the rest.
func drawSkeleton(r *rand.Rand) *skeleton {
	heavy := leastHeavy + r.IntN(mostHeavy-leastHeavy+1)
	s := &skeleton{z: make([]uint8, 0, usual), bonds: make([]link, 0, usual), next: make([][]int, 0, usual), aromatic: make([]bool, 0, usual)}
	if ring := aromatics[r.IntN(len(aromatics))]; r.Float64() < 0.3 && len(ring) <= heavy {
		s.beginRing(ring)
	} else {
		s.addAtom(6)
	}
	for len(s.z) < heavy {
		s.grow(r)
	}
	for range 2 {
		if r.Float64() < 0.4 {
			s.closeRing(r)
		}
	}
	s.unsaturate(r)
	for a := range len(s.z) {
		for range s.open(a) {
			s.bond(a, s.addAtom(1), 1)
		}
	}
	return s
}

func (s *skeleton) addAtom(z uint8) int {
	s.z, s.next, s.aromatic = append(s.z, z), append(s.next, make([]int, 0, valences[z])), append(s.aromatic, false)
	return len(s.z) - 1
}

func (s *skeleton) bond(a, b, order int) {
	s.next[a], s.next[b] = append(s.next[a], len(s.bonds)), append(s.next[b], len(s.bonds))
	s.bonds = append(s.bonds, link{min(a, b), max(a, b), order})
}

// open is the number of an atom's bonds that are still to come.
func (s *skeleton) open(a int) int {
	n := valences[s.z[a]]
	for _, i := range s.next[a] {
		n -= s.bonds[i].order
	}
	return n
}

// other is the atom at the other end of bond i.
func (s *skeleton) other(i, a int) int { return s.bonds[i].a + s.bonds[i].b - a }

// beginRing makes an aromatic ring.
func (s *skeleton) beginRing(ring []uint8) {
	for _, z := range ring {
		s.aromatic[s.addAtom(z)] = true
	}
	for i := range ring {
		order := 1 + i%2
		s.bond(i, (i+1)%len(ring), order)
	}
}

// grow bonds a new atom to one with an open valence. Two neighbours that are
// no carbon are rare.
func (s *skeleton) grow(r *rand.Rand) {
	for {
		a := r.IntN(len(s.z))
		z := [...]uint8{6, 6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9}[r.IntN(16)]
		if s.open(a) == 0 || s.z[a] != 6 && z != 6 && r.Float64() < 0.95 {
			continue
		}
		s.bond(a, s.addAtom(z), 1)
		// An atom that can go no further would end a molecule that is too small.
		if slices.ContainsFunc(s.atoms(), func(a int) bool { return s.open(a) > 0 }) {
			return
		}
		s.z[len(s.z)-1] = 6
		return
	}
}

// atoms are the numbers of all atoms.
func (s *skeleton) atoms() []int {
	list := make([]int, len(s.z))
	for i := range list {
		list[i] = i
	}
	return list
}

// closeRing bonds two atoms, of which at least one is a carbon, to a ring of
// 3 to 6, if a pair that is drawn allows it.
func (s *skeleton) closeRing(r *rand.Rand) {
	for range 10 {
		a, b := r.IntN(len(s.z)), r.IntN(len(s.z))
		d := s.steps(a, -1)[b]
		if d < 2 || d > 5 || s.open(a) == 0 || s.open(b) == 0 || s.z[a] != 6 && s.z[b] != 6 || s.aromatic[a] && s.aromatic[b] {
			continue
		}
		s.bond(a, b, 1)
		return
	}
}

// steps is the number of bonds to each atom, without the one given; more than
// there are atoms where no way leads. It holds until the next call.
func (s *skeleton) steps(from, without int) []int {
	s.far = s.far[:0]
	for range s.z {
		s.far = append(s.far, len(s.z)+1)
	}
	s.far[from] = 0
	s.queue = append(s.queue[:0], from)
	for at := 0; at < len(s.queue); at++ {
		a := s.queue[at]
		for _, i := range s.next[a] {
			if to := s.other(i, a); i != without && s.far[to] > len(s.z) {
				s.far[to] = s.far[a] + 1
				s.queue = append(s.queue, to)
			}
		}
	}
	return s.far
}

// ringSize is the size of the smallest ring of a bond; more than there are
// atoms, and one, where it is in none.
func (s *skeleton) ringSize(i int) int { return s.steps(s.bonds[i].a, i)[s.bonds[i].b] + 1 }

// unsaturate raises the orders of some bonds. No atom gets two double bonds, no
// small ring a double bond, no ring a triple one.
func (s *skeleton) unsaturate(r *rand.Rand) {
	for _, i := range r.Perm(len(s.bonds)) {
		b := &s.bonds[i]
		if r.Float64() > 0.35 || s.unsaturated(b.a) || s.unsaturated(b.b) {
			continue
		}
		room, ring := min(s.open(b.a), s.open(b.b)), s.ringSize(i)
		switch {
		case room >= 2 && ring > len(s.z) && r.Float64() < 0.35:
			b.order = 3
		case room >= 1 && ring > 4:
			b.order = 2
		}
	}
}

// unsaturated says that an atom has another bond than single ones, or is
// aromatic.
func (s *skeleton) unsaturated(a int) bool {
	return s.aromatic[a] || slices.ContainsFunc(s.next[a], func(i int) bool { return s.bonds[i].order > 1 })
}

// flat says that an atom's bonds lie in a plane: it has a double bond, is
// aromatic, or is a nitrogen next to such an atom.
func (s *skeleton) flat(a int) bool {
	return s.unsaturated(a) || s.z[a] == 7 && slices.ContainsFunc(s.next[a], func(i int) bool { return s.unsaturated(s.other(i, a)) })
}

// straight says that an atom has a triple bond.
func (s *skeleton) straight(a int) bool {
	return slices.ContainsFunc(s.next[a], func(i int) bool { return s.bonds[i].order == 3 })
}
