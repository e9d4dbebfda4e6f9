package qm9

import (
	"math"
	"os"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/golden"
)

// TestMain keeps the cache files of tests out of the user's folder.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "qm9-test")
	if err != nil {
		panic(err)
	}
	os.Setenv("XDG_CACHE_HOME", dir)
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// data is the folder of real data.
func data(t testing.TB) string {
	golden.Data(t, "qm9")
	return golden.Data(t)
}

// TestAtomisationEnergies compares the energies that are worked out for the XYZ
// form with those of the table, in kcal/mol. The table's differ by the rounding
// of what it was made of.
func TestAtomisationEnergies(t *testing.T) {
	set, err := Load(data(t))
	must(t, err)
	seen := map[uint8]bool{}
	for i := range set.Len() {
		m := set.unpacked(i)
		want := m.prop
		m.atomise()
		for k := range 4 {
			if d := math.Abs(m.prop[u0Atom+k] - want[u0Atom+k]); d > 0.002 {
				t.Fatalf("gdb_%d: %s is %v, in the table %v", m.id, columns[u0Atom+k], m.prop[u0Atom+k], want[u0Atom+k])
			}
		}
		for _, z := range m.z {
			seen[z] = true
		}
	}
	if len(seen) != len(elements) {
		t.Errorf("the sample has %d elements of %d", len(seen), len(elements))
	}
}

// TestSample reads the 3,000 molecules of the sample.
func TestSample(t *testing.T) {
	set, err := Load(data(t))
	if err != nil {
		t.Fatal(err)
	}
	if set.Len() != 3000 {
		t.Fatalf("%d molecules", set.Len())
	}
	methane := set.byNumber()[0]
	if set.Number(methane) != 1 || set.Atoms(methane) != 5 || set.Pairs(methane) != 25 {
		t.Fatalf("molecule %d of %d atoms and %d pairs comes first", set.Number(methane), set.Atoms(methane), set.Pairs(methane))
	}
	nodes, pairs := make([]float32, 5*NodeFeatures), make([]float32, 25*EdgeFeatures)
	set.FillNodes(methane, nodes)
	set.FillPairs(methane, pairs)
	bonds := 0
	for i := range 25 {
		e := pairs[i*EdgeFeatures:][:EdgeFeatures]
		if bonded := e[0] == 1; bonded {
			bonds++
			if math.Abs(float64(e[4])-1.09) > 0.01 {
				t.Errorf("a bond of %v Angstrom", e[4])
			}
		}
		if e[1]+e[2]+e[3] != 0 {
			t.Errorf("pair %d is %v", i, e)
		}
	}
	if bonds != 8 {
		t.Errorf("%d bonds, both ways", bonds)
	}
	for a := range 5 {
		want := [NodeFeatures]float32{0: 1, numberAt: 1}
		if set.Elements(methane)[a] == 6 {
			want = [NodeFeatures]float32{1: 1, numberAt: 6, hybridAt + 2: 1, hydrogensAt: 4}
		}
		if got := [NodeFeatures]float32(nodes[a*NodeFeatures:]); got != want {
			t.Errorf("atom %d: %v, want %v", a, got, want)
		}
	}
	for k, want := range [Targets]float64{0, 13.21, -10549.854, 3186.453, 35.3641, 1217.682, -17172.17, -17286.81, -17389.64, -16151.9, 6.469} {
		if got := set.Target(methane, k); math.Abs(got-want) > 1e-4*math.Abs(want) {
			t.Errorf("%s is %v, want %v", targets[k].name, got, want)
		}
	}
	train, val, test := Sizes(set.Len())
	if s, err := NewSamples(set, tasks.Protocol{Train: train, Val: val, Test: test}); err != nil || s.MaxAtoms() > maxAtoms {
		t.Errorf("%v", err)
	}
}
