package qm9

import "math"

// Where a file has no bonds they are perceived from the geometry:
//
//  1. Two atoms are bonded when they are nearer than the sum of their covalent
//     radii and slack. Of an atom with more such neighbours than bonds (H 1,
//     C 4, N 4, O 2, F 1) the farthest ones for their radii are none.
//  2. Every bond is at least single. The other bonds' orders are the ones that
//     leave the fewest valences of carbon open, then those whose charges add
//     up to the least, then those with the fewest charges, then those whose
//     lengths are nearest to the usual ones. Valences are H 1, C 4, N 3, O 2,
//     F 1; N with 4 has charge 1, and an open valence of another atom than
//     carbon is charge -1.
//  3. Aromaticity follows from the orders, as for a file that has them.

// slack is in Angstrom.
const slack = 0.25

// covalent are the radii of rule 1 in Angstrom (Cordero et al., Dalton
// Transactions 2832, 2008).
var covalent = map[uint8]float64{1: 0.31, 6: 0.76, 7: 0.71, 8: 0.66, 9: 0.57}

// radii are the radii of single, double and triple bonds in Angstrom (Pyykko,
// Atsumi, Chemistry 15, 186 and 12770, 2009), for rule 2.
var radii = map[uint8][4]float64{
	1: {single: 0.32},
	6: {single: 0.75, double: 0.67, triple: 0.60},
	7: {single: 0.71, double: 0.60, triple: 0.54},
	8: {single: 0.63, double: 0.57, triple: 0.53},
	9: {single: 0.64},
}

// valence is the number of bonds of rule 2.
var valence = map[uint8]int{1: 1, 6: 4, 7: 3, 8: 2, 9: 1}

// Prices of rule 2, in Angstrom of misfit.
const (
	openCarbon = 1000
	netCharge  = 100 // of the molecule
	charge     = 10  // of an atom
)

// perceive fills in the bonds of a molecule whose file has none.
func (m *molecule) perceive() {
	m.bonds = m.bonds[:0]
	for b := range m.z {
		for a := range b {
			if c := (bond{uint8(a), uint8(b), single}); m.gap(c) < slack {
				m.bonds = append(m.bonds, c)
			}
		}
	}
	for a := range m.z {
		m.limit(uint8(a))
	}
	newOrders(m).assign()
}

// gap is how much longer a bond is than the radii of its atoms.
func (m *molecule) gap(b bond) float64 {
	return distance(m.at[b.a], m.at[b.b]) - covalent[m.z[b.a]] - covalent[m.z[b.b]]
}

// limit takes an atom's longest bonds away until it has no more than it can.
func (m *molecule) limit(atom uint8) {
	most := valence[m.z[atom]]
	if m.z[atom] == 7 {
		most++
	}
	for {
		count, longest := 0, -1
		for i, b := range m.bonds {
			if b.a != atom && b.b != atom {
				continue
			}
			if count++; longest < 0 || m.gap(b) > m.gap(m.bonds[longest]) {
				longest = i
			}
		}
		if count <= most {
			return
		}
		m.bonds = append(m.bonds[:longest], m.bonds[longest+1:]...)
	}
}

// orders searches for the orders of bonds.
type orders struct {
	m      *molecule
	open   []int // valences that are not in use, of each atom; -1 for N with 4
	left   []int // bonds still to be decided, of each atom
	multi  []int // the bonds that can have another order than 1
	price  float64
	best   float64
	chosen []kind // of multi, the best so far
}

func newOrders(m *molecule) *orders {
	o := &orders{m: m, open: make([]int, len(m.z)), left: make([]int, len(m.z)), best: math.Inf(1)}
	for i, z := range m.z {
		o.open[i] = valence[z]
	}
	for _, b := range m.bonds {
		o.open[b.a]--
		o.open[b.b]--
	}
	for i, b := range m.bonds {
		if o.room(b.a) > 0 && o.room(b.b) > 0 && o.open[b.a]+o.open[b.b] > 0 {
			o.multi = append(o.multi, i)
			o.left[b.a]++
			o.left[b.b]++
		}
	}
	for i := range m.z {
		if o.left[i] == 0 {
			o.price += o.of(i)
		}
	}
	o.chosen = make([]kind, len(o.multi))
	return o
}

// room is how many more bonds an atom can take.
func (o *orders) room(i uint8) int {
	if o.m.z[i] == 7 {
		return o.open[i] + 1
	}
	return o.open[i]
}

// of is the price of an atom whose bonds are all decided.
func (o *orders) of(i int) float64 {
	price := float64(charge)
	if o.m.z[i] == 6 {
		price = openCarbon
	}
	return price * math.Abs(float64(o.open[i]))
}

// net is the charge of the molecule.
func (o *orders) net() int {
	sum := 0
	for i, n := range o.open {
		if o.m.z[i] != 6 {
			sum -= n
		}
	}
	return sum
}

// assign finds the cheapest orders, by trying all save those that cannot be.
func (o *orders) assign() {
	o.decide(0, o.price)
	for i, at := range o.multi {
		o.m.bonds[at].kind = o.chosen[i]
	}
}

// decide tries the orders of multi[i:], at the price of those before.
func (o *orders) decide(i int, price float64) {
	if price >= o.best {
		return
	}
	if i == len(o.multi) {
		if price += netCharge * math.Abs(float64(o.net())); price >= o.best {
			return
		}
		o.best = price
		for j, at := range o.multi {
			o.chosen[j] = o.m.bonds[at].kind
		}
		return
	}
	b := &o.m.bonds[o.multi[i]]
	o.left[b.a]--
	o.left[b.b]--
	most := min(2, o.room(b.a), o.room(b.b))
	for extra := range most + 1 {
		b.kind = single + kind(extra)
		usual := radii[o.m.z[b.a]][b.kind] + radii[o.m.z[b.b]][b.kind]
		p := price + math.Abs(distance(o.m.at[b.a], o.m.at[b.b])-usual)
		o.open[b.a] -= extra
		o.open[b.b] -= extra
		for _, end := range []uint8{b.a, b.b} {
			if o.left[end] == 0 {
				p += o.of(int(end))
			}
		}
		o.decide(i+1, p)
		o.open[b.a] += extra
		o.open[b.b] += extra
	}
	o.left[b.a]++
	o.left[b.b]++
}
