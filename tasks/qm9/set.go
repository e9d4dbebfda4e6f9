package qm9

import (
	"slices"
	"sort"
)

// Set is molecules as the network sees them, packed: some 600 bytes each.
// It is shared and never changed once read.
type Set struct {
	id        []int32
	firstAtom []int32 // of each molecule, and the end
	firstBond []int32
	z         []uint8
	kinds     []uint8   // of each atom: hybridisation, aromatic, hydrogens; see pack
	at        []float32 // three an atom, in Angstrom
	bonds     []bond
	prop      []float64 // properties a molecule
}

// Len is the number of molecules.
func (s *Set) Len() int { return len(s.id) }

// An atom's kinds: two bits of hybridisation, one for aromatic, and the number
// of hydrogens above.
const (
	hybridBits   = 3
	aromaticBit  = 4
	hydrogenUnit = 8
)

// add packs a molecule, with its bonds perceived where the file had none. The
// error does not name the molecule.
func (s *Set) add(m *molecule) error {
	if err := m.check(); err != nil {
		return err
	}
	if !m.known {
		m.perceive()
	}
	g := newGraph(m)
	g.aromatise()
	s.begin()
	s.id = append(s.id, int32(m.id))
	s.z, s.kinds, s.at = slices.Grow(s.z, len(m.z)), slices.Grow(s.kinds, len(m.z)), slices.Grow(s.at, 3*len(m.z))
	for a, z := range m.z {
		k := uint8(g.hybridisation(a)) | uint8(g.hydrogens(a))*hydrogenUnit
		if g.count(a, aromatic) > 0 {
			k |= aromaticBit
		}
		s.z, s.kinds = append(s.z, z), append(s.kinds, k)
		for _, v := range m.at[a] {
			s.at = append(s.at, float32(v))
		}
	}
	s.bonds = append(s.bonds, m.bonds...)
	s.firstAtom = append(s.firstAtom, int32(len(s.z)))
	s.firstBond = append(s.firstBond, int32(len(s.bonds)))
	s.prop = append(s.prop, m.prop[:]...)
	return nil
}

// begin readies an empty set for its first molecule.
func (s *Set) begin() {
	if s.Len() == 0 {
		s.firstAtom, s.firstBond = []int32{0}, []int32{0}
	}
}

// Append adds the molecules of another set behind those that are there.
func (s *Set) Append(more *Set) {
	s.begin()
	atoms, bonds := int32(len(s.z)), int32(len(s.bonds))
	for i := range more.Len() {
		s.firstAtom = append(s.firstAtom, atoms+more.firstAtom[i+1])
		s.firstBond = append(s.firstBond, bonds+more.firstBond[i+1])
	}
	s.id = append(s.id, more.id...)
	s.z, s.kinds = append(s.z, more.z...), append(s.kinds, more.kinds...)
	s.at, s.bonds = append(s.at, more.at...), append(s.bonds, more.bonds...)
	s.prop = append(s.prop, more.prop...)
}

// property is a property of molecule i.
func (s *Set) property(i, p int) float64 { return s.prop[i*properties+p] }

// byNumber are the molecules in the order of their numbers, so that splits do not
// depend on the order of files.
func (s *Set) byNumber() []int {
	order := make([]int, s.Len())
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return s.id[order[a]] < s.id[order[b]] })
	return order
}
