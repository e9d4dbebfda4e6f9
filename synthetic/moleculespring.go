package synthetic

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/mat"
)

// A molecule's vibrations are those of springs: stiff ones along bonds,
// weaker ones across angles, weak ones between other atoms that are near. So
// that a flat molecule can bend, each resists moves across it a little too.
// Moves of the whole molecule are projected out.
const (
	alongSingle = 4.6  // mdyn / Angstrom, times the order
	alongAngle  = 0.55 //
	alongRest   = 0.05 // at 2.5 Angstrom, falling with the fourth power
	beside      = 0.06 // of that along
	// wavenumber is that of a spring of 1 mdyn / Angstrom and 1 atomic mass
	// unit, in 1/cm.
	wavenumber = 1302.79
)

// frequencies are in 1/cm, ascending: 3 an atom less 6.
func (s *skeleton) frequencies(at [][3]float64) []float64 {
	n := len(at)
	w := eigens.Get().(*eigen)
	defer eigens.Put(w)
	h := w.begin(3 * n)
	springs := s.springs(at)
	for i := range n {
		for j := range i {
			s.addSpring(h, i, j, springs[i*n+j], at)
		}
	}
	project(h, rigid(s.z, at))
	values, _ := w.factorize(lapack.EVNone)
	values = values[6:]
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = wavenumber * math.Sqrt(max(v, 0))
	}
	slices.Sort(out)
	return out
}

// springs are the stiffnesses between atoms i > j, at i n + j.
func (s *skeleton) springs(at [][3]float64) []float64 {
	n := len(at)
	k := make([]float64, n*n)
	for i := range n {
		for j := range i {
			near := 2.5 / apartBy(at[i], at[j])
			near *= near
			k[i*n+j] = alongRest * (near * near)
		}
	}
	for a := range n {
		for x, i := range s.next[a] {
			for _, j := range s.next[a][:x] {
				b, c := s.other(i, a), s.other(j, a)
				k[max(b, c)*n+min(b, c)] = alongAngle
			}
		}
	}
	for _, b := range s.bonds {
		stiff := alongSingle * float64(b.order)
		if s.aromatic[b.a] && s.aromatic[b.b] {
			stiff = alongSingle * 1.5
		}
		if s.z[b.b] == 1 {
			stiff += 0.4 * float64(s.z[b.a]-6)
		}
		k[b.b*n+b.a] = stiff
	}
	return k
}

// addSpring adds a spring to the matrix, which is over the roots of masses.
func (s *skeleton) addSpring(h *mat.SymDense, i, j int, k float64, at [][3]float64) {
	d := apartBy(at[i], at[j])
	mi, mj := elementsByNumber[s.z[i]].mass, elementsByNumber[s.z[j]].mass
	for c := range 3 {
		for f := range 3 {
			v := (1 - beside) * k * (at[i][c] - at[j][c]) * (at[i][f] - at[j][f]) / (d * d)
			if c == f {
				v += beside * k
			}
			h.SetSym(3*i+c, 3*j+f, h.At(3*i+c, 3*j+f)-v/math.Sqrt(mi*mj))
			if c <= f {
				h.SetSym(3*i+c, 3*i+f, h.At(3*i+c, 3*i+f)+v/mi)
				h.SetSym(3*j+c, 3*j+f, h.At(3*j+c, 3*j+f)+v/mj)
			}
		}
	}
}

// rigid are orthonormal moves of the whole molecule, times the roots of
// masses: three along the axes and three around them. The molecule is not
// straight.
func rigid(z []uint8, at [][3]float64) [][]float64 {
	mid := middle(z, at)
	list, room := make([][]float64, 0, 6), make([]float64, 6*3*len(at))
	for c := range 6 {
		v := room[c*3*len(at):][:3*len(at)]
		for i, p := range at {
			root := math.Sqrt(elementsByNumber[z[i]].mass)
			if c < 3 {
				v[3*i+c] = root
				continue
			}
			f, g := (c+1)%3, (c+2)%3
			v[3*i+f], v[3*i+g] = -root*(p[g]-mid[g]), root*(p[f]-mid[f])
		}
		for _, u := range list {
			dot := 0.0
			for i := range v {
				dot += u[i] * v[i]
			}
			for i := range v {
				v[i] -= dot * u[i]
			}
		}
		square := 0.0
		for _, x := range v {
			square += x * x
		}
		for i := range v {
			v[i] /= math.Sqrt(square)
		}
		list = append(list, v)
	}
	return list
}

// project takes moves out of a matrix: they become eigenvectors of value 0.
func project(h *mat.SymDense, moves [][]float64) {
	n := h.SymmetricDim()
	var hx mat.VecDense
	for _, u := range moves {
		x := mat.NewVecDense(n, u)
		hx.MulVec(h, x)
		// (1 - u u') h (1 - u u')
		h.RankTwo(h, -1, x, &hx)
		h.SymRankOne(h, mat.Dot(x, &hx), x)
	}
}

// middle is the centre of mass.
func middle(z []uint8, at [][3]float64) (mid [3]float64) {
	total := 0.0
	for i, p := range at {
		m := elementsByNumber[z[i]].mass
		total += m
		for c := range 3 {
			mid[c] += m * p[c]
		}
	}
	for c := range mid {
		mid[c] /= total
	}
	return mid
}

// inertia are the principal moments in amu Angstrom^2, ascending.
func inertia(z []uint8, at [][3]float64) []float64 {
	mid := middle(z, at)
	w := eigens.Get().(*eigen)
	defer eigens.Put(w)
	t := w.begin(3)
	for i, p := range at {
		m := elementsByNumber[z[i]].mass
		x := [3]float64{p[0] - mid[0], p[1] - mid[1], p[2] - mid[2]}
		square := x[0]*x[0] + x[1]*x[1] + x[2]*x[2]
		for c := range 3 {
			for f := range c + 1 {
				v := -m * x[c] * x[f]
				if c == f {
					v += m * square
				}
				t.SetSym(c, f, t.At(c, f)+v)
			}
		}
	}
	values, _ := w.factorize(lapack.EVNone)
	return slices.Clone(values)
}

// heat is what temperature adds: energies in Hartree at 298.15 K.
type heat struct{ zero, energy, enthalpy, free, capacity float64 }

// Constants of heat.
const (
	kelvin      = 298.15
	gas         = 1.987204e-3 / kcalOfHart // Hartree / K
	gasCal      = 1.987204                 // cal / (mol K)
	perCm       = 1 / 219474.63            // Hartree of a wave number
	kelvinPerCm = 1.438777
	kelvinGHz   = 0.04799243
)

// thermal is the heat of an ideal gas: places, turns and vibrations.
func thermal(mass float64, rotations [3]float64, frequencies []float64) heat {
	h := heat{energy: 3 * gas * kelvin, capacity: 3 * gasCal}
	// At one atmosphere.
	entropy := 1.5*math.Log(mass) + 2.5*math.Log(kelvin) - 1.165
	turns := kelvin * kelvin * kelvin * math.Pi
	for _, b := range rotations {
		turns /= kelvinGHz * b
	}
	entropy += math.Log(turns)/2 + 1.5
	for _, f := range frequencies {
		x := kelvinPerCm * f / kelvin
		e := math.Expm1(x)
		h.zero += f * perCm / 2
		h.energy += gas * kelvin * x / e
		h.capacity += gasCal * x * x * (e + 1) / (e * e)
		entropy += x/e - math.Log(-math.Expm1(-x))
	}
	h.enthalpy = h.energy + gas*kelvin
	h.free = h.enthalpy - gas*kelvin*entropy
	return h
}
