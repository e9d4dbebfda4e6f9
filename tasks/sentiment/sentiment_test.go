package sentiment

import (
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/golden"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

func TestDescribe(t *testing.T) { suitetest.Describe(t, Suite) }

func TestDecode(t *testing.T) {
	list, err := decode(strings.NewReader("1\tgood caf\xe9 good \r\n0\t\n"))
	if err != nil {
		t.Fatal(err)
	}
	// good twice, café once, two pairs: length sqrt(4+1+1+1)
	if len(list) != 2 || list[0].label != 1 || len(list[0].features) != 4 || list[1].label != 0 || len(list[1].features) != 0 {
		t.Fatalf("%+v", list)
	}
	if f := list[0].features[0]; f.At != bucketOf("good") || math.Abs(float64(f.Value)-2/math.Sqrt(7)) > 1e-6 {
		t.Errorf("first feature %+v", f)
	}
	if f := list[0].features[2]; f.At != bucketOf("good caf\xe9") {
		t.Errorf("third feature %+v", f)
	}
	for _, text := range []string{"\ufeff1\tgood\r0\tbad", "1\tgood\n\n0\tbad\n\n"} {
		if list, err := decode(strings.NewReader(text)); err != nil || len(list) != 2 || list[0].features[0].At != bucketOf("good") {
			t.Errorf("%q: %+v, %v", text, list, err)
		}
	}
	for text, want := range map[string]string{
		"":                   "no review",
		"1\tgood\n2\tbad\n":  "line 2: no label 0 or 1 with a tab behind it",
		"1\tgood\n0 bad\n":   "line 2: no label 0 or 1 with a tab behind it",
		"1\tgood\n1\tb\x00d": "line 2 holds a zero byte: it is no text, damaged, or UTF-16 without a byte order mark; save it as UTF-8",
	} {
		if _, err := decode(strings.NewReader(text)); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// bucketOf is the bucket of a text by the library's FNV-1a.
func bucketOf(text string) int32 {
	h := fnv.New32a()
	h.Write([]byte(text))
	return int32(h.Sum32() % buckets)
}

// All reviews are read, the official test reviews are the test split, and the
// suite is learnt.
func TestPublished(t *testing.T) {
	data := golden.Data(t)
	o := tasks.Options{Data: data, Seed: 1, Task: tasks.AllTasks, Protocol: Suite.Protocol(tasks.Quick)}
	paths, err := Suite.Files(data, o.Protocol)
	if err != nil {
		t.Skip(err)
	}
	d, err := read(paths)
	if err != nil {
		t.Fatal(err)
	}
	test := 0
	for _, is := range d.Test {
		if is {
			test++
		}
	}
	if len(d.Stream) != 31_780 || test != 6_400 {
		t.Errorf("%d reviews, %d of them test", len(d.Stream), test)
	}
	if mean := suitetest.Learn(t, Suite, data, 2); mean < 70 {
		t.Errorf("mean accuracy %.1f", mean)
	}
}

// TestReadDamaged reads files of which some are damaged: the first of them is
// named, whichever is read first.
func TestReadDamaged(t *testing.T) {
	for _, bad := range [][]int{{0}, {31}, {5, 6, 30}, {0, 31}} {
		dir := t.TempDir()
		var paths []string
		for i := range 2 * len(domains) {
			paths = append(paths, filepath.Join(dir, fmt.Sprint(i)))
			if err := os.WriteFile(paths[i], []byte("1\tgood\n0\tbad\n"), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		for _, i := range bad {
			if err := os.WriteFile(paths[i], []byte("1\tgood\n2\tbad\n"), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want := "read " + paths[bad[0]] + ": line 2: no label 0 or 1 with a tab behind it"
		for range 10 {
			if _, err := read(paths); err == nil || err.Error() != want {
				t.Errorf("%v damaged: %v, want %s", bad, err, want)
			}
		}
	}
}
