package qm9

import (
	"fmt"
	"math"
)

// The properties of a molecule, in the order and the units of gdb9.sdf.csv.
// The last four are atomisation energies.
const (
	rotA = iota // GHz, as rotB and rotC
	rotB
	rotC
	mu     // Debye
	alpha  // a0^3
	homo   // Hartree, as all down to g298 that do not say otherwise
	lumo   //
	gap    //
	r2     // a0^2
	zpve   //
	u0     //
	u298   //
	h298   //
	g298   //
	cv     // cal/(mol K)
	u0Atom // kcal/mol, as the rest
	u298Atom
	h298Atom
	g298Atom
	properties
)

// columns are the names of the properties in gdb9.sdf.csv.
var columns = [properties]string{
	"A", "B", "C", "mu", "alpha", "homo", "lumo", "gap", "r2", "zpve", "u0", "u298", "h298", "g298", "cv",
	"u0_atom", "u298_atom", "h298_atom", "g298_atom",
}

// molecule is one molecule as read, before it is packed.
type molecule struct {
	id    int          // the number of gdb_1, from 1
	z     []uint8      // atomic numbers
	at    [][3]float64 // Angstrom
	bonds []bond       // as the file has them; see known
	known bool         // bonds are those of the file, none to be perceived
	prop  [properties]float64
}

// name is what errors call the molecule.
func (m *molecule) name() string { return fmt.Sprintf("gdb_%d", m.id) }

// bond joins atoms a < b.
type bond struct {
	a, b uint8
	kind kind
}

// kind is the kind of a pair of atoms; a bond has any but none.
type kind uint8

const (
	none kind = iota
	single
	double
	triple
	aromatic
	kinds
)

// The elements of QM9: symbols by atomic number.
var elements = map[string]uint8{"H": 1, "C": 6, "N": 7, "O": 8, "F": 9}

// element is the atomic number of a symbol.
func element(symbol string) (uint8, error) {
	if z := elements[symbol]; z != 0 {
		return z, nil
	}
	return 0, fmt.Errorf("unknown element %q; QM9 has H, C, N, O and F", symbol)
}

// maxAtoms is the number of atoms of the largest molecule of QM9.
const maxAtoms = 29

// mostPlace is more than any coordinate of a molecule of QM9, Angstrom.
const mostPlace = 1000

// check returns an error for what no file of the set may hold, also once it is
// in the units and the precision that the network takes.
func (m *molecule) check() error {
	switch n := len(m.z); {
	case n == 0 || n > maxAtoms:
		return fmt.Errorf("%d atoms; QM9 has 1 to %d", n, maxAtoms)
	case len(m.at) != n:
		panic("qm9: atoms without places")
	}
	for i, p := range m.at {
		for _, v := range p {
			if !(math.Abs(v) <= mostPlace) {
				return fmt.Errorf("atom %d stands at %v Angstrom; no molecule is so large", i+1, v)
			}
		}
		for j, q := range m.at[:i] {
			if distance(p, q) < 0.3 {
				return fmt.Errorf("atoms %d and %d stand at the same place", j+1, i+1)
			}
		}
	}
	for i, v := range m.prop {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("property %s is %v", columns[i], v)
		}
	}
	for _, t := range targets {
		if v := m.prop[t.property]; !(math.Abs(v*t.factor) <= math.MaxFloat32) {
			return fmt.Errorf("property %s is %v, too large in %s", columns[t.property], v, t.unit)
		}
	}
	return nil
}

// distance is in Angstrom.
func distance(p, q [3]float64) float64 {
	x, y, z := p[0]-q[0], p[1]-q[1], p[2]-q[2]
	return math.Sqrt(x*x + y*y + z*z)
}
