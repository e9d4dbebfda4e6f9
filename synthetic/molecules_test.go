package synthetic

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/mtobench/mtobench/tasks/qm9"
)

// drawMolecules draws the first n of a seed.
func drawMolecules(t *testing.T, n int, seed uint64) []*drawnMolecule {
	var list []*drawnMolecule
	if err := eachMolecule(t.Context(), firstNumbers(n), seed, func(_ int, m *drawnMolecule) error {
		list = append(list, m)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return list
}

// TestMoleculesValences checks that every atom has the bonds of its element,
// and that all are one molecule.
func TestMoleculesValences(t *testing.T) {
	elements, orders, rings, arenes := map[uint8]int{}, map[int]int{}, 0, 0
	for i, m := range drawMolecules(t, 300, 1) {
		s := m.skeleton
		for a := range s.z {
			if s.open(a) != 0 {
				t.Errorf("molecule %d: atom %d has %d bonds open", i, a, s.open(a))
			}
			elements[s.z[a]]++
		}
		if far := s.steps(0, -1); slices.Max(far) > len(s.z) {
			t.Errorf("molecule %d is in pieces", i)
		}
		for j, b := range s.bonds {
			orders[b.order]++
			if s.ringSize(j) <= len(s.z) {
				rings++
			}
		}
		if slices.Contains(s.aromatic, true) {
			arenes++
		}
		if n := len(s.z); n > 29 {
			t.Errorf("molecule %d has %d atoms", i, n)
		}
	}
	if len(elements) != 5 || len(orders) != 3 || rings == 0 || arenes < 30 {
		t.Errorf("elements %v, orders %v, %d bonds in rings, %d aromatic molecules", elements, orders, rings, arenes)
	}
}

// TestMoleculesPerceived reads the molecules as QM9 is read: the bonds that
// the reader finds in the places are those that were drawn.
func TestMoleculesPerceived(t *testing.T) {
	const n = 300
	set, err := MoleculeSet(firstNumbers(n), 1)
	if err != nil {
		t.Fatal(err)
	}
	if set.Len() != n {
		t.Fatalf("%d molecules", set.Len())
	}
	same := 0
	for i, m := range drawMolecules(t, n, 1) {
		if diff := compareBonds(set, i, m.skeleton); diff == "" {
			same++
		} else {
			t.Logf("molecule %d, %s: %s", i+1, m.skeleton.smiles(), diff)
		}
	}
	if same < n*99/100 {
		t.Errorf("%d of %d molecules are perceived as they were drawn", same, n)
	}
}

// compareBonds tells the first bond that the reader sees otherwise; one that
// it takes for aromatic is single or double.
func compareBonds(set *qm9.Set, i int, s *skeleton) string {
	n := len(s.z)
	pairs := make([]float32, set.Pairs(i)*qm9.EdgeFeatures)
	set.FillPairs(i, pairs)
	drawn := map[[2]int]int{}
	for _, b := range s.bonds {
		drawn[[2]int{b.a, b.b}] = b.order
	}
	for b := range n {
		for a := range b {
			e := pairs[(a*n+b)*qm9.EdgeFeatures:][:4]
			kind := 1 + slices.Index(e, 1)
			if order := drawn[[2]int{a, b}]; kind != order && !(kind == 4 && order > 0 && order < 3) {
				return fmt.Sprintf("atoms %d and %d: order %d, read as %d", a, b, order, kind)
			}
		}
	}
	return ""
}

// TestMoleculesPlaces checks lengths of bonds, and that other atoms stand
// apart.
func TestMoleculesPlaces(t *testing.T) {
	for i, m := range drawMolecules(t, 300, 1) {
		s := m.skeleton
		bonded := map[[2]int]bool{}
		for j, b := range s.bonds {
			bonded[[2]int{b.a, b.b}] = true
			if d := apartBy(m.at[b.a], m.at[b.b]); math.Abs(d-s.length(j)) > offFixed {
				t.Errorf("molecule %d: a bond of %v, usual is %v", i, d, s.length(j))
			}
		}
		for b := range m.at {
			for a := range b {
				least := apart(s.z[a], s.z[b]) - offFree
				if s.z[a] != 1 && s.z[b] != 1 {
					least = 1.8 // across rings of four
				}
				if d := apartBy(m.at[a], m.at[b]); !bonded[[2]int{a, b}] && d < least {
					t.Errorf("molecule %d: atoms %d and %d without a bond are %v apart", i, a, b, d)
				}
			}
		}
	}
}

// TestMoleculesWritten writes the official form, and reads it: the set is the
// one that is made in memory, whatever the number of processors.
func TestMoleculesWritten(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir := t.TempDir()
	path, err := WriteMolecules(t.Context(), dir, 20, 3, nil)
	if err != nil {
		t.Fatal(err)
	}
	if files, _ := filepath.Glob(filepath.Join(path, "*.xyz")); len(files) != 20 {
		t.Fatalf("files %v", files)
	}
	read, err := qm9.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	old := runtime.GOMAXPROCS(1)
	made, err := MoleculeSet(firstNumbers(25), 3)
	runtime.GOMAXPROCS(old)
	if err != nil {
		t.Fatal(err)
	}
	for i := range read.Len() {
		if read.Number(i) != made.Number(i) || !slices.Equal(read.Places(i), made.Places(i)) {
			t.Errorf("molecule %d differs", i)
		}
		for k := range qm9.Targets {
			if read.Target(i, k) != made.Target(i, k) {
				t.Errorf("target %d of molecule %d is %v and %v", k, i, read.Target(i, k), made.Target(i, k))
			}
		}
	}
	other, err := MoleculeSet(firstNumbers(20), 4)
	if err != nil || slices.Equal(other.Places(0), made.Places(0)) {
		t.Errorf("another seed gives the same molecule (error %v)", err)
	}
	stopped, stop := context.WithCancel(t.Context())
	elsewhere := t.TempDir()
	if _, err := WriteMolecules(stopped, elsewhere, 1000, 1, func(int) { stop() }); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if left, _ := os.ReadDir(filepath.Join(elsewhere, "qm9")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if _, err := WriteMolecules(t.Context(), dir, 1, 1, nil); !errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), path) {
		t.Errorf("over a folder that is there: %v", err)
	}
}

// TestMoleculesTargets checks that the eleven targets vary, differ in scale
// and are correlated like those of QM9: the four energies strongly, others
// not.
func TestMoleculesTargets(t *testing.T) {
	set, err := MoleculeSet(firstNumbers(400), 1)
	if err != nil {
		t.Fatal(err)
	}
	var columns [qm9.Targets][]float64
	for i := range set.Len() {
		for k := range columns {
			columns[k] = append(columns[k], set.Target(i, k))
		}
	}
	var deviations []float64
	for k, c := range columns {
		mean, deviation := stat.MeanStdDev(c, nil)
		t.Logf("target %2d: mean %10.3f, deviation %9.3f", k, mean, deviation)
		deviations = append(deviations, deviation)
	}
	if floats.Min(deviations) <= 0 || floats.Max(deviations) < 1000*floats.Min(deviations) {
		t.Errorf("deviations %v", deviations)
	}
	c := func(i, j int) float64 { return stat.Correlation(columns[i], columns[j], nil) }
	const mu, alpha, homo, u0, u, g, cv = 0, 1, 2, 6, 7, 9, 10
	for _, pair := range [][2]int{{u0, u}, {u0, g}} {
		if r := c(pair[0], pair[1]); r < 0.99 {
			t.Errorf("correlation of energies %v is %v", pair, r)
		}
	}
	for pair, want := range map[[2]int][2]float64{{mu, u0}: {-0.5, 0.5}, {alpha, u0}: {-1, -0.7}, {alpha, cv}: {0.5, 0.99}, {homo, u0}: {-0.7, 0.7}} {
		if r := c(pair[0], pair[1]); r < want[0] || r > want[1] {
			t.Errorf("correlation %v is %v, wanted within %v", pair, r, want)
		}
	}
}

// TestMoleculesFormulas checks the formulas on molecules that are known: water
// and benzene, in usual places.
func TestMoleculesFormulas(t *testing.T) {
	water := &skeleton{}
	for _, z := range []uint8{8, 1, 1} {
		water.addAtom(z)
	}
	water.bond(0, 1, 1)
	water.bond(0, 2, 1)
	m := &drawnMolecule{skeleton: water, at: [][3]float64{{0, 0, 0.1173}, {0, 0.7572, -0.4692}, {0, -0.7572, -0.4692}}}
	if !m.compute() {
		t.Fatal("water is straight")
	}
	// Measured: rotations of 835.8, 435.4 and 278.1 GHz, a dipole of 1.85
	// Debye, stretches above 3600 and a bend near 1600 / cm, 189 J / (mol K).
	for c, want := range []float64{835.8, 435.4, 278.1} {
		if got := m.property[c]; math.Abs(got-want) > 0.03*want {
			t.Errorf("rotation %v, want about %v", got, want)
		}
	}
	if q := m.charge; math.Abs(floats.Sum(q)) > 1e-12 || q[0] > -0.3 || math.Abs(q[1]-q[2]) > 1e-12 {
		t.Errorf("charges %v", q)
	}
	if d := m.property[3]; d < 1 || d > 4 {
		t.Errorf("dipole %v", d)
	}
	f := m.frequencies
	if len(f) != 3 || f[0] < 1000 || f[0] > 2300 || f[1] < 3000 || f[2] > 4500 {
		t.Errorf("frequencies %v", f)
	}
	h := thermal(18.0106, [3]float64{835.8, 435.4, 278.1}, []float64{1595, 3657, 3756})
	// The symmetry of water, which is not looked for, would take ln 2 away.
	entropy := (h.enthalpy - h.free) / kelvin * kcalOfHart * 1000
	if want := 45.10 + gasCal*math.Ln2; math.Abs(entropy-want) > 0.1 {
		t.Errorf("entropy of water vapour %v cal/(mol K), want %v", entropy, want)
	}
	if math.Abs(h.capacity-6.03) > 0.05 || math.Abs(h.zero-0.02053) > 1e-4 {
		t.Errorf("heat of water vapour %+v", h)
	}
	if p := m.property; p[10] >= p[11] || p[11] >= p[12] || p[13] >= p[10] || math.Abs(p[7]-(p[6]-p[5])) > 1e-12 {
		t.Errorf("properties %v", p)
	}
}

// TestMoleculesInvariant checks that no property depends on where the
// molecule stands and how it is turned.
func TestMoleculesInvariant(t *testing.T) {
	for i, m := range drawMolecules(t, 20, 1) {
		turned := &drawnMolecule{skeleton: m.skeleton}
		c, s := math.Cos(0.7), math.Sin(0.7)
		for _, p := range m.at {
			x, y, z := c*p[0]-s*p[1], s*p[0]+c*p[1], p[2]
			turned.at = append(turned.at, [3]float64{x + 3, c*y - s*z - 2, s*y + c*z + 5})
		}
		turned.compute()
		for k, v := range m.property {
			if math.Abs(turned.property[k]-v) > 1e-8*(1+math.Abs(v)) {
				t.Errorf("molecule %d: property %d is %v, and %v turned", i, k, v, turned.property[k])
			}
		}
	}
}

// TestMoleculesRigid checks that moves of the whole molecule cost nothing, and
// that all others do.
func TestMoleculesRigid(t *testing.T) {
	for i, m := range drawMolecules(t, 100, 1) {
		s := m.skeleton
		if n := len(m.frequencies); n != 3*len(s.z)-6 || m.frequencies[0] < 20 || m.frequencies[n-1] > 4600 {
			t.Errorf("molecule %d: %d frequencies of %d atoms from %v to %v", i, n, len(s.z), m.frequencies[0], m.frequencies[n-1])
		}
		moves := rigid(s.z, m.at)
		for a := range moves {
			for b := range moves {
				want := 0.0
				if a == b {
					want = 1
				}
				if d := floats.Dot(moves[a], moves[b]); math.Abs(d-want) > 1e-9 {
					t.Errorf("molecule %d: moves %d and %d: %v", i, a, b, d)
				}
			}
		}
	}
}

// TestMoleculesLevels checks the Hueckel matrix against two levels that a pen
// finds: hydrogen's.
func TestMoleculesLevels(t *testing.T) {
	const d = 0.74
	homo, lumo := frontier([]uint8{1, 1}, [][3]float64{{}, {0, 0, d}})
	v := coupling / (d * d) * ssSigma / (1 + math.Exp((d-couplingEnd)/couplingEndsWithin))
	if math.Abs(homo-(-13.61+v)) > 1e-9 || math.Abs(lumo-(-13.61-v)) > 1e-9 {
		t.Errorf("levels %v and %v, want %v and %v", homo, lumo, -13.61+v, -13.61-v)
	}
	// Ethene: the levels at the gap are of p orbitals across the plane.
	at := [][3]float64{{0.67, 0, 0}, {-0.67, 0, 0}, {1.24, 0.93, 0}, {1.24, -0.93, 0}, {-1.24, 0.93, 0}, {-1.24, -0.93, 0}}
	homo, lumo = frontier([]uint8{6, 6, 1, 1, 1, 1}, at)
	v = coupling / (1.34 * 1.34) * ppPi / (1 + math.Exp((1.34-couplingEnd)/couplingEndsWithin))
	if math.Abs(lumo-(-11.07-v)) > 1e-9 || math.Abs(homo-(-11.07+v)) > 1e-9 {
		t.Errorf("levels %v and %v, want %v and %v", homo, lumo, -11.07+v, -11.07-v)
	}
	h := mat.NewSymDense(8, nil)
	couple(h, 0, 4, true, true, [3]float64{}, [3]float64{0, 1.5, 0})
	if h.At(2, 6) <= 0 || h.At(1, 5) >= 0 || h.At(1, 6) != 0 || h.At(0, 6)*h.At(2, 4) >= 0 {
		t.Errorf("couplings along y:\n%v", mat.Formatted(h))
	}
}
