package qm9

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks/internal/smiles"
)

// moved are the molecules whose geometry has other bonds than their SMILES: of
// the one, carbon dioxide has left; of the other, a proton has gone from the
// nitrogen to the oxygen.
var moved = []int{13481, 21721}

// TestPerceivedAsSMILES compares the bonds that geometry tells with those of
// the SMILES that another program made of the same molecules. That program
// finds fewer rings aromatic: where it finds none, orders are compared as they
// are before rings are looked for.
func TestPerceivedAsSMILES(t *testing.T) {
	dir := data(t)
	set, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	text := smilesOf(t, filepath.Join(dir, "qm9", "qm9_small.csv"))
	same, all := 0, 0
	for i := range set.Len() {
		s, ok := text[fmt.Sprintf("gdb_%d", set.Number(i))]
		if !ok {
			continue
		}
		m, err := smiles.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		all++
		if want, got := heavySMILES(m), set.heavy(i, strings.ContainsAny(s, "cno")); slices.Equal(want, got) {
			same++
		} else if !slices.Contains(moved, set.Number(i)) {
			t.Errorf("gdb_%d %s: %v, the geometry tells %v", set.Number(i), s, want, got)
		}
	}
	if all != 329 || same < all-len(moved) {
		t.Errorf("%d of %d molecules agree", same, all)
	}
}

// smilesOf reads the SMILES of each mol_id.
func smilesOf(t *testing.T, path string) map[string]string {
	f, err := os.Open(path)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	id, at := slices.Index(rows[0], "mol_id"), slices.Index(rows[0], "smiles")
	text := map[string]string{}
	for _, r := range rows[1:] {
		text[r[id]] = r[at]
	}
	return text
}

// heavySMILES lists the atoms but hydrogens, with their hydrogens, and the
// bonds between them, sorted.
func heavySMILES(m *smiles.Molecule) []string {
	var list []string
	name := func(i int) string {
		a := m.Atoms[i]
		return fmt.Sprintf("%d:%d", a.Number, a.Hydrogens)
	}
	kinds := map[smiles.Order]kind{smiles.Single: single, smiles.Double: double, smiles.Triple: triple, smiles.Aromatic: aromatic}
	for i := range m.Atoms {
		list = append(list, name(i))
	}
	for _, b := range m.Bonds {
		list = append(list, pair(name(b.A), name(b.B), kinds[b.Order]))
	}
	slices.Sort(list)
	return list
}

// heavy is heavySMILES of molecule i, with aromatic bonds or without.
func (s *Set) heavy(i int, arenes bool) []string {
	var list []string
	bonds := s.bondsOf(i)
	if !arenes {
		bonds = s.unpacked(i).bonds
	}
	first := int(s.firstAtom[i])
	name := func(a int) string {
		return fmt.Sprintf("%d:%d", s.z[first+a], s.kinds[first+a]/hydrogenUnit)
	}
	for a, z := range s.Elements(i) {
		if z > 1 {
			list = append(list, name(a))
		}
	}
	for _, b := range bonds {
		if z := s.Elements(i); z[b.a] > 1 && z[b.b] > 1 {
			list = append(list, pair(name(int(b.a)), name(int(b.b)), b.kind))
		}
	}
	slices.Sort(list)
	return list
}

func pair(a, b string, k kind) string { return fmt.Sprintf("%s %d %s", min(a, b), k, max(a, b)) }
