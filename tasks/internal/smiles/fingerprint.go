package smiles

import (
	"cmp"
	"slices"
)

// Fingerprint is the bits, ascending, of a circular fingerprint in the manner
// of ECFP (Rogers, Hahn, J. Chem. Inf. Model. 50, 2010): each atom begins with a
// number made of its element, its bonds to heavy atoms, its hydrogens, charge,
// isotope and whether it is in a ring or aromatic; in each round it takes in the
// numbers of its neighbours with the orders of the bonds; and every number that
// occurs, from round 0 to radius, sets the bit that it leaves over a division
// by bits. Unlike ECFP, an environment that two atoms share, or that a smaller
// one covers, is not left out: its bit is one more name of the same thing.
// Numbers are mixed by the finaliser of SplitMix64.
func (m *Molecule) Fingerprint(radius, bits int) []int32 {
	ids := make([]uint64, len(m.Atoms))
	set := make([]int32, 0, (1+radius)*len(ids))
	var around []seen
	note := func() {
		for _, id := range ids {
			set = append(set, int32(id%uint64(bits)))
		}
	}
	for a := range ids {
		ids[a] = m.first(a)
	}
	note()
	for round := range radius {
		next := make([]uint64, len(ids))
		for a := range next {
			next[a], around = m.grown(a, round, ids, around)
		}
		ids = next
		note()
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// first is an atom's number before the first round.
func (m *Molecule) first(a int) uint64 {
	at := m.Atoms[a]
	heavy, hydrogens, orders := 0, at.Hydrogens, 0
	for _, n := range m.next[a] {
		if m.Atoms[n.atom].Number == 1 {
			hydrogens++
			continue
		}
		heavy++
		orders += int(m.Bonds[n.bond].Order)
	}
	flags := 0
	if at.Ring {
		flags++
	}
	if at.Aromatic {
		flags += 2
	}
	var h uint64
	for _, v := range []int{at.Number, heavy, orders, hydrogens, at.Charge, at.Isotope, flags} {
		h = mix(h ^ uint64(int64(v)))
	}
	return h
}

// seen is a neighbour: the order of its bond and its number.
type seen struct {
	order Order
	id    uint64
}

// grown is an atom's number after a round. It writes over around, which it
// returns.
func (m *Molecule) grown(a, round int, ids []uint64, around []seen) (uint64, []seen) {
	around = around[:0]
	for _, n := range m.next[a] {
		around = append(around, seen{m.Bonds[n.bond].Order, ids[n.atom]})
	}
	slices.SortFunc(around, func(a, b seen) int { return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.id, b.id)) })
	h := mix(uint64(round+1) ^ mix(ids[a]))
	for _, s := range around {
		h = mix(h ^ uint64(s.order))
		h = mix(h ^ s.id)
	}
	return h, around
}

// mix spreads the bits of a number.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
