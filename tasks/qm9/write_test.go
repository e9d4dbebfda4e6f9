package qm9

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Molecules that tests write, in idealised geometry, with the bonds that a
// chemist would draw.
func examples() []*molecule {
	h := math.Sqrt(3) / 2
	list := []*molecule{
		newExample("C 0 0 0; H .63 .63 .63; H -.63 -.63 .63; H -.63 .63 -.63; H .63 -.63 -.63", "0-1 0-2 0-3 0-4"),
		newExample("N 0 0 0; H .94 0 .38; H -.47 .81 .38; H -.47 -.81 .38", "0-1 0-2 0-3"),
		newExample("O 0 0 0; H .76 .59 0; H -.76 .59 0", "0-1 0-2"),
		newExample("C 0 0 0; C 1.2 0 0; H -1.06 0 0; H 2.26 0 0", "0#1 0-2 1-3"),
		newExample("C 0 0 0; N 1.156 0 0; H -1.07 0 0", "0#1 0-2"),
		newExample("C 0 0 0; O 1.2 0 0; H -.59 .94 0; H -.59 -.94 0", "0=1 0-2 0-3"),
		newExample("C 0 0 0; C 1.33 0 0; H -.57 .93 0; H -.57 -.93 0; H 1.9 .93 0; F 1.98 -1.15 0", "0=1 0-2 0-3 1-4 1-5"),
	}
	benzene := &molecule{}
	for i := range 6 {
		x, y := math.Cos(math.Pi/3*float64(i)), math.Sin(math.Pi/3*float64(i))
		benzene.z, benzene.at = append(benzene.z, 6), append(benzene.at, [3]float64{1.39 * x, 1.39 * y, 0})
		benzene.z, benzene.at = append(benzene.z, 1), append(benzene.at, [3]float64{2.48 * x, 2.48 * y, 0})
		benzene.bonds = append(benzene.bonds, bond{uint8(2 * i), uint8(2*i + 1), single})
	}
	for i := range 5 {
		benzene.bonds = append(benzene.bonds, bond{uint8(2 * i), uint8(2*i + 2), single + kind(i%2)})
	}
	benzene.bonds = append(benzene.bonds, bond{0, 10, double})
	// Furan, and formamide, whose nitrogen is flat.
	furan := newExample("O 0 0 1.163; C 1.095 0 .348; C .713 0 -.962; C -.713 0 -.962; C -1.095 0 .348; H 2.05 0 .85; H 1.37 0 -1.82; H -1.37 0 -1.82; H -2.05 0 .85",
		"0-1 1=2 2-3 3=4 4-0 1-5 2-6 3-7 4-8")
	formamide := newExample("C 0 0 0; O 1.03 .63 0; N -1.16 .71 0; H -.1 -1.1 0; H -1.1 1.71 0; H -2.05 .25 0", "0=1 0-2 0-3 2-4 2-5")
	propane := newExample(fmt.Sprintf("C 0 0 0; C 1.51 0 0; C .755 %v 0; H -.43 -.3 .91; H -.43 -.3 -.91; H 1.94 -.3 .91; H 1.94 -.3 -.91; H .755 1.8 .91; H .755 1.8 -.91", 1.51*h),
		"0-1 1-2 2-0 0-3 0-4 1-5 1-6 2-7 2-8") // cyclo-
	list = append(list, benzene, furan, formamide, propane)
	for i, m := range list {
		m.id = i + 1
		for p := range m.prop[:u0Atom] {
			m.prop[p] = float64(p+1) + .125*float64(i)*float64(p%3)
		}
		m.atomise()
	}
	return list
}

// newExample makes a molecule of "C 0 0 0; ..." and bonds "0-1 1=2 2#3".
func newExample(atoms, bonds string) *molecule {
	m := &molecule{}
	for _, text := range strings.Split(atoms, ";") {
		f := strings.Fields(text)
		if err := m.atom(f[0], f[1:]); err != nil {
			panic(err)
		}
	}
	for _, text := range strings.Fields(bonds) {
		m.bonds = append(m.bonds, readBondText(text))
	}
	return m
}

// readBondText is the bond of "0-1", "1=2" or "2#3".
func readBondText(text string) bond {
	var a, b int
	var sign rune
	if _, err := fmt.Sscanf(text, "%d%c%d", &a, &sign, &b); err != nil {
		panic(err)
	}
	return bond{uint8(min(a, b)), uint8(max(a, b)), single + kind(strings.IndexRune("-=#", sign))}
}

func symbol(z uint8) string {
	for s, v := range elements {
		if v == z {
			return s
		}
	}
	panic("no element")
}

// xyzText is a molecule as in dsgdb9nsd.xyz.
func (m *molecule) xyzText() string {
	b := new(strings.Builder)
	fmt.Fprintf(b, "%d\ngdb %d\t", len(m.z), m.id)
	for _, v := range m.prop[:u0Atom] {
		fmt.Fprintf(b, "%v\t", v)
	}
	b.WriteByte('\n')
	for i, p := range m.at {
		fmt.Fprintf(b, "%s\t%v\t%v\t%v\t 0.5\n", symbol(m.z[i]), p[0], p[1], strings.Replace(fmt.Sprintf("%.10e", p[2]), "e", "*^", 1))
	}
	b.WriteString(strings.TrimSpace(strings.Repeat("1000.5\t", 3*len(m.z)-6)) + "\nC\tC\t\nInChI=1S\tInChI=1S\n")
	return b.String()
}

// extendedText is a molecule of extended XYZ.
func (m *molecule) extendedText() string {
	b := new(strings.Builder)
	fmt.Fprintf(b, "%d\nProperties=species:S:1:pos:R:3\n", len(m.z))
	for i, p := range m.at {
		fmt.Fprintf(b, "%s %.8f %.8f %.8f\n", symbol(m.z[i]), p[0], p[1], p[2])
	}
	return b.String()
}

// sdfText is a molecule of an SDF file.
func (m *molecule) sdfText() string {
	b := new(strings.Builder)
	fmt.Fprintf(b, "gdb_%d\n -OEChem-03231823253D\n\n%3d%3d  0     0  0  0  0  0  0999 V2000\n", m.id, len(m.z), len(m.bonds))
	for i, p := range m.at {
		fmt.Fprintf(b, "%10.4f%10.4f%10.4f %-3s 0  0  0  0  0  0  0  0  0  0  0  0\n", p[0], p[1], p[2], symbol(m.z[i]))
	}
	for _, c := range m.bonds {
		fmt.Fprintf(b, "%3d%3d%3d  0  0  0  0\n", c.a+1, c.b+1, c.kind)
	}
	b.WriteString("M  END\n$$$$\n")
	return b.String()
}

// csvText is gdb9.sdf.csv.
func csvText(list []*molecule) string {
	b := new(strings.Builder)
	fmt.Fprintf(b, "mol_id,%s\n", strings.Join(columns[:], ","))
	for _, m := range list {
		fmt.Fprintf(b, "gdb_%d", m.id)
		for _, v := range m.prop {
			fmt.Fprintf(b, ",%v", v)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// uncharacterizedText is uncharacterized.txt with these molecules.
func uncharacterizedText(numbers ...int) string {
	b := new(strings.Builder)
	b.WriteString(strings.Repeat("a line of the head\n", 9))
	for _, n := range numbers {
		fmt.Fprintf(b, "%6d  CCO   C1CC1  3.5\n", n)
	}
	fmt.Fprintf(b, "%d compounds\n", len(numbers))
	return b.String()
}

// entry is a file of an archive.
type entry struct{ name, text string }

// archive packs files, compressed with gzip.
func archive(t testing.TB, files ...entry) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, f := range files {
		must(t, w.WriteHeader(&tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.text))}))
		_, err := w.Write([]byte(f.text))
		must(t, err)
	}
	must(t, w.Close())
	must(t, z.Close())
	return b.String()
}

// folder writes files to a fresh data folder and gives its path.
func folder(t testing.TB, files ...entry) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range files {
		path := filepath.Join(dir, "qm9", f.name)
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		must(t, os.WriteFile(path, []byte(f.text), 0o644))
	}
	return dir
}

// sdfFiles are the three files with these molecules, of which some are dropped.
func sdfFiles(list []*molecule, drop ...int) []entry {
	var sdf strings.Builder
	for _, m := range list {
		sdf.WriteString(m.sdfText())
	}
	return []entry{{"raw/gdb9.sdf", sdf.String()}, {"raw/gdb9.sdf.csv", csvText(list)}, {"raw/uncharacterized.txt", uncharacterizedText(drop...)}}
}

// xyzEntries are the files of dsgdb9nsd.xyz.tar.bz2.
func xyzEntries(list []*molecule, under string) []entry {
	var files []entry
	for _, m := range list {
		files = append(files, entry{fmt.Sprintf("%sdsgdb9nsd_%06d.xyz", under, m.id), m.xyzText()})
	}
	return files
}

// sampleFiles are a qm9_xyz_N.tar.gz with its table.
func sampleFiles(t testing.TB, list []*molecule) []entry {
	var files []entry
	for _, m := range list {
		files = append(files, entry{fmt.Sprintf("qm9_xyz/gdb_%d.xyz", m.id), m.extendedText()})
	}
	return []entry{{"qm9_xyz_7.tar.gz", archive(t, files...)}, {"qm9_7.csv", csvText(list)}}
}

// equal compares sets whose places may differ by rounding; it tells the first
// molecule that differs.
func equal(a, b *Set) error {
	if a.Len() != b.Len() {
		return fmt.Errorf("%d and %d molecules", a.Len(), b.Len())
	}
	near := func(x, y float32) bool { return math.Abs(float64(x-y)) <= 1e-4 }
	for i := range a.Len() {
		var diff string
		x, y := sorted(a.bondsOf(i)), sorted(b.bondsOf(i))
		p, q := a.prop[i*int(properties):][:properties], b.prop[i*int(properties):][:properties]
		switch {
		case a.Number(i) != b.Number(i) || !bytes.Equal(a.Elements(i), b.Elements(i)):
			diff = fmt.Sprint(b.Number(i), a.Elements(i), b.Elements(i))
		case !slices.EqualFunc(a.Places(i), b.Places(i), near):
			diff = fmt.Sprint(a.Places(i), b.Places(i))
		case !slices.Equal(x, y):
			diff = fmt.Sprint(x, y)
		case !bytes.Equal(a.kinds[a.firstAtom[i]:a.firstAtom[i+1]], b.kinds[b.firstAtom[i]:b.firstAtom[i+1]]):
			diff = fmt.Sprint(a.kinds[a.firstAtom[i]:a.firstAtom[i+1]], b.kinds[b.firstAtom[i]:b.firstAtom[i+1]])
		case !slices.EqualFunc(p, q, func(x, y float64) bool { return math.Abs(x-y) <= 1e-9*(1+math.Abs(x)) }):
			diff = fmt.Sprint(p, q)
		}
		if diff != "" {
			return fmt.Errorf("molecule %d differs: %s", a.Number(i), diff)
		}
	}
	return nil
}

// unpacked is molecule i with its bonds perceived anew: none is aromatic.
func (s *Set) unpacked(i int) *molecule {
	m := &molecule{id: s.Number(i), z: s.Elements(i)}
	for p := s.Places(i); len(p) > 0; p = p[3:] {
		m.at = append(m.at, [3]float64{float64(p[0]), float64(p[1]), float64(p[2])})
	}
	copy(m.prop[:], s.prop[i*int(properties):])
	m.perceive()
	return m
}

func sorted(bonds []bond) []bond {
	bonds = slices.Clone(bonds)
	slices.SortFunc(bonds, func(x, y bond) int { return (int(x.a)-int(y.a))*100 + int(x.b) - int(y.b) })
	return bonds
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
