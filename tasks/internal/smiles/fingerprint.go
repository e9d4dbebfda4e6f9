package smiles

import mathbits "math/bits"

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
	p := &m.prints
	p.ids, p.next, p.on = p.ids[:0], zeros(p.next, len(m.Atoms)), zeros(p.on, (bits+63)/64)
	for a := range m.Atoms {
		p.ids = append(p.ids, m.first(a))
	}
	count := p.note(bits)
	for round := range radius {
		for a := range p.next {
			p.next[a] = m.grown(a, round)
		}
		p.ids, p.next = p.next, p.ids
		count += p.note(bits)
	}
	set := make([]int32, 0, count)
	for i, word := range p.on {
		for ; word != 0; word &= word - 1 {
			set = append(set, int32(64*i+mathbits.TrailingZeros64(word)))
		}
	}
	return set
}

// prints is the memory of Fingerprint.
type prints struct {
	ids, next []uint64 // of each atom, before and after a round
	around    []seen
	on        []uint64 // the bits that are set
}

// note sets the bits of all atoms' numbers and gives how many were not set.
func (p *prints) note(bits int) int {
	count := 0
	for _, id := range p.ids {
		i := id % uint64(bits)
		if word := &p.on[i/64]; *word>>(i%64)&1 == 0 {
			*word |= 1 << (i % 64)
			count++
		}
	}
	return count
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

// grown is an atom's number after a round: its neighbours count in the order
// of their bonds and numbers.
func (m *Molecule) grown(a, round int) uint64 {
	p := &m.prints
	p.around = p.around[:0]
	for _, n := range m.next[a] {
		s := seen{m.Bonds[n.bond].Order, p.ids[n.atom]}
		p.around = append(p.around, s)
		i := len(p.around) - 1
		for ; i > 0 && s.before(p.around[i-1]); i-- {
			p.around[i] = p.around[i-1]
		}
		p.around[i] = s
	}
	h := mix(uint64(round+1) ^ mix(p.ids[a]))
	for _, s := range p.around {
		h = mix(h ^ uint64(s.order))
		h = mix(h ^ s.id)
	}
	return h
}

func (s seen) before(t seen) bool { return s.order < t.order || s.order == t.order && s.id < t.id }

// mix spreads the bits of a number.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
