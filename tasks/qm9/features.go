package qm9

import "math"

// What the network sees of a molecule, as in Gilmer et al., "Neural message
// passing for quantum chemistry" (2017), and PyTorch Geometric: features of
// each atom, and of each ordered pair of atoms.
const (
	// NodeFeatures is the number of an atom's: one-hot H, C, N, O, F; atomic
	// number; whether aromatic; whether sp, sp2, sp3; the number of hydrogens
	// bonded to it.
	NodeFeatures = 11
	// EdgeFeatures is the number of a pair's: one-hot single, double, triple,
	// aromatic, all 0 where there is no bond; the distance in Angstrom.
	EdgeFeatures = 5
)

// The places of an atom's features behind the one-hot element.
const (
	numberAt    = 5
	aromaticAt  = 6
	hybridAt    = 7
	hydrogensAt = 10
)

// elementAt is the place of an element among the one-hot ones.
var elementAt = [10]int{1: 0, 6: 1, 7: 2, 8: 3, 9: 4}

// Atoms is the number of atoms of molecule i.
func (s *Set) Atoms(i int) int { return int(s.firstAtom[i+1] - s.firstAtom[i]) }

// Pairs is the number of ordered pairs of atoms of molecule i, those of an atom
// with itself included.
func (s *Set) Pairs(i int) int {
	n := s.Atoms(i)
	return n * n
}

// Number is the number of molecule i in GDB-9, from 1.
func (s *Set) Number(i int) int { return int(s.id[i]) }

// Elements are the atomic numbers of molecule i's atoms. They are shared:
// nobody may change them.
func (s *Set) Elements(i int) []uint8 { return s.z[s.firstAtom[i]:s.firstAtom[i+1]] }

// bondsOf are the bonds of molecule i.
func (s *Set) bondsOf(i int) []bond { return s.bonds[s.firstBond[i]:s.firstBond[i+1]] }

// Places are the places of molecule i's atoms in Angstrom, Atoms x 3. They
// are shared: nobody may change them.
func (s *Set) Places(i int) []float32 { return s.at[3*s.firstAtom[i] : 3*s.firstAtom[i+1]] }

// FillNodes writes the features of molecule i's atoms, Atoms x NodeFeatures.
func (s *Set) FillNodes(i int, dst []float32) {
	first := s.firstAtom[i]
	clear(dst[:s.Atoms(i)*NodeFeatures])
	for a, z := range s.Elements(i) {
		f, kinds := dst[a*NodeFeatures:][:NodeFeatures], s.kinds[int(first)+a]
		f[elementAt[z]] = 1
		f[numberAt] = float32(z)
		if kinds&aromaticBit != 0 {
			f[aromaticAt] = 1
		}
		if h := hybrid(kinds & hybridBits); h != 0 {
			f[hybridAt+int(h-sp)] = 1
		}
		f[hydrogensAt] = float32(kinds / hydrogenUnit)
	}
}

// FillPairs writes the features of molecule i's pairs, Pairs x EdgeFeatures:
// that from atom a to atom b of n in row a n + b. Those of an atom with itself
// are 0.
func (s *Set) FillPairs(i int, dst []float32) {
	n, at := s.Atoms(i), s.Places(i)
	clear(dst[:n*n*EdgeFeatures])
	for b := range n {
		for a := range b {
			x, y, z := at[3*a]-at[3*b], at[3*a+1]-at[3*b+1], at[3*a+2]-at[3*b+2]
			d := float32(math.Sqrt(float64(x*x + y*y + z*z)))
			dst[(a*n+b)*EdgeFeatures+EdgeFeatures-1] = d
			dst[(b*n+a)*EdgeFeatures+EdgeFeatures-1] = d
		}
	}
	for _, b := range s.bondsOf(i) {
		for _, e := range []int{int(b.a)*n + int(b.b), int(b.b)*n + int(b.a)} {
			dst[e*EdgeFeatures+int(b.kind-single)] = 1
		}
	}
}
