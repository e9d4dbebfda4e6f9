package sarcos

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/golden"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

// table is a CSV file of random rows, whose first numbers count from first.
func table(rows, cols int, first int) string {
	r := rand.New(rand.NewPCG(1, 2))
	lines := []string{strings.Join(columns()[:cols], ",")}
	for i := range rows {
		line := strconv.Itoa(first + i)
		for range cols - 1 {
			line += fmt.Sprintf(",%g", r.NormFloat64())
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// folder is a data folder with these files in sarcos/.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "sarcos"), 0o777); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, "sarcos", name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func small(data string) tasks.Options {
	o := tasks.Options{Data: data, Seed: 1, Task: tasks.AllTasks, Protocol: Suite.Protocol(tasks.Quick)}
	o.Protocol.Batch, o.Protocol.Train, o.Protocol.Val, o.Protocol.Test = 8, 20, 5, 5
	return o
}

func TestDescribe(t *testing.T) { suitetest.Describe(t, Suite) }

func TestConform(t *testing.T) {
	suitetest.Conform(t, Suite, small(folder(t, map[string]string{"sarcos_inv_test.csv": table(30, 28, 0)})))
}

func TestFiles(t *testing.T) {
	for _, c := range []struct {
		have []string
		want []string // nil for no data
	}{
		{nil, nil},
		{[]string{"sarcos_inv.mat"}, nil},
		{[]string{"sarcos_inv_test.csv"}, []string{"sarcos_inv_test.csv"}},
		{[]string{"sarcos_inv_test.csv.gz", "sarcos_inv_test.mat"}, []string{"sarcos_inv_test.mat"}},
		{[]string{"sarcos_inv_test.mat", "sarcos_inv.mat"}, []string{"sarcos_inv_test.mat", "sarcos_inv.mat"}},
	} {
		made := map[string]string{}
		for _, name := range c.have {
			made[name] = ""
		}
		dir := folder(t, made)
		got, err := Suite.Files(dir, tasks.Protocol{})
		if errors.Is(err, tasks.ErrNoData) != (c.want == nil) || len(got) != len(c.want) {
			t.Errorf("of %v: %v, %v; want %v", c.have, got, err, c.want)
			continue
		}
		for i, name := range c.want {
			if got[i] != filepath.Join(dir, "sarcos", name) {
				t.Errorf("of %v: %v, want %v", c.have, got, c.want)
			}
		}
	}
}

// TestSplits knows rows by their first number, which is each row's own.
func TestSplits(t *testing.T) {
	test, train := table(30, 28, 0), table(50, 28, 1000)
	for _, c := range []struct {
		name  string
		files map[string]string
		lo    float32 // range of the test rows' first input, standardised
		hi    float32
	}{
		{"test file only", map[string]string{"sarcos_inv_test.csv": test}, -3, 3},
		{"both files", map[string]string{"sarcos_inv_test.csv": test, "sarcos_inv.csv": train}, -100, -50},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := load(folder(t, c.files), small("").Protocol)
			if err != nil {
				t.Fatal(err)
			}
			seen := map[float32]bool{}
			var sum, squares float64
			for split, n := range []int{tasks.Train: 20, tasks.Val: 5, tasks.Test: 5} {
				if got := d.Len(tasks.Split(split)); got != n {
					t.Fatalf("split %d has %d rows, want %d", split, got, n)
				}
				for i := range n {
					z := d.splits[split].x[i*inputs]
					if seen[z] {
						t.Errorf("a row stands twice")
					}
					seen[z] = true
					if split == int(tasks.Train) {
						sum, squares = sum+float64(z), squares+float64(z*z)
					}
					if split == int(tasks.Test) && (z < c.lo || z > c.hi) {
						t.Errorf("a test row has %v, outside [%v, %v]", z, c.lo, c.hi)
					}
				}
			}
			if math.Abs(sum/20) > 1e-6 || math.Abs(squares/20-1) > 1e-5 {
				t.Errorf("training inputs have mean %v and mean square %v", sum/20, squares/20)
			}
		})
	}
}

// TestColumns finds columns by name, in whichever order they stand.
func TestColumns(t *testing.T) {
	want := table(30, 28, 0)
	var turned []string
	for _, line := range strings.Split(want, "\n") {
		fields := strings.Split(line, ",")
		slices.Reverse(fields)
		turned = append(turned, strings.Join(fields, ","))
	}
	dir := folder(t, map[string]string{"a.csv": want, "b.csv": "\ufeff" + strings.Join(turned, "\r\n")})
	a, err := read(filepath.Join(dir, "sarcos", "a.csv"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := read(filepath.Join(dir, "sarcos", "b.csv"))
	if err != nil || !mat.Equal(a, b) {
		t.Errorf("error %v, the same numbers: %v", err, mat.Equal(a, b))
	}
}

func TestOpenErrors(t *testing.T) {
	good := table(30, 28, 0)
	constant := strings.Join(columns(), ",") + "\n" + strings.Repeat(strings.Repeat("1,", 27)+"1\n", 30)
	for _, c := range []struct {
		name, file string
		change     func(p *tasks.Protocol)
		err        string
	}{
		{"columns", table(30, 27, 0), nil, `no column "tau7"`},
		{"twice", strings.Replace(good, "tau1", "q1", 1), nil, `column "q1" stands twice`},
		{"number", strings.Replace(good, "\n3,", "\nNaN,", 1), nil, `line 5, column q1: "NaN"`},
		{"constant", constant, nil, "column 1 does not vary"},
		{"train", good, func(p *tasks.Protocol) { p.Train = 31 }, "31 training samples are more than the 30"},
		{"val", good, func(p *tasks.Protocol) { p.Val = 11 }, "11 validation samples are more than the 10"},
		{"test", good, func(p *tasks.Protocol) { p.Test = 6 }, "6 test samples are more than the 5"},
		{"batch", good, func(p *tasks.Protocol) { p.Batch = 64 }, "batch size 64"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := small(folder(t, map[string]string{"sarcos_inv_test.csv": c.file}))
			if c.change != nil {
				c.change(&o.Protocol)
			}
			_, err := Suite.Open(o)
			if err == nil || !strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want one line with %q", err, c.err)
			}
		})
	}
}

// TestLearn trains on the real data for 20 epochs.
func TestLearn(t *testing.T) {
	o := tasks.Options{
		Data: filepath.Dir(golden.Data(t, "sarcos")), Seed: 1, Task: tasks.AllTasks, Protocol: Suite.Protocol(tasks.Quick),
	}
	p := suitetest.Open(t, Suite, o)
	if v := mean(suitetest.Evaluate(t, p)); v < 0.9 || v > 1.3 {
		t.Errorf("nMSE is %.4f before training; predicting the mean has 1", v)
	}
	suitetest.Train(t, p, joints, 0, 20, 1e-3)
	if v := mean(suitetest.Evaluate(t, p)); v > 0.06 {
		t.Errorf("nMSE is %.4f after 20 epochs", v)
	}
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}
