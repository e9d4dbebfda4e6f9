package smiles

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// formula is the sum formula in Hill's order.
func (m *Molecule) formula() string {
	count := map[string]int{}
	charge := 0
	for _, a := range m.Atoms {
		count[symbols[a.Number]]++
		count["H"] += a.Hydrogens
		charge += a.Charge
	}
	names := []string{}
	for s, n := range count {
		if n > 0 {
			names = append(names, s)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		rank := func(s string) string {
			if i := strings.Index("CH", s); i >= 0 && count["C"] > 0 {
				return fmt.Sprint(i)
			}
			return s
		}
		return strings.Compare(rank(a), rank(b))
	})
	out := ""
	for _, s := range names {
		out += s
		if count[s] > 1 {
			out += fmt.Sprint(count[s])
		}
	}
	if charge != 0 {
		out += fmt.Sprintf("%+d", charge)
	}
	return out
}

// rings is the number of independent rings.
func (m *Molecule) rings() int {
	parts := 0
	seen := make([]bool, len(m.Atoms))
	var visit func(a int)
	visit = func(a int) {
		seen[a] = true
		for _, n := range m.next[a] {
			if !seen[n.atom] {
				visit(n.atom)
			}
		}
	}
	for a := range m.Atoms {
		if !seen[a] {
			parts++
			visit(a)
		}
	}
	return len(m.Bonds) - len(m.Atoms) + parts
}

// The formulas are those of the substances, by name.
func TestFormula(t *testing.T) {
	for _, c := range []struct {
		name, smiles, formula string
		rings                 int
	}{
		{"water", "O", "H2O", 0},
		{"methane", "C", "CH4", 0},
		{"ethanol", "CCO", "C2H6O", 0},
		{"acetic acid", "CC(=O)O", "C2H4O2", 0},
		{"hydrogen cyanide", "C#N", "CHN", 0},
		{"cyclohexane", "C1CCCCC1", "C6H12", 1},
		{"benzene", "c1ccccc1", "C6H6", 1},
		{"benzene, Kekulé", "C1=CC=CC=C1", "C6H6", 1},
		{"toluene", "Cc1ccccc1", "C7H8", 1},
		{"phenol", "Oc1ccccc1", "C6H6O", 1},
		{"pyridine", "c1ccncc1", "C5H5N", 1},
		{"pyrrole", "c1cc[nH]c1", "C4H5N", 1},
		{"furan", "c1ccoc1", "C4H4O", 1},
		{"thiophene", "c1ccsc1", "C4H4S", 1},
		{"naphthalene", "c1ccc2ccccc2c1", "C10H8", 2},
		{"biphenyl", "c1ccccc1-c1ccccc1", "C12H10", 2},
		{"cubane", "C12C3C4C1C5C2C3C45", "C8H8", 5},
		{"aspirin", "CC(=O)Oc1ccccc1C(=O)O", "C9H8O4", 1},
		{"caffeine", "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "C8H10N4O2", 2},
		{"paracetamol", "CC(=O)Nc1ccc(O)cc1", "C8H9NO2", 1},
		{"ibuprofen", "CC(C)Cc1ccc(cc1)C(C)C(=O)O", "C13H18O2", 1},
		{"nicotine", "CN1CCC[C@H]1c1cccnc1", "C10H14N2", 2},
		{"glucose", "OC[C@H]1OC(O)[C@H](O)[C@@H](O)[C@@H]1O", "C6H12O6", 1},
		{"L-alanine", "N[C@@H](C)C(=O)O", "C3H7NO2", 0},
		{"glycine, zwitterion", "[NH3+]CC(=O)[O-]", "C2H5NO2", 0},
		{"table salt", "[Na+].[Cl-]", "ClNa", 0},
		{"ammonium", "[NH4+]", "H4N+1", 0},
		{"iron(III)", "[Fe+3]", "Fe+3", 0},
		{"copper(II)", "[Cu++]", "Cu+2", 0},
		{"heavy water", "[2H]O[2H]", "H2O", 0},
		{"sulphuric acid", "OS(=O)(=O)O", "H2O4S", 0},
		{"nitrobenzene", "O=[N+]([O-])c1ccccc1", "C6H5NO2", 1},
		{"nitromethane, pentavalent", "CN(=O)=O", "CH3NO2", 0},
		{"phosphoric acid", "OP(=O)(O)O", "H3O4P", 0},
		{"chloroform", "ClC(Cl)Cl", "CHCl3", 0},
		{"trans-difluoroethene", "F/C=C/F", "C2H2F2", 0},
		{"a ring of number 12", "C%12CC%12", "C3H6", 1},
		{"2-pyridone", "O=c1cccc[nH]1", "C5H5NO", 1},
	} {
		m, err := Parse(c.smiles)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := m.formula(); got != c.formula || m.rings() != c.rings {
			t.Errorf("%s: %s with %d rings, want %s with %d", c.name, got, m.rings(), c.formula, c.rings)
		}
	}
}

func TestDamaged(t *testing.T) {
	for text, want := range map[string]string{
		"":        `SMILES "": no atom`,
		"C(":      `SMILES "C(": a branch has no end`,
		"C1CC":    `SMILES "C1CC": a ring bond has no end`,
		"CC=":     `SMILES "CC=": a bond leads nowhere`,
		"C)":      `SMILES "C)", position 2: no branch ends here`,
		"=C":      `SMILES "=C", position 1: a bond without an atom before it`,
		"C==C":    `SMILES "C==C", position 3: a bond without an atom before it`,
		"(C)":     `SMILES "(C)", position 1: a branch without an atom before it`,
		"C..C":    `SMILES "C..C", position 3: no part ends here`,
		"CX":      `SMILES "CX", position 2: "X" is no atom`,
		"[Xx]":    `SMILES "[Xx]", position 1: "Xx" is no element`,
		"[C":      `SMILES "[C", position 1: a bracket has no end`,
		"[CH3q]":  `SMILES "[CH3q]", position 1: "q" within brackets is not understood`,
		"C%1":     `SMILES "C%1", position 2: % without two digits`,
		"1CC":     `SMILES "1CC", position 1: a ring bond without an atom before it`,
		"C11":     `SMILES "C11", position 4: ring bond 1 joins atoms that are one or bonded`,
		"C1C1":    `SMILES "C1C1", position 5: ring bond 1 joins atoms that are one or bonded`,
		"C=1CC#1": `SMILES "C=1CC#1", position 8: ring bond 1 has two orders`,
	} {
		if _, err := Parse(text); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// write writes the molecule from an atom on, with every atom in brackets and
// every bond's order, in a random order.
func (m *Molecule) write(r *rand.Rand) string {
	var b strings.Builder
	seen, number := make([]bool, len(m.Atoms)), map[int]int{}
	sign := map[Order]string{Single: "-", Double: "=", Triple: "#", Quadruple: "$", Aromatic: ":"}
	tree := make([]bool, len(m.Bonds))
	var mark func(a int)
	order := make([][]neighbour, len(m.Atoms))
	mark = func(a int) {
		seen[a] = true
		order[a] = slices.Clone(m.next[a])
		r.Shuffle(len(order[a]), func(i, j int) { order[a][i], order[a][j] = order[a][j], order[a][i] })
		for _, n := range order[a] {
			if !seen[n.atom] {
				tree[n.bond] = true
				mark(n.atom)
			}
		}
	}
	var put func(a, by int)
	put = func(a, by int) {
		at := m.Atoms[a]
		s := symbols[at.Number]
		if at.Aromatic {
			s = strings.ToLower(s)
		}
		iso := ""
		if at.Isotope > 0 {
			iso = fmt.Sprint(at.Isotope)
		}
		fmt.Fprintf(&b, "[%s%sH%d%+d]", iso, s, at.Hydrogens, at.Charge)
		for _, n := range order[a] {
			if !tree[n.bond] {
				if number[n.bond] == 0 {
					number[n.bond] = 10 + len(number)
				}
				fmt.Fprintf(&b, "%s%%%d", sign[m.Bonds[n.bond].Order], number[n.bond])
			}
		}
		for _, n := range order[a] {
			if tree[n.bond] && n.bond != by {
				b.WriteString("(" + sign[m.Bonds[n.bond].Order])
				put(n.atom, n.bond)
				b.WriteString(")")
			}
		}
	}
	for _, a := range r.Perm(len(m.Atoms)) {
		if !seen[a] {
			if b.Len() > 0 {
				b.WriteString(".")
			}
			mark(a)
			put(a, -1)
		}
	}
	return b.String()
}

// The fingerprint does not depend on the order of the atoms, and tells
// molecules apart.
func TestFingerprint(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	all := map[string]string{}
	for _, text := range []string{
		"CCO", "COC", "c1ccccc1", "C1CCCCC1", "CC(=O)Oc1ccccc1C(=O)O", "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "[NH3+]CC(=O)[O-]", "NCC(=O)O",
		"[Na+].[Cl-]", "C12C3C4C1C5C2C3C45", "CN1CCC[C@H]1c1cccnc1", "OCC", "Clc1ccccc1Cl", "Clc1cccc(Cl)c1", "[13CH4]", "C",
	} {
		m, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprint(m.Fingerprint(2, 2048))
		if other, has := all[want]; has && other != "CCO" {
			t.Errorf("%s and %s have the same fingerprint", text, other)
		}
		all[want] = text
		for range 20 {
			again := m.write(r)
			n, err := Parse(again)
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(n.Fingerprint(2, 2048)); got != want {
				t.Errorf("%s, written %s, has another fingerprint", text, again)
			}
		}
	}
	ethanol, _ := Parse("CCO")
	if n := len(ethanol.Fingerprint(2, 1<<30)); n != 9 { // three atoms in three rounds
		t.Errorf("ethanol sets %d bits", n)
	}
	if n := len(ethanol.Fingerprint(0, 1<<30)); n != 3 {
		t.Errorf("ethanol sets %d bits of radius 0", n)
	}
}

// Every molecule of the sets is read, and written anew has the same
// fingerprint.
func TestMoleculeNet(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, name := range []string{"tox21.csv", "sider.csv"} {
		f, err := os.Open(golden.Data(t, "moleculenet", name))
		if err != nil {
			t.Skip(err)
		}
		defer f.Close()
		lines, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range lines[1:] {
			m, err := Parse(l[0])
			if err != nil {
				t.Fatalf("%s, molecule %d: %v", name, i+1, err)
			}
			if i%10 != 0 || m.rings() > 80 {
				continue
			}
			n, err := Parse(m.write(r))
			if err != nil {
				t.Fatalf("%s, molecule %d, written anew: %v", name, i+1, err)
			}
			if !slices.Equal(m.Fingerprint(2, 2048), n.Fingerprint(2, 2048)) || m.formula() != n.formula() {
				t.Errorf("%s, molecule %d %s differs when it is written anew", name, i+1, l[0])
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"CC(=O)O", "c1ccccc1", "[13CH3-].[Na+]", "C%12CC%12", "F/C=C/F"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := Parse(text)
		if err != nil {
			return
		}
		for _, b := range m.Fingerprint(2, 64) {
			if b < 0 || b >= 64 {
				t.Errorf("bit %d of 64", b)
			}
		}
	})
}

// TestLong reads chains as long as may be, and tells those that are longer in a
// line that is short.
func TestLong(t *testing.T) {
	p := new(Parser)
	for _, c := range []struct {
		text string
		good bool
	}{
		{strings.Repeat("C", longest), true},
		{strings.Repeat("C(", longest/3) + strings.Repeat(")", longest/3), true},
		{strings.Repeat("C", longest+1), false},
		{strings.Repeat("C", 1000) + "Q", false},
		{strings.Repeat("C", 1000) + "(", false},
	} {
		if _, err := p.Parse(c.text); err == nil != c.good || err != nil && len(err.Error()) > 200 {
			t.Errorf("%.20s, %d signs: %.300v", c.text, len(c.text), err)
		}
	}
}

// TestAgain reads molecules with a parser that has read others, and failed at
// some: nothing of them is left.
func TestAgain(t *testing.T) {
	for _, before := range []string{"C1CC", "C(C", "CC=", "C%12CC(=", "CC(=O)Oc1ccccc1C(=O)O", "C1CC1Q"} {
		for _, text := range []string{"C", "C1CC1", "C=CC", "c1ccccc1", "[Na+].[Cl-]", "C%12CC%12"} {
			p := new(Parser)
			_, _ = p.Parse(before)
			got, err := p.Parse(text)
			if err != nil {
				t.Errorf("%s behind %s: %v", text, before, err)
				continue
			}
			want, _ := Parse(text)
			if !slices.Equal(got.Atoms, want.Atoms) || !slices.Equal(got.Bonds, want.Bonds) || !slices.Equal(got.Fingerprint(2, 100), want.Fingerprint(2, 100)) {
				t.Errorf("%s behind %s: %v %v, want %v %v", text, before, got.Atoms, got.Bonds, want.Atoms, want.Bonds)
			}
		}
	}
}

// TestRings counts the atoms and the bonds that are in a ring.
func TestRings(t *testing.T) {
	for text, want := range map[string][2]int{
		"CCO": {0, 0}, "[Na+].[Cl-]": {0, 0}, "Cc1ccccc1": {6, 6}, "c1ccccc1-c1ccccc1": {12, 12}, "C1CC1CCC1CC1": {6, 6},
		"c1ccc2ccccc2c1": {10, 11}, "C12C3C4C1C5C2C3C45": {8, 12}, "C1CC12CC2": {5, 6}, "CC.C1CC1": {3, 3},
	} {
		m, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		var got [2]int
		for _, a := range m.Atoms {
			if a.Ring {
				got[0]++
			}
		}
		for _, b := range m.Bonds {
			if b.Ring {
				got[1]++
			}
		}
		if got != want {
			t.Errorf("%s: %v atoms and bonds in rings, want %v", text, got, want)
		}
	}
}
