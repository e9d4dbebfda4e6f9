package qm9_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/synthetic"
	"github.com/mtobench/mtobench/tasks/internal/smiles"
	"github.com/mtobench/mtobench/tasks/qm9"
)

// TestDrawnSMILES compares the SMILES that stand in drawn molecules' files
// with what is read of their places: elements, and hydrogens at each atom.
func TestDrawnSMILES(t *testing.T) {
	dir := t.TempDir()
	path, err := synthetic.WriteMolecules(t.Context(), dir, 100, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	set, err := qm9.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(path, "*.xyz"))
	if err != nil || len(files) != set.Len() {
		t.Fatalf("%d files of %d molecules, error %v", len(files), set.Len(), err)
	}
	for i, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(b), "\n")
		text := strings.Fields(lines[set.Atoms(i)+3])[0]
		m, err := smiles.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		var want, got []int
		for _, a := range m.Atoms {
			want = append(want, 10*a.Number+a.Hydrogens)
		}
		nodes := make([]float32, set.Atoms(i)*qm9.NodeFeatures)
		set.FillNodes(i, nodes)
		for a, z := range set.Elements(i) {
			if z > 1 {
				got = append(got, 10*int(z)+int(nodes[(a+1)*qm9.NodeFeatures-1]))
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(want, got) {
			t.Errorf("%s, %s: %v, the places tell %v", file, text, want, got)
		}
	}
}
