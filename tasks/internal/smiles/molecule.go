// Package smiles reads molecules in the simplified molecular-input line-entry
// system (Weininger, J. Chem. Inf. Comput. Sci. 28, 1988; OpenSMILES) and makes
// circular fingerprints of them. Stereochemistry is read and not kept.
package smiles

import "slices"

// Molecule is atoms and bonds; hydrogens are numbers of atoms, unless they are
// written as atoms that are bonded.
type Molecule struct {
	Atoms []Atom
	Bonds []Bond
	next  [][]neighbour // of each atom

	ends      []neighbour // the memory of next
	seen, low []int       // of findRings
	prints    prints
}

// Atom is an atom.
type Atom struct {
	Number    int // atomic number; 0 for a wildcard
	Aromatic  bool
	Charge    int
	Hydrogens int
	Isotope   int // 0 where none is given
	Ring      bool
}

// Bond is a bond of two atoms.
type Bond struct {
	A, B  int
	Order Order
	Ring  bool
}

// Order is the order of a bond.
type Order uint8

// The orders.
const (
	Single Order = 1 + iota
	Double
	Triple
	Quadruple
	Aromatic
)

// neighbour is a bond as one of its atoms sees it.
type neighbour struct{ atom, bond int }

// link makes the lists of neighbours.
func (m *Molecule) link() {
	m.seen = zeros(m.seen, len(m.Atoms)) // the number of neighbours
	for _, b := range m.Bonds {
		m.seen[b.A]++
		m.seen[b.B]++
	}
	m.next, m.ends = m.next[:0], zeros(m.ends, 2*len(m.Bonds))
	at := 0
	for _, n := range m.seen {
		m.next = append(m.next, m.ends[at:at:at+n])
		at += n
	}
	for i, b := range m.Bonds {
		m.next[b.A] = append(m.next[b.A], neighbour{b.B, i})
		m.next[b.B] = append(m.next[b.B], neighbour{b.A, i})
	}
}

// zeros are n of them, in the memory of list where that is enough.
func zeros[T any](list []T, n int) []T {
	list = slices.Grow(list[:0], n)[:n]
	clear(list)
	return list
}

// findRings marks the bonds that are in a ring, which are those whose removal
// leaves their atoms connected, and their atoms.
func (m *Molecule) findRings() {
	m.seen, m.low = zeros(m.seen, len(m.Atoms)), zeros(m.low, len(m.Atoms))
	count := 0
	for a := range m.Atoms {
		if m.seen[a] == 0 {
			count = m.visit(a, -1, count)
		}
	}
	for _, b := range m.Bonds {
		if b.Ring {
			m.Atoms[b.A].Ring, m.Atoms[b.B].Ring = true, true
		}
	}
}

// visit numbers the atoms from one on that is reached by a bond, in the order
// in which they are seen, and marks their bonds. It gives how many are seen.
func (m *Molecule) visit(a, by, count int) int {
	count++
	m.seen[a], m.low[a] = count, count
	for _, n := range m.next[a] {
		switch {
		case n.bond == by:
		case m.seen[n.atom] == 0:
			count = m.visit(n.atom, n.bond, count)
			m.low[a] = min(m.low[a], m.low[n.atom])
			m.Bonds[n.bond].Ring = m.low[n.atom] <= m.seen[a]
		default:
			m.low[a] = min(m.low[a], m.seen[n.atom])
			m.Bonds[n.bond].Ring = true
		}
	}
	return count
}

// valences are those of the atoms that may stand without brackets.
var valences = [...][]int{5: {3}, 6: {4}, 7: {3, 5}, 8: {2}, 9: {1}, 15: {3, 5}, 16: {2, 4, 6}, 17: {1}, 35: {1}, 53: {1}}

// addHydrogens gives the atoms that stood without brackets as many hydrogens
// as their valence wants: of an aromatic one, a bond goes into the ring's
// electrons.
func (m *Molecule) addHydrogens(bare []bool) {
	for a := range m.Atoms {
		at := &m.Atoms[a]
		if !bare[a] {
			continue
		}
		sum := 0
		for _, n := range m.next[a] {
			if o := m.Bonds[n.bond].Order; o == Aromatic {
				sum++
			} else {
				sum += int(o)
			}
		}
		list := valences[at.Number]
		if at.Aromatic {
			sum++
			list = list[:1]
		}
		if i := slices.IndexFunc(list, func(v int) bool { return v >= sum }); i >= 0 {
			at.Hydrogens = list[i] - sum
		}
	}
}

// symbols are the elements by atomic number.
var symbols = []string{"*",
	"H", "He", "Li", "Be", "B", "C", "N", "O", "F", "Ne", "Na", "Mg", "Al", "Si", "P", "S", "Cl", "Ar",
	"K", "Ca", "Sc", "Ti", "V", "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Ga", "Ge", "As", "Se", "Br", "Kr",
	"Rb", "Sr", "Y", "Zr", "Nb", "Mo", "Tc", "Ru", "Rh", "Pd", "Ag", "Cd", "In", "Sn", "Sb", "Te", "I", "Xe",
	"Cs", "Ba", "La", "Ce", "Pr", "Nd", "Pm", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu",
	"Hf", "Ta", "W", "Re", "Os", "Ir", "Pt", "Au", "Hg", "Tl", "Pb", "Bi", "Po", "At", "Rn",
	"Fr", "Ra", "Ac", "Th", "Pa", "U", "Np", "Pu", "Am", "Cm", "Bk", "Cf", "Es", "Fm", "Md", "No", "Lr",
}
