package main

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/bench/internal/store"
	"github.com/mtobench/mtobench/synthetic"
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/qm9"
)

// drawnMolecules writes n molecules in the official form and gives the data
// folder and that of the files.
func drawnMolecules(t *testing.T, n int) (data, dir string) {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	data = t.TempDir()
	dir, err := synthetic.WriteMolecules(t.Context(), data, n, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	return data, dir
}

// smallQM9 trains one cell of qm9 on a few molecules.
func smallQM9(data, out string, more ...string) []string {
	return append([]string{"run", "-suite", "qm9", "-method", "ls", "-seeds", "1", "-data", data, "-out", out, "-set", "qm9.epochs=1", "-set", "qm9.units=4"}, more...)
}

// edit changes a file that has this text.
func edit(t *testing.T, path, from, to string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(b), from) {
		t.Fatalf("no %q in %s (error %v)", from, path, err)
	}
	if err := os.WriteFile(path, bytes.Replace(b, []byte(from), []byte(to), 1), 0o644); err != nil {
		t.Fatal(err)
	}
}

// pack makes an archive of a folder's files, of so many bytes less.
func pack(t *testing.T, dir string, less int) {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := w.AddFS(os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir+".tar.bz2", b.Bytes()[:b.Len()-less], 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestDamagedMolecules runs qm9 on damaged files: one line that names the file
// and the molecule, and exit status 2.
func TestDamagedMolecules(t *testing.T) {
	const third = "dsgdb9nsd_000003.xyz"
	for name, c := range map[string]struct {
		damage func(t *testing.T, dir string)
		want   []string
	}{
		"unknown element": {func(t *testing.T, dir string) { edit(t, filepath.Join(dir, third), "\nC\t", "\nSi\t") },
			[]string{third + ":", "molecule dsgdb9nsd_000003", `unknown element "Si"`}},
		"missing property": {func(t *testing.T, dir string) {
			path := filepath.Join(dir, third)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			line := strings.Split(string(b), "\n")[1]
			edit(t, path, line, line[:strings.LastIndex(strings.TrimSpace(line), "\t")])
		}, []string{third + ":", "molecule dsgdb9nsd_000003", "14 properties, wanted 15"}},
		"count": {func(t *testing.T, dir string) {
			path := filepath.Join(dir, third)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			edit(t, path, strings.SplitN(string(b), "\n", 2)[0]+"\n", "7\n")
		}, []string{third + ":", "molecule dsgdb9nsd_000003", "7 atoms are announced"}},
		"twice": {func(t *testing.T, dir string) { edit(t, filepath.Join(dir, third), "gdb 3\t", "gdb 2\t") },
			[]string{third + ":", "molecule dsgdb9nsd_000003", "number 2 stands twice"}},
		"truncated archive": {func(t *testing.T, dir string) { pack(t, dir, 20_000) },
			[]string{"dsgdb9nsd.xyz.tar.bz2:", "dsgdb9nsd_0000", "truncated"}},
		"no end":  {func(t *testing.T, dir string) { pack(t, dir, 1024) }, []string{"dsgdb9nsd.xyz.tar.bz2:", "after molecule dsgdb9nsd_000040", "truncated"}},
		"too few": {func(*testing.T, string) {}, []string{"960 training, 200 validation and 200 test samples are more than the 40 molecules"}},
	} {
		t.Run(name, func(t *testing.T) {
			data, dir := drawnMolecules(t, 40)
			c.damage(t, dir)
			r := bench(t, smallQM9(data, t.TempDir())...).want(t, exitUsage)
			line := lastLine(r.stderr)
			for _, w := range append(c.want, "bench: qm9: ") {
				if !strings.Contains(line, w) {
					t.Errorf("no %q in %q", w, line)
				}
			}
			t.Log(line)
		})
	}
}

// TestPaperShares runs the published protocol on a small set: the record has
// the sizes that the set allows, by the name of either protocol, and the report
// says so beside the published rows.
func TestPaperShares(t *testing.T) {
	data, _ := drawnMolecules(t, 400)
	out := t.TempDir()
	more := []string{"-profile", "paper", "-set", "qm9.protocol=ntkmtl", "-set", "qm9.batch=30"}
	bench(t, smallQM9(data, out, more...)...).want(t, exitOK)
	st, err := store.Read(filepath.Join(out, "paper"))
	if err != nil || len(st.Cells()) != 1 {
		t.Fatalf("%d records, %v", len(st.Cells()), err)
	}
	p := st.Cells()[0].Key.Protocol
	if p.Train != 340 || p.Val != 30 || p.Test != 30 || p.Batch != 30 || p.Schedule.Patience != 10 || p.Units != 4 {
		t.Errorf("%+v", p)
	}
	report := []string{"report", "-out", out, "-data", data, "-published"}
	r := bench(t, append(report, append(more, "-set", "qm9.epochs=1", "-set", "qm9.units=4")...)...).want(t, exitOK)
	b, err := os.ReadFile(filepath.Join(out, "paper", "report.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{
		"batch 60 and patience 10 (NTKMTL, NeurIPS 2025), not 120 and 5; of the 400 molecules that are there, not 130831, the splits have the published shares",
		"Samples: 340 training, 30 validation, 30 test", "heads dense d-1; d = 4", "GO4Align †", "102.4",
	} {
		if !strings.Contains(string(b), w) {
			t.Errorf("the report lacks %q; %s", w, r.stderr)
		}
	}
}

// TestProtocolByName checks -set SUITE.protocol, and that numbers go over it.
func TestProtocolByName(t *testing.T) {
	for _, c := range []struct {
		set             settings
		batch, patience int
	}{
		{settings{}, 120, 5},
		{settings{"qm9.protocol": "nashmtl"}, 120, 5},
		{settings{"qm9.protocol": "ntkmtl"}, 60, 10},
		{settings{"qm9.protocol": "ntkmtl", "qm9.batch": "30", "qm9.patience": "7"}, 30, 7},
	} {
		p, err := c.set.protocol(qm9.Suite, tasks.Paper)
		if err != nil || p.Batch != c.batch || p.Schedule.Patience != c.patience {
			t.Errorf("%v: %+v, %v", c.set, p, err)
		}
	}
	for want, set := range map[string]settings{
		"-set qm9.protocol=x: valid are nashmtl, ntkmtl":                                              {"qm9.protocol": "x"},
		"-set toy.protocol=x: toy has its own protocol only":                                          {"toy.protocol": "x"},
		"-set tanh.patience: the protocol of tanh has batch, epochs, test, train, val, lr":            {"tanh.patience": "3"},
		"-set qm9.nope: the protocol of qm9 has batch, epochs, patience, test, train, units, val, lr": {"qm9.nope": "3"},
	} {
		if err := set.check(defaultCatalogue()); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
