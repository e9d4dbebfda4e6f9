package qm9

import "slices"

// Aromaticity and hybridisation follow from bonds whose orders are known, by
// the usual rules in a simple form:
//
//   - A ring of 5 to 7 atoms is aromatic when each of its atoms gives a number
//     of pi electrons and these are 6 together. An atom with a double bond to
//     an atom in a ring gives 1; a carbon with a double bond to O or N outside
//     of rings gives 0; N with three single bonds, or O with two, gives 2. Any
//     other atom makes the ring not aromatic.
//   - sp: a triple bond or two double bonds. sp2: one double bond, an aromatic
//     atom, or N or O with a lone pair, at least two and at most three bonds,
//     next to an atom with a double, triple or aromatic bond. Every other atom
//     but hydrogen is sp3.

// Rings that may be aromatic.
const smallest, largest = 5, 7

// hybrid is the hybridisation of an atom; 0 for hydrogen.
type hybrid uint8

const (
	sp hybrid = iota + 1
	sp2
	sp3
)

// graph is the bonds of a molecule, atom by atom.
type graph struct {
	m    *molecule
	next [][]int // the bonds of each atom
}

func newGraph(m *molecule) graph {
	g := graph{m, make([][]int, len(m.z))}
	degree := make([]int, len(m.z))
	for _, b := range m.bonds {
		degree[b.a]++
		degree[b.b]++
	}
	all, at := make([]int, 2*len(m.bonds)), 0
	for a, n := range degree {
		g.next[a] = all[at : at : at+n]
		at += n
	}
	for i, b := range m.bonds {
		g.next[b.a] = append(g.next[b.a], i)
		g.next[b.b] = append(g.next[b.b], i)
	}
	return g
}

// other is the atom at the other end of bond i.
func (g graph) other(i, atom int) int {
	b := g.m.bonds[i]
	return int(b.a) + int(b.b) - atom
}

// count is the number of bonds of a kind that an atom has.
func (g graph) count(atom int, k kind) int {
	n := 0
	for _, i := range g.next[atom] {
		if g.m.bonds[i].kind == k {
			n++
		}
	}
	return n
}

// ring is the bonds and the atoms of a ring.
type ring struct{ bonds, atoms []int }

// rings are the rings of at most largest atoms that have no bond across them, each
// once.
func (g graph) rings() []ring {
	var all []ring
	var path ring
	for start := range g.m.z {
		path.atoms = append(path.atoms[:0], start)
		all = g.walk(all, start, &path)
	}
	return all
}

// walk goes on from the end of a path over atoms after the first one, the
// second before the last so that a ring is walked in one direction only. It
// leaves the path as it was.
func (g graph) walk(all []ring, start int, path *ring) []ring {
	end := path.atoms[len(path.atoms)-1]
	for _, i := range g.next[end] {
		to := g.other(i, end)
		if to == start && len(path.atoms) > 2 && path.atoms[1] < end && g.chordless(path.atoms) {
			all = append(all, ring{append(slices.Clone(path.bonds), i), slices.Clone(path.atoms)})
		}
		if to <= start || len(path.atoms) == largest || slices.Contains(path.atoms, to) {
			continue
		}
		path.bonds, path.atoms = append(path.bonds, i), append(path.atoms, to)
		all = g.walk(all, start, path)
		path.bonds, path.atoms = path.bonds[:len(path.bonds)-1], path.atoms[:len(path.atoms)-1]
	}
	return all
}

// chordless says that no bond joins two atoms of a ring across it.
func (g graph) chordless(atoms []int) bool {
	n := 0
	for _, a := range atoms {
		for _, i := range g.next[a] {
			if slices.Contains(atoms, g.other(i, a)) {
				n++
			}
		}
	}
	return n == 2*len(atoms)
}

// aromatise makes the bonds of aromatic rings aromatic.
func (g graph) aromatise() {
	rings := g.rings()
	in := make([]bool, len(g.m.z))
	for _, r := range rings {
		for _, a := range r.atoms {
			in[a] = true
		}
	}
	var found []ring
	for _, r := range rings {
		if len(r.atoms) >= smallest && g.electrons(r, in) == 6 {
			found = append(found, r)
		}
	}
	for _, r := range found {
		for _, i := range r.bonds {
			g.m.bonds[i].kind = aromatic
		}
	}
}

// electrons is the number of pi electrons of a ring; -1 when an atom is not
// part of a pi system. A bond that is aromatic already counts as double.
func (g graph) electrons(r ring, in []bool) int {
	sum := 0
	for _, a := range r.atoms {
		n := g.gives(a, in)
		if n < 0 {
			return -1
		}
		sum += n
	}
	return sum
}

func (g graph) gives(a int, in []bool) int {
	for _, i := range g.next[a] {
		switch to := g.other(i, a); {
		case g.m.bonds[i].kind == triple:
			return -1
		case g.m.bonds[i].kind == aromatic, g.m.bonds[i].kind == double && in[to]:
			return 1
		case g.m.bonds[i].kind == double && g.m.z[a] == 6 && (g.m.z[to] == 8 || g.m.z[to] == 7):
			return 0
		case g.m.bonds[i].kind == double:
			return -1
		}
	}
	if n := len(g.next[a]); g.m.z[a] == 7 && n == 3 || g.m.z[a] == 8 && n == 2 {
		return 2
	}
	return -1
}

// hybridisation of an atom, once aromatise has run.
func (g graph) hybridisation(a int) hybrid {
	switch {
	case g.m.z[a] == 1:
		return 0
	case g.count(a, triple) > 0 || g.count(a, double) > 1:
		return sp
	case g.unsaturated(a):
		return sp2
	}
	if n := len(g.next[a]); (g.m.z[a] == 7 || g.m.z[a] == 8) && n >= 2 && n <= 3 {
		for _, i := range g.next[a] {
			if g.unsaturated(g.other(i, a)) {
				return sp2
			}
		}
	}
	return sp3
}

// unsaturated says that an atom has another bond than single ones.
func (g graph) unsaturated(a int) bool { return g.count(a, single) < len(g.next[a]) }

// hydrogens is the number of hydrogen atoms at an atom.
func (g graph) hydrogens(a int) int {
	n := 0
	for _, i := range g.next[a] {
		if g.m.z[g.other(i, a)] == 1 {
			n++
		}
	}
	return n
}
