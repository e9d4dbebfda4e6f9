package qm9

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestForms reads the same molecules in every form: the SDF form, which has
// bonds, tells the same as those where they are perceived.
func TestForms(t *testing.T) {
	list := examples()
	packed := xyzEntries(list, "")
	for name, files := range map[string][]entry{
		"archive":       {{"dsgdb9nsd.xyz.tar.bz2", archive(t, packed...)}}, // what it is compressed with does not count
		"folder":        xyzEntries(list, "dsgdb9nsd.xyz/"),
		"loose":         append(xyzEntries(list, ""), entry{"other.xyz", "?"}, entry{"uncharacterized.txt", uncharacterizedText()}),
		"hidden":        append(xyzEntries(list, "dsgdb9nsd.xyz/"), entry{"dsgdb9nsd.xyz/._dsgdb9nsd_000001.xyz", "?"}, entry{"dsgdb9nsd.xyz/Thumbs.db", "?"}),
		"packed hidden": {{"dsgdb9nsd.xyz.tar.bz2", archive(t, append(xyzEntries(list, "./"), entry{"./._dsgdb9nsd_000001.xyz", "?"}, entry{"__MACOSX/x.xyz", "?"})...)}},
		"Windows":       edited(xyzEntries(list, "dsgdb9nsd.xyz/"), func(text string) string { return "\ufeff" + strings.ReplaceAll(text, "\n", "\r\n") }),
		"SDF Windows": edited(sdfFiles(list), func(text string) string {
			return "\ufeff" + strings.TrimSuffix(strings.ReplaceAll(text, "\n", "\r\n"), "\r\n")
		}),
		"loose raw": xyzEntries(list, "raw/"),
		"SDF end":   trailing(sdfFiles(list), "\r\n\n"),
		"sample":    sampleFiles(t, list),
		"first":     append(sdfFiles(list), sampleFiles(t, list[:2])...),
		"elsewhere": append([]entry{{"readme.txt", ""}}, sdfFiles(list)...),
	} {
		t.Run(name, func(t *testing.T) {
			want, err := Load(folder(t, sdfFiles(list)...))
			must(t, err)
			got, err := Load(folder(t, files...))
			must(t, err)
			must(t, equal(want, got))
		})
	}
}

// edited changes every file.
func edited(files []entry, change func(string) string) []entry {
	for i := range files {
		files[i].text = change(files[i].text)
	}
	return files
}

// trailing appends to the first file.
func trailing(files []entry, text string) []entry {
	files[0].text += text
	return files
}

// TestExamples checks what a chemist would say of atoms.
func TestExamples(t *testing.T) {
	set, err := Load(folder(t, sdfFiles(examples())...))
	must(t, err)
	const a = aromaticBit
	for i, want := range [][]uint8{
		{3 | 4*8, 0, 0, 0, 0},          // methane
		{3 | 3*8, 0, 0, 0},             // ammonia
		{3 | 2*8, 0, 0},                // water
		{1 | 1*8, 1 | 1*8, 0, 0},       // acetylene
		{1 | 1*8, 1, 0},                // hydrogen cyanide
		{2 | 2*8, 2, 0, 0},             // formaldehyde
		{2 | 2*8, 2 | 1*8, 0, 0, 0, 3}, // fluoroethene
		{2 | a | 8, 0, 2 | a | 8, 0, 2 | a | 8, 0, 2 | a | 8, 0, 2 | a | 8, 0, 2 | a | 8, 0}, // benzene
		{2 | a, 2 | a | 8, 2 | a | 8, 2 | a | 8, 2 | a | 8, 0, 0, 0, 0},                      // furan
		{2 | 1*8, 2, 2 | 2*8, 0, 0, 0},                                                       // formamide
		{3 | 2*8, 3 | 2*8, 3 | 2*8, 0, 0, 0, 0, 0, 0},                                        // cyclopropane
	} {
		if got := set.kinds[set.firstAtom[i]:set.firstAtom[i+1]]; !bytes.Equal(got, want) {
			t.Errorf("molecule %d: %v, want %v", i+1, got, want)
		}
	}
}

// TestUncharacterized leaves molecules out.
func TestUncharacterized(t *testing.T) {
	list := examples()
	set, err := Load(folder(t, sdfFiles(list, 2, 5)...))
	must(t, err)
	same, err := Load(folder(t, append(xyzEntries(list, "dsgdb9nsd/"), entry{"uncharacterized.txt", uncharacterizedText(2, 5)})...))
	must(t, err)
	must(t, equal(set, same))
	for name, change := range map[string]func(string) string{
		"no final newline": func(s string) string { return strings.TrimSuffix(s, "\n") },
		"empty lines":      func(s string) string { return s + "\n\r\n \n" },
		"longer head":      func(s string) string { return "3054 molecules\n\nof QM9\n" + s },
		"shorter head":     func(s string) string { return strings.Replace(s, "a line of the head\n", "", 7) },
		"old Macintosh":    func(s string) string { return strings.ReplaceAll(s, "\n", "\r") },
	} {
		files := sdfFiles(list, 2, 5)
		files[2].text = change(files[2].text)
		got, err := Load(folder(t, files...))
		must(t, err)
		if err := equal(set, got); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if set.Len() != len(list)-2 || set.Number(1) != 3 {
		t.Errorf("%d molecules, the second is %d", set.Len(), set.Number(1))
	}
}

// TestWholeSampleAsSDF writes the real sample with the bonds that were
// perceived, and reads it.
func TestWholeSampleAsSDF(t *testing.T) {
	set, err := Load(data(t))
	must(t, err)
	var list []*molecule
	for i := range set.Len() {
		list = append(list, set.unpacked(i))
	}
	got, err := Load(folder(t, sdfFiles(list)...))
	must(t, err)
	must(t, equal(set, got))
}

// TestCache checks that a file of other data, of other code or damaged is made
// anew, and that one that is right is used.
func TestCache(t *testing.T) {
	list := examples()
	s, err := find(folder(t, sdfFiles(list)...))
	must(t, err)
	want, err := load(s)
	must(t, err)
	file, err := cacheFile(s)
	must(t, err)
	now, err := stamp(s)
	must(t, err)
	whole, err := os.ReadFile(file)
	must(t, err)
	got := decode(whole, now)
	if got == nil {
		t.Fatal("the cache file is not that of the set")
	}
	must(t, equal(want, got))
	for at := 0; at < len(whole); at += 7 {
		damaged := bytes.Clone(whole)
		damaged[at] ^= 1
		if decode(damaged, now) != nil || decode(whole[:at], now) != nil {
			t.Fatalf("damage at %d of %d goes unseen", at, len(whole))
		}
	}
	must(t, os.WriteFile(file, whole[:len(whole)/2], 0o644))
	must(t, os.WriteFile(s.dropped, []byte(uncharacterizedText(3)), 0o644))
	fewer, err := load(s)
	must(t, err)
	if fewer.Len() != want.Len()-1 {
		t.Errorf("%d molecules after one was dropped of %d", fewer.Len(), want.Len())
	}
	if other, _ := os.ReadFile(file); bytes.HasPrefix(other, now) || decode(other, now) != nil {
		t.Error("the cache file is not made anew")
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "*.tmp")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestProgress checks when a long reading tells how far it is.
func TestProgress(t *testing.T) {
	var out strings.Builder
	clock := time.Unix(0, 0)
	p := newProgress(&out, source{main: "gdb9.sdf"}, func() time.Time { return clock })
	for i := range 133885 {
		clock = clock.Add(time.Millisecond / 8) // 16.7 seconds in all
		p.tick(i + 1)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 3 || lines[0] != "reading gdb9.sdf (kept for later runs): 16128 molecules so far, 8000 a second" {
		t.Errorf("%q", lines)
	}
}
