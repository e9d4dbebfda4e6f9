package synthetic

import (
	"math"

	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/mat"
)

// element is what the formulas take of an element.
type element struct {
	symbol string
	mass   float64 // unified atomic mass units, of the commonest isotope
	// Electronegativity and hardness in eV (Rappe, Goddard, J. Phys. Chem. 95,
	// 3358, 1991).
	negativity, hardness float64
	electrons            int     // of valence
	levelS, levelP       float64 // of an electron in eV, after Harrison, "Elementary electronic structure", 1999
	polarisability       float64 // Angstrom^3, after Miller, J. Am. Chem. Soc. 112, 8533, 1990
	size                 float64 // mean square radius of the electrons, a0^2
}

var elementsByNumber = [10]element{
	1: {"H", 1.00783, 4.528, 13.890, 1, -13.61, 0, 0.387, 2.4},
	6: {"C", 12, 5.343, 10.126, 4, -19.38, -11.07, 1.061, 2.3},
	7: {"N", 14.00307, 6.899, 11.760, 5, -26.22, -13.84, 0.964, 1.7},
	8: {"O", 15.99491, 8.741, 13.364, 6, -34.02, -16.77, 0.569, 1.4},
	9: {"F", 18.99840, 10.874, 14.948, 7, -42.79, -19.87, 0.296, 1.1},
}

// Units.
const (
	coulomb    = 14.3996  // e^2 / (4 pi eps0), eV Angstrom
	debye      = 4.80320  // of an e Angstrom
	bohr       = 0.529177 // Angstrom
	evolt      = 27.211386
	kcalOfHart = 627.509474
)

// charges are those of least energy of a neutral molecule: each atom's own,
// by electronegativity and hardness, and that between atoms, softened where
// they are near. The energy is in eV.
func charges(z []uint8, at [][3]float64) (q []float64, energy float64) {
	n := len(z)
	a, b := mat.NewDense(n+1, n+1, nil), mat.NewVecDense(n+1, nil)
	for i := range n {
		e := elementsByNumber[z[i]]
		a.Set(i, i, e.hardness)
		a.Set(i, n, 1)
		a.Set(n, i, 1)
		b.SetVec(i, -e.negativity)
		for j := range i {
			soft := 2 * coulomb / (e.hardness + elementsByNumber[z[j]].hardness)
			v := coulomb / math.Hypot(apartBy(at[i], at[j]), soft)
			a.Set(i, j, v)
			a.Set(j, i, v)
		}
	}
	var x mat.VecDense
	if err := x.SolveVec(a, b); err != nil {
		panic("synthetic: charges: " + err.Error())
	}
	q = make([]float64, n)
	for i := range q {
		q[i] = x.AtVec(i)
		energy -= q[i] * b.AtVec(i) / 2 // at the minimum, half the linear part
	}
	return q, energy
}

// dipole is in Debye.
func dipole(q []float64, at [][3]float64) float64 {
	var d [3]float64
	for i, p := range at {
		for c := range 3 {
			d[c] += q[i] * p[c]
		}
	}
	return debye * math.Sqrt(d[0]*d[0]+d[1]*d[1]+d[2]*d[2])
}

// frontier is the highest level with electrons and the lowest without, in eV,
// of a Hueckel matrix over all valence orbitals: levels of atoms, and between
// atoms Harrison's couplings, which fall with the square of the distance and
// end behind the length of a bond.
func frontier(z []uint8, at [][3]float64) (homo, lumo float64) {
	first, n, electrons := make([]int, len(z)), 0, 0
	for i, e := range z {
		first[i] = n
		electrons += elementsByNumber[e].electrons
		if n++; e != 1 {
			n += 3
		}
	}
	w := eigens.Get().(*eigen)
	defer eigens.Put(w)
	h := w.begin(n)
	for i, e := range z {
		h.SetSym(first[i], first[i], elementsByNumber[e].levelS)
		for c := 1; c <= 3 && e != 1; c++ {
			h.SetSym(first[i]+c, first[i]+c, elementsByNumber[e].levelP)
		}
		for j := range i {
			couple(h, first[i], first[j], e != 1, z[j] != 1, at[i], at[j])
		}
	}
	levels, _ := w.factorize(lapack.EVNone)
	return levels[electrons/2-1], levels[electrons/2]
}

// Harrison's couplings in units of hbar^2 / (m d^2), which is 7.62 eV
// Angstrom^2 / d^2.
const (
	coupling                        = 7.62
	ssSigma, spSigma                = -1.32, 1.42
	ppSigma, ppPi                   = 2.22, -0.63
	couplingEnd, couplingEndsWithin = 1.9, 0.12 // Angstrom
)

// couple fills in the couplings of the orbitals of two atoms, of which those
// without p orbitals are hydrogen.
func couple(h *mat.SymDense, i, j int, pi, pj bool, at, to [3]float64) {
	d := apartBy(at, to)
	v := coupling / (d * d) / (1 + math.Exp((d-couplingEnd)/couplingEndsWithin))
	var u [3]float64 // from i to j
	for c := range u {
		u[c] = (to[c] - at[c]) / d
	}
	h.SetSym(i, j, v*ssSigma)
	for c := range 3 {
		if pj {
			h.SetSym(i, j+1+c, v*spSigma*u[c])
		}
		if pi {
			h.SetSym(i+1+c, j, -v*spSigma*u[c])
		}
		for f := range 3 {
			if !pi || !pj {
				continue
			}
			x := u[c] * u[f] * (ppSigma - ppPi)
			if c == f {
				x += ppPi
			}
			h.SetSym(i+1+c, j+1+f, v*x)
		}
	}
}

// polarisability is in a0^3: a sum over atoms, more for those of double and
// triple bonds.
func (s *skeleton) polarisability() float64 {
	sum := 0.0
	for a, z := range s.z {
		p := elementsByNumber[z].polarisability
		if s.unsaturated(a) {
			p *= 1.27
		}
		sum += p
	}
	return sum / (bohr * bohr * bohr)
}

// extent is the mean square distance of the electrons from their middle,
// summed, in a0^2.
func extent(z []uint8, at [][3]float64) float64 {
	var mid [3]float64
	total := 0.0
	for i, p := range at {
		for c := range 3 {
			mid[c] += float64(z[i]) * p[c]
		}
		total += float64(z[i])
	}
	for c := range mid {
		mid[c] /= total
	}
	sum := 0.0
	for i, p := range at {
		d := apartBy(p, mid) / bohr
		sum += float64(z[i]) * (d*d + elementsByNumber[z[i]].size)
	}
	return sum
}
