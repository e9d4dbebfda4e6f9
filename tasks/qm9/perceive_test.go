package qm9

import (
	"slices"
	"strings"
	"testing"
)

// TestZwitterions perceives real molecules whose charges are apart, and one
// whose atoms crowd: the sums of an atom's orders.
func TestZwitterions(t *testing.T) {
	set, err := Load(data(t))
	must(t, err)
	for _, c := range []struct {
		number, atom int
		bonds, sum   int // of the atom
		what         string
	}{
		{14121, 0, 1, 1, "an oxygen of a carboxylate"},
		{14121, 2, 1, 2, "the other"},
		{14121, 6, 4, 4, "its ammonium nitrogen"},
		{22681, 0, 1, 1, "the oxygen of a nitrone"},
		{22681, 1, 3, 4, "its nitrogen"},
		{21521, 6, 1, 2, "the end of a diazo group"},
		{21521, 5, 2, 4, "its middle"},
		{42681, 3, 4, 4, "a carbon with five atoms near"},
		{42681, 5, 4, 4, "the other"},
	} {
		m := numbered(t, set, c.number)
		bonds, sum := 0, 0
		for _, b := range m.bonds {
			if int(b.a) == c.atom || int(b.b) == c.atom {
				bonds, sum = bonds+1, sum+int(b.kind)
			}
		}
		if bonds != c.bonds || sum != c.sum {
			t.Errorf("gdb_%d, %s: %d bonds of order %d, want %d of %d", c.number, c.what, bonds, sum, c.bonds, c.sum)
		}
	}
}

// numbered is the molecule of a number with its bonds.
func numbered(t *testing.T, set *Set, number int) *molecule {
	for i := range set.Len() {
		if set.Number(i) == number {
			return set.unpacked(i)
		}
	}
	t.Fatalf("no gdb_%d", number)
	return nil
}

// TestAromatic gives the rule rings that are and that are not: carbons, unless
// letters say otherwise, and what a ring atom bears outside.
func TestAromatic(t *testing.T) {
	for name, c := range map[string]struct {
		atoms, bonds string
		want         bool
	}{
		"benzene":              {"CCCCCC", "0=1 1-2 2=3 3-4 4=5 0-5", true},
		"pyridine":             {"NCCCCC", "0=1 1-2 2=3 3-4 4=5 0-5", true},
		"pyrrole":              {"NCCCCH", "0-1 1=2 2-3 3=4 0-4 0-5", true},
		"pyridone":             {"NCCCCCOH", "0-1 1-2 2=3 3-4 4=5 0-5 1=6 0-7", true},
		"tropone":              {"CCCCCCCO", "0-1 1=2 2-3 3=4 4-5 5=6 0-6 0=7", true},
		"cyclobutadiene":       {"CCCC", "0=1 1-2 2=3 0-3", false},
		"dihydrodiazete":       {"NNCCHH", "0-1 1-2 2=3 0-3 0-4 1-5", false},
		"cyclohexadiene":       {"CCCCCCHHHH", "0=1 1-2 2=3 3-4 4-5 0-5 4-6 4-7 5-8 5-9", false},
		"fulvene":              {"CCCCCC", "0=1 1-2 2=3 3-4 0-4 4=5", false},
		"benzoquinone":         {"CCCCCCOO", "0-1 1=2 2-3 3-4 4=5 0-5 0=6 3=7", false},
		"a ring with one over": {"OCCCCC", "0-1 1=2 2-3 3=4 4-5 0-5", false},
	} {
		m := &molecule{}
		for _, symbol := range c.atoms {
			z, err := element(string(symbol))
			must(t, err)
			m.z = append(m.z, z)
		}
		for _, text := range strings.Fields(c.bonds) {
			m.bonds = append(m.bonds, readBondText(text))
		}
		g := newGraph(m)
		g.aromatise()
		if got := g.count(1, aromatic) == 2; got != c.want {
			t.Errorf("%s: aromatic %v", name, got)
		}
	}
}

// TestCodeOfCache checks that the stamp of a cache file covers the code that
// perceives, and not the tests.
func TestCodeOfCache(t *testing.T) {
	var b strings.Builder
	must(t, writeCode(&b))
	s, err := find(folder(t, sdfFiles(examples())...))
	must(t, err)
	now, err := stamp(s)
	must(t, err)
	if !strings.Contains(b.String(), "func (m *molecule) perceive()") || strings.Contains(b.String(), "func TestCodeOfCache") {
		t.Error("not the package's code")
	}
	with, err := stampOf([]byte(b.String()), s)
	must(t, err)
	without, err := stampOf(nil, s)
	must(t, err)
	if string(now) != string(with) || string(now) == string(without) {
		t.Error("the stamp does not depend on the code")
	}
}

// TestNeutral checks that no molecule of the real sample gets a charge, and
// that hardly a carbon has not its four bonds: of one the geometry has not.
func TestNeutral(t *testing.T) {
	set, err := Load(data(t))
	must(t, err)
	var odd []int
	for i := range set.Len() {
		m := set.unpacked(i)
		open := make([]int, len(m.z))
		for a, z := range m.z {
			open[a] = valence[z]
		}
		for _, b := range m.bonds {
			open[b.a] -= int(b.kind)
			open[b.b] -= int(b.kind)
		}
		net := 0
		for a, n := range open {
			if net -= n; m.z[a] == 6 && n != 0 {
				odd = append(odd, m.id)
			}
		}
		if net != 0 {
			t.Errorf("gdb_%d has charge %d", m.id, net)
		}
	}
	if !slices.Equal(odd, []int{104601}) {
		t.Errorf("carbons without four bonds: %v", odd)
	}
}
