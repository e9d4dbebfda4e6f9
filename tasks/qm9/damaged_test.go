package qm9

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// TestDamaged checks that one line names the file, the molecule and what is
// wrong.
func TestDamaged(t *testing.T) {
	list := examples()
	// with changes one file of several.
	with := func(files []entry, name, from, to string) []entry {
		files = slices.Clone(files)
		for i, f := range files {
			if strings.HasSuffix(f.name, name) {
				if !strings.Contains(f.text, from) {
					t.Fatalf("%s has no %q", name, from)
				}
				files[i].text = strings.Replace(f.text, from, to, 1)
			}
		}
		return files
	}
	sdf, xyz := sdfFiles(list), xyzEntries(list, "dsgdb9nsd.xyz/")
	packed := archive(t, xyzEntries(list, "")...)
	flipped := []byte(packed)
	flipped[len(flipped)-8] ^= 4 // the checksum
	// In the sample, molecule 4 has 4 atoms.
	extended := func(from, to string) []entry {
		changed := slices.Clone(list)
		files := sampleFiles(t, changed)
		text := strings.Replace(list[3].extendedText(), from, to, 1)
		files[0].text = archive(t, entry{"qm9_xyz/gdb_4.xyz", text})
		return files
	}
	row3 := strings.Split(csvText(list), "\n")[3]
	huge := strings.Split(row3, ",")
	huge[1+homo] = "1e308"
	for name, c := range map[string]struct {
		files []entry
		want  []string
	}{
		"element, SDF":        {with(sdf, ".sdf", " F  ", " Cl "), []string{"gdb9.sdf:", "gdb_7:", "Cl"}},
		"element, XYZ":        {with(xyz, "7.xyz", "F\t", "Xe\t"), []string{"dsgdb9nsd_000007.xyz:", "Xe"}},
		"element, sample":     {extended("C ", "Si "), []string{"qm9_xyz_7.tar.gz:", "gdb_4:", "Si"}},
		"property, SDF":       {with(sdf, ".csv", row3, row3[:strings.LastIndex(row3, ",")]), []string{"gdb9.sdf.csv:", "gdb_3:", "19 fields, wanted 20"}},
		"empty property":      {with(sdf, ".csv", row3, row3[:strings.LastIndex(row3, ",")+1]), []string{"gdb9.sdf.csv:", "gdb_3:", "g298_atom"}},
		"property, NaN":       {with(sdf, ".csv", row3, "gdb_3,NaN"+row3[strings.Index(row3, ",2"):]), []string{"gdb9.sdf.csv:", "gdb_3", "property A", "NaN"}},
		"property, XYZ":       {with(xyz, "3.xyz", "\t15.5\t\n", "\t\n"), []string{"000003.xyz:", "14 properties, wanted 15"}},
		"no column":           {with(sdf, ".csv", "lumo", "lomo"), []string{"gdb9.sdf.csv:", `no column "lumo"`}},
		"no row":              {with(sdf, ".csv", row3+"\n", ""), []string{"gdb9.sdf:", "gdb_3:", "no such molecule"}},
		"no geometry":         {with(sdf, "gdb9.sdf", list[2].sdfText(), ""), []string{"gdb9.sdf.csv:", "gdb_3:", "no geometry"}},
		"more atoms, XYZ":     {with(xyz, "01.xyz", "5\n", "6\n"), []string{"000001.xyz:", "atom 6 of 6"}},
		"fewer atoms, XYZ":    {with(xyz, "01.xyz", "5\n", "4\n"), []string{"000001.xyz:", "4 atoms are announced"}},
		"frequencies":         {with(xyz, "01.xyz", "1000.5\t", ""), []string{"000001.xyz:", "8 frequencies of 5 atoms"}},
		"more atoms, SDF":     {with(sdf, ".sdf", "  5  4", "  6  4"), []string{"gdb9.sdf:", "gdb_1:", "atom 6 of 6"}},
		"fewer atoms, SDF":    {with(sdf, ".sdf", "  5  4", "  4  4"), []string{"gdb9.sdf:", "gdb_1:", "bond 1 of 4"}},
		"fewer bonds, SDF":    {with(sdf, ".sdf", "  5  4", "  5  3"), []string{"gdb9.sdf:", "gdb_1:", "more atoms or bonds"}},
		"more bonds, SDF":     {with(sdf, ".sdf", "  5  4", "  5  5"), []string{"gdb9.sdf:", "gdb_1:", "bond 5 of 5"}},
		"a bond twice, SDF":   {with(sdf, ".sdf", "  1  3  1", "  1  2  1"), []string{"gdb9.sdf:", "gdb_1:", "atoms 1 and 2 are bonded twice"}},
		"fewer atoms, sample": {extended("4\n", "3\n"), []string{"qm9_xyz_7.tar.gz:", "gdb_4:", "3 atoms are announced"}},
		"more atoms, sample":  {extended("4\n", "5\n"), []string{"qm9_xyz_7.tar.gz:", "gdb_4:", "the text ends after 4"}},
		"twice, SDF":          {with(sdf, ".sdf", list[1].sdfText(), list[0].sdfText()), []string{"gdb9.sdf:", "gdb_1:", "twice"}},
		"twice, table":        {with(sdf, ".csv", row3, row3+"\n"+row3), []string{"gdb9.sdf.csv:", "gdb_3", "twice"}},
		"twice, XYZ":          {append(xyz, entry{"dsgdb9nsd.xyz/dsgdb9nsd_000099.xyz", list[1].xyzText()}), []string{"000099.xyz:", "number 2", "twice"}},
		"same place":          {with(sdf, ".sdf", "   -0.6300   -0.6300    0.6300", "    0.6300    0.6300    0.6300"), []string{"gdb9.sdf:", "gdb_1:", "same place"}},
		"place":               {with(xyz, "01.xyz", "0.63\t", "0,63\t"), []string{"000001.xyz:", `"0,63"`}},
		"name":                {with(sdf, ".sdf", "gdb_4", "benzene"), []string{"gdb9.sdf:", "benzene"}},
		"no name":             {with(sdf, ".sdf", "gdb_4", ""), []string{"gdb9.sdf:", "no. 4 of the file", "first line is empty"}},
		"truncated, SDF":      {with(sdf, ".sdf", list[10].sdfText()[120:], ""), []string{"gdb9.sdf:", "gdb_11:"}},
		"truncated archive":   {[]entry{{"dsgdb9nsd.xyz.tar.bz2", packed[:len(packed)*2/3]}}, []string{"dsgdb9nsd.xyz.tar.bz2:", "dsgdb9nsd_0", "truncated"}},
		"truncated checksum":  {[]entry{{"dsgdb9nsd.xyz.tar.bz2", packed[:len(packed)-5]}}, []string{"dsgdb9nsd.xyz.tar.bz2:", "after molecule dsgdb9nsd_000011", "truncated"}},
		"wrong checksum":      {[]entry{{"dsgdb9nsd.xyz.tar.bz2", string(flipped)}}, []string{"dsgdb9nsd.xyz.tar.bz2:", "after molecule dsgdb9nsd_000011", "invalid checksum"}},
		"no archive":          {[]entry{{"dsgdb9nsd.xyz.tar.bz2", "<html>not found</html>" + strings.Repeat(" ", 1024)}}, []string{"dsgdb9nsd.xyz.tar.bz2:", "tar"}},
		"empty archive":       {[]entry{{"dsgdb9nsd.xyz.tar.bz2", archive(t)}}, []string{"dsgdb9nsd.xyz.tar.bz2:", "no molecule"}},
		"empty folder":        {[]entry{{"dsgdb9nsd.xyz/readme", ""}}, []string{"dsgdb9nsd.xyz", "no .xyz file"}},
		"uncharacterized":     {with(sdfFiles(list, 2, 3, 5), ".txt", "     3  CCO", "three  CCO"), []string{"uncharacterized.txt:", "line 12", "a molecule follows line 11, which is none"}},
		"no list at all":      {with(sdf, ".txt", "0 compounds", ""), []string{"uncharacterized.txt:", "no list of molecules"}},
		"another list":        {with(sdfFiles(list, 2, 3, 5), ".txt", "3 compounds", "4 compounds"), []string{"uncharacterized.txt:", `line 13: "4 compounds": the list has 3 molecules`}},
		"listed twice":        {with(sdfFiles(list, 2, 3, 3), ".txt", "", ""), []string{"uncharacterized.txt:", "line 12: molecule 3 stands twice"}},
		"a far atom":          {with(xyz, "01.xyz", "0.63\t", "1e39\t"), []string{"000001.xyz:", "atom 2 stands at 1e+39 Angstrom"}},
		"a huge energy":       {with(sdf, ".csv", row3, strings.Join(huge, ",")), []string{"gdb9.sdf:", "gdb_3:", "property homo is 1e+308, too large in meV"}},
		"a column twice":      {with(sdf, ".csv", ",gap,", ",homo,"), []string{"gdb9.sdf.csv:", `line 1: column "homo" stands twice`}},
		"Go's number":         {with(xyz, "01.xyz", "0.63\t", "0x1p-2\t"), []string{"000001.xyz:", `"0x1p-2" is no finite number`}},
		"truncated list":      {with(sdfFiles(list, 2, 3, 5), ".txt", "3 compounds\n", ""), []string{"uncharacterized.txt:", "truncated: line 12 is a molecule"}},
		"cut list":            {with(sdfFiles(list, 2, 3, 5), ".txt", "1CC1  3.5\n3 compounds\n", ""), []string{"uncharacterized.txt:"}},
		"no table":            {sdf[:1], []string{"gdb9.sdf.csv"}},
		"no list":             {sdf[:2], []string{"uncharacterized.txt"}},
	} {
		t.Run(name, func(t *testing.T) { checkError(t, folder(t, c.files...), c.want...) })
	}
}

// checkError wants one line with these words.
func checkError(t *testing.T, dir string, words ...string) {
	t.Helper()
	_, err := Load(dir)
	if err == nil {
		t.Fatal("no error")
	}
	text := strings.ReplaceAll(err.Error(), dir, "")
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%q lacks %q", text, w)
		}
	}
	if strings.Contains(text, "\n") || len(text) > 250 {
		t.Errorf("not one line: %q", text)
	}
	t.Log(text)
}

// TestNoData checks the error of a suite without data.
func TestNoData(t *testing.T) {
	for _, dir := range []string{t.TempDir(), filepath.Join(t.TempDir(), "none"), folder(t, entry{"readme", ""})} {
		if _, err := Load(dir); !errors.Is(err, tasks.ErrNoData) || !strings.Contains(err.Error(), "gdb9.sdf") {
			t.Errorf("%s: %v", dir, err)
		}
	}
}

// TestBzip2 reads an archive that bzip2 made of two molecules, whole and cut.
func TestBzip2(t *testing.T) {
	packed, err := base64.StdEncoding.DecodeString(twoMolecules)
	must(t, err)
	set, err := Load(folder(t, entry{"dsgdb9nsd.xyz.tar.bz2", string(packed)}))
	must(t, err)
	if set.Len() != 2 || set.Number(1) != 3 || set.Atoms(1) != 3 {
		t.Errorf("%d molecules, the second is %d of %d atoms", set.Len(), set.Number(1), set.Atoms(1))
	}
	checkError(t, folder(t, entry{"dsgdb9nsd.xyz.tar.bz2", string(packed[:len(packed)-40])}), "dsgdb9nsd.xyz.tar.bz2:", "truncated")
	packed[len(packed)/2] ^= 4
	checkError(t, folder(t, entry{"dsgdb9nsd.xyz.tar.bz2", string(packed)}), "dsgdb9nsd.xyz.tar.bz2:", "first molecule")
}

// TestUnreadable checks that a folder in a file's place is told.
func TestUnreadable(t *testing.T) {
	dir := folder(t, sdfFiles(examples())...)
	path := filepath.Join(dir, "qm9", "raw", "gdb9.sdf.csv")
	must(t, os.Remove(path))
	must(t, os.Mkdir(path, 0o755))
	if _, err := Load(dir); err == nil || !strings.Contains(err.Error(), "gdb9.sdf.csv") {
		t.Error(err)
	}
}

// FuzzXYZ looks for texts that crash the readers.
func FuzzXYZ(f *testing.F) {
	for _, m := range examples() {
		f.Add(m.xyzText())
		f.Add(m.sdfText())
		f.Add(m.extendedText())
	}
	f.Fuzz(func(t *testing.T, text string) {
		_ = newReader().xyz("dsgdb9nsd_000001.xyz", strings.NewReader(text))
		_ = newReader().extended("gdb_1.xyz", strings.NewReader(text))
		r := newSDF(strings.NewReader(text))
		for set := newReader(); ; {
			m, _, err := r.next()
			if err != nil {
				return
			}
			if err := set.add(m); err != nil {
				return
			}
		}
	})
}

// twoMolecules is methane and water in the form of the published archive,
// packed by tar and bzip2.
const twoMolecules = "" +
	"QlpoOTFBWSZTWVIJNkQAAkvfkeywQBP/4ghkiAH0wR5wBAAAIAgIQAKddjtcgcDVPBGjUahqaYnlNGI0NDRg1MGgpTyTUMRkGIBp" +
	"poxEbQpp6KeoAAAAAAkSKephT01PKZB6jQ9RoaPUYn6XHQY62CTmJIMN3E2lgPtuLCpJAxHfl6bsgr+aCxwkhkrGc9GZtQRDh6lI" +
	"6m9QlSQpyYGugUCBTFLTZSkI22SspJqGaPlm4R4s0Gml0kgQcGJvUxLNhhawtYWtJtFcoJEa4lZETUNpwBRypbF42REyTk5TzC8v" +
	"PEoJXQjexuIcMYQ4iYRASbMDUAsz2JAbli1qbbToTGgMF5uo6UcJySiH52nOPZGBZiUy3uhLxMARjGSMCRGWQQVmpwWCnBoXtecO" +
	"USmbyrUJR7hUB3MKEUEU6ujocKmWmihtTKWPyB4gNm9MUJ8wajBb5WxVAllcoBAHEkdHVbNShXidKyN64oZdp3+EYaDsRNDXTZCw" +
	"S4NM7jOIc2wm6EKoKLRFarWWoC6oTPI8gOwDNG4tNUNyMyNphNSr1vbOItUSUYoVMPBhH3gcpaUpNbWFdbd3dHYeErqbxmugXaLd" +
	"34rfmkgIjXTC1uOAd4R1PWOl2e6hRvmCjihpWam2uOAmanHwOl2pqCTBiWCCzwBj3tsxV7OxLZuzvssnDkHAaSi7PQTopYi9iGzD" +
	"DMuKtwj0xoULSbURl4zUk0rKqpWa64euIrsPI4Bd3HA+wgVZIZ6mQTo3tHB2FA+OJQ0IDQ0Dn0sJmwNgdYZH8YlpyKjkZHM6GKQH" +
	"+LuSKcKEgpBJsiA="
