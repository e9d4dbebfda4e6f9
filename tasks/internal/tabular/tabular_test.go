package tabular

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/metric"
	"github.com/mtobench/mtobench/tasks/nn"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

var nan = math.NaN()

// mixed is a table of numbers, some missing, categories, sparse features and a
// task of each kind, some targets missing.
func mixed(n int, seed uint64) *Data {
	r := rand.New(rand.NewPCG(seed, 1))
	d := &Data{
		Columns: []Column{{Name: "a"}, {Name: "b"}, {Name: "c", Categories: []string{"x", "y", "z"}}},
		Targets: make([][]float64, 3), SparseWidth: 5,
	}
	for i := range n {
		a, b := r.NormFloat64(), 3+2*r.NormFloat64()
		if i%5 == 1 {
			b = nan
		}
		d.Columns[0].Values = append(d.Columns[0].Values, a)
		d.Columns[1].Values = append(d.Columns[1].Values, b)
		d.Columns[2].Values = append(d.Columns[2].Values, float64(r.IntN(3)))
		d.Sparse = append(d.Sparse, []Entry{{int32(r.IntN(5)), 1}})
		y := 10 + 4*a
		if i%7 == 2 {
			y = nan
		}
		d.Targets[0] = append(d.Targets[0], y)
		d.Targets[1] = append(d.Targets[1], float64(r.IntN(2)))
		d.Targets[2] = append(d.Targets[2], float64(r.IntN(4)))
	}
	return d
}

var mixedTargets = []Target{{Name: "number"}, {Name: "yes", Kind: Binary}, {Name: "class", Kind: Classes, Classes: 4}}

// Nothing that is measured comes from validation or test rows: whatever these
// hold, the training samples and all scales are the same, bit by bit.
func TestNothingLeaks(t *testing.T) {
	p := tasks.Protocol{Train: 40, Val: 10, Test: 10}
	d := mixed(60, 1)
	rows, err := d.split(p, 3, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := prepare(d, mixedTargets, rows)
	other := mixed(60, 1)
	for _, s := range []tasks.Split{tasks.Val, tasks.Test} {
		for _, i := range rows[s] {
			other.Columns[0].Values[i] = 1e6
			other.Columns[1].Values[i] = nan
			other.Columns[2].Values[i] = 0
			other.Sparse[i] = nil
			other.Targets[0][i] = -1e9
		}
	}
	got := prepare(other, mixedTargets, rows)
	if !reflect.DeepEqual(got.scale, want.scale) || got.width != want.width || got.dense != want.dense {
		t.Errorf("scales %v of width %d, want %v of %d", got.scale, got.width, want.scale, want.width)
	}
	a, b := got.splits[tasks.Train](), want.splits[tasks.Train]()
	if !slices.Equal(a.x, b.x) || !reflect.DeepEqual(a.sparse, b.sparse) || fmt.Sprint(a.y) != fmt.Sprint(b.y) {
		t.Error("training samples depend on rows of other splits")
	}
	if slices.Equal(got.splits[tasks.Test]().x, want.splits[tasks.Test]().x) {
		t.Error("test samples do not depend on their rows")
	}
}

// Rows are filled in, in any order, with the features and the targets of
// theirs: sparse features stand behind the categories.
func TestFill(t *testing.T) {
	d := mixed(60, 1)
	rows := split{tasks.Train: {7, 3, 11, 59}, tasks.Val: {0, 58, 1}, tasks.Test: {20, 21}}
	for i := range 60 { // every category is there
		rows[tasks.Train] = append(rows[tasks.Train], i)
	}
	p := prepare(d, mixedTargets, rows)
	if p.width != 2+1+3+5 { // a, b, b is missing, categories, sparse
		t.Fatalf("width %d", p.width)
	}
	for _, s := range []tasks.Split{tasks.Test, tasks.Train, tasks.Val} {
		for _, index := range [][]int{{1, 0}, {0, 1}, {1, 1}} {
			b := nn.Batch{Inputs: [][]float32{make([]float32, 2*p.width)}, Targets: []nn.Target{
				{Values: make([]float32, 2)}, {Values: make([]float32, 2)}, {Labels: make([]int32, 2)},
			}}
			if err := p.Fill(s, index, &b); err != nil {
				t.Fatal(err)
			}
			for i, at := range index {
				r := rows[s][at]
				want := make([]float32, p.width)
				want[0] = scaled(d.Columns[0].Values, rows, r)
				if want[2] = 1; !math.IsNaN(d.Columns[1].Values[r]) {
					want[1], want[2] = scaled(d.Columns[1].Values, rows, r), 0
				}
				want[3+int(d.Columns[2].Values[r])] = 1
				want[6+d.Sparse[r][0].At] = 1
				if got := b.Inputs[0][i*p.width:][:p.width]; !slices.Equal(got, want) {
					t.Errorf("split %d, row %d: %v, want %v", s, r, got, want)
				}
				y := p.scale[0].of(d.Targets[0][r])
				if got := b.Targets[0].Values[i]; got != y && !math.IsNaN(float64(y)) || b.Targets[1].Values[i] != float32(d.Targets[1][r]) || b.Targets[2].Labels[i] != int32(d.Targets[2][r]) {
					t.Errorf("split %d, row %d: targets %v", s, r, b.Targets)
				}
			}
		}
	}
}

// scaled is a column's value in a row, as it is standardised.
func scaled(values []float64, rows split, r int) float32 {
	return measure(values, rows[tasks.Train]).of(values[r])
}

// A category or a lack that no training row has does not count.
func TestUnseen(t *testing.T) {
	d := &Data{
		Columns: []Column{{Name: "n", Values: []float64{1, 3, nan, 5}}, {Name: "c", Values: []float64{0, 2, 1, nan}, Categories: []string{"x", "y", "z"}}},
		Targets: [][]float64{{1, 2, 3, 4}},
	}
	p := prepare(d, []Target{{Name: "y"}}, split{tasks.Train: {0, 1}, tasks.Val: {2}, tasks.Test: {3}})
	if p.dense != 1 || p.width != 3 { // no column for what is missing, none for category y
		t.Errorf("%d numbers, width %d", p.dense, p.width)
	}
	b := nn.Batch{Inputs: [][]float32{make([]float32, 3)}, Targets: []nn.Target{{Values: make([]float32, 1)}}}
	for _, c := range []struct {
		split tasks.Split
		want  []float32
		y     float32
	}{
		{tasks.Train, []float32{-1, 1, 0}, -1}, {tasks.Val, []float32{0, 0, 0}, 3}, {tasks.Test, []float32{3, 0, 0}, 5},
	} {
		if err := p.Fill(c.split, []int{0}, &b); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(b.Inputs[0], c.want) || b.Targets[0].Values[0] != c.y {
			t.Errorf("split %d: input %v, target %v, want %v and %v", c.split, b.Inputs[0], b.Targets[0].Values, c.want, c.y)
		}
	}
}

// every says that the splits hold rows once each, and how many.
func every(t *testing.T, s split) (all []int) {
	t.Helper()
	for _, rows := range s {
		all = append(all, rows...)
	}
	slices.Sort(all)
	if len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Error("a row is in two splits")
	}
	return all
}

func TestSplit(t *testing.T) {
	d := mixed(53, 1)
	p := tasks.Protocol{Train: 33, Val: 7, Test: 10}
	var tested []int
	for part := range 5 {
		s, err := d.split(p, 3, part, 5)
		if err != nil {
			t.Fatal(err)
		}
		if len(s[tasks.Train]) != 33 || len(s[tasks.Val]) != 7 || len(s[tasks.Test]) != 10 {
			t.Errorf("sizes %d, %d, %d", len(s[tasks.Train]), len(s[tasks.Val]), len(s[tasks.Test]))
		}
		every(t, s)
		tested = append(tested, s[tasks.Test]...)
	}
	slices.Sort(tested)
	if n := len(slices.Compact(tested)); n != 50 {
		t.Errorf("5 folds test %d rows", n)
	}
	p.Train = 40
	if _, err := d.split(p, 3, 0, 0); err == nil || !strings.Contains(err.Error(), "40 training samples of the 53 rows") {
		t.Errorf("too many rows: %v", err)
	}
}

// Groups stay whole.
func TestSplitGroups(t *testing.T) {
	d := mixed(60, 1)
	for i := range 60 {
		d.Group = append(d.Group, i/6)
	}
	s, err := d.split(tasks.Protocol{Train: 100, Val: 7, Test: 13}, 3, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(every(t, s)) != 60 || len(s[tasks.Test]) != 18 || len(s[tasks.Val]) != 12 {
		t.Errorf("sizes %d, %d, %d", len(s[tasks.Train]), len(s[tasks.Val]), len(s[tasks.Test]))
	}
	side := map[int]int{}
	for i, rows := range s {
		for _, r := range rows {
			if at, has := side[d.Group[r]]; has && at != i {
				t.Errorf("group %d is on two sides", d.Group[r])
			}
			side[d.Group[r]] = i
		}
	}
	if _, err := d.split(tasks.Protocol{Train: 10, Val: 30, Test: 30}, 3, 0, 0); err == nil {
		t.Error("no training rows are left, and that is no error")
	}
}

// streamed is a table of tasks with rows of their own, a quarter of them
// positive.
func streamed(tasks, each int) *Data {
	r := rand.New(rand.NewPCG(5, 6))
	d := &Data{Columns: []Column{{Name: "a"}, {Name: "b"}}, Targets: make([][]float64, tasks)}
	for k := range tasks {
		for i := range each {
			yes := 0.0
			if i%4 == 0 {
				yes = 1
			}
			d.Columns[0].Values = append(d.Columns[0].Values, r.NormFloat64()+2*yes)
			d.Columns[1].Values = append(d.Columns[1].Values, r.NormFloat64()+float64(k))
			d.Stream = append(d.Stream, k)
			for m := range tasks {
				v := nan
				if m == k {
					v = yes
				}
				d.Targets[m] = append(d.Targets[m], v)
			}
		}
	}
	return d
}

// Every stream is divided in the same proportions, and so are its classes; an
// official test split stays.
func TestSplitStreams(t *testing.T) {
	d := streamed(3, 40)
	for _, c := range []struct {
		official         bool
		train, val, test int
	}{{false, 60, 30, 30}, {false, 30, 15, 15}, {true, 64, 32, 24}, {true, 32, 16, 24}} {
		official := c.official
		if official && d.Test == nil {
			for i := range 120 {
				d.Test = append(d.Test, i%40 < 8)
			}
		}
		s, err := d.split(tasks.Protocol{Train: c.train, Val: c.val, Test: c.test}, 3, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		if all := every(t, s); c.train+c.val+c.test == 120 && len(all) != 120 {
			t.Error("rows are left over")
		}
		for part, want := range []int{tasks.Train: c.train, tasks.Val: c.val, tasks.Test: c.test} {
			// of three streams of two classes
			if got := len(s[part]); got < want-6 || got > want+6 {
				t.Errorf("%v: split %d has %d rows", c, part, got)
			}
		}
		for part, rows := range s {
			count := map[string]int{}
			for _, r := range rows {
				count[fmt.Sprint(d.Stream[r], d.Targets[d.Stream[r]][r])]++
				if official && d.Test[r] != (tasks.Split(part) == tasks.Test) {
					t.Errorf("row %d is in split %d", r, part)
				}
			}
			for k := range 3 {
				yes, no := count[fmt.Sprint(k, 1.0)], count[fmt.Sprint(k, 0.0)]
				if !official && (no < 2*yes || no > 4*yes) || yes == 0 {
					t.Errorf("split %d of stream %d has %d and %d of its classes", part, k, yes, no)
				}
			}
		}
	}
}

func TestMeter(t *testing.T) {
	targets := append(slices.Clone(mixedTargets), Target{Name: "robust", Kind: Robust})
	m := newMeter(targets, []Score{NRMSE, MAE, R2, AUC, AveragePrecision, Accuracy, F1}, []scale{{10, 4}, {0, 1}, {0, 1}, {0, 2}})
	pred := []float32{0.5, -1, 2, 0.25}
	for range 2 { // Reset forgets
		m.Reset()
		m.Add(0, pred, 1, nn.Target{Values: []float32{1, -1, float32(nan), 0}}, 4)
		m.Add(1, pred[:3], 1, nn.Target{Values: []float32{1, 0, 0}}, 3)
		m.Add(1, pred[3:], 1, nn.Target{Values: []float32{1}}, 1)
		m.Add(2, []float32{0, 3, 1, 2, 9, 0, 0, 0, 5, 6, 7, 8}, 4, nn.Target{Labels: []int32{1, -1, 2}}, 3)
	}
	p, y := []float64{0.5, -1, 0.25}, []float64{1, -1, 0}
	s, l := []float64{0.5, -1, 2, 0.25}, []bool{true, false, false, true}
	want := []float64{
		metric.RMSE(p, y), 4 * metric.MAE(p, y), metric.R2(p, y),
		100 * metric.AUC(s, l), 100 * metric.AveragePrecision(s, l), 100 * metric.Accuracy(s, l), 100 * metric.F1(s, l),
		50, nan, nan, nan,
	}
	for i, v := range m.Values() {
		if v != want[i] && !(math.IsNaN(v) && math.IsNaN(want[i])) {
			t.Errorf("metric %d: %v, want %v", i, v, want[i])
		}
	}
}

func TestCheck(t *testing.T) {
	for want, change := range map[string]func(d *Data){
		"target yes: 2 in row 4 is none of 0 and 1":               func(d *Data) { d.Targets[1][3] = 2 },
		"target class: 4 in row 1 is none of the classes 0 to 3":  func(d *Data) { d.Targets[2][0] = 4 },
		"target number: +Inf in row 1 is none of the finite numb": func(d *Data) { d.Targets[0][0] = math.Inf(1) },
		"column b: row 2 is -Inf":                                 func(d *Data) { d.Columns[1].Values[1] = math.Inf(-1) },
		"column a has 59 rows, wanted 60":                         func(d *Data) { d.Columns[0].Values = d.Columns[0].Values[1:] },
		"2 targets, wanted 3":                                     func(d *Data) { d.Targets = d.Targets[1:] },
		"no input beside the targets":                             func(d *Data) { d.Columns, d.Sparse = nil, nil },
	} {
		d := mixed(60, 1)
		change(d)
		if err := d.check(mixedTargets); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if err := mixed(60, 1).check(mixedTargets); err != nil {
		t.Error(err)
	}
	d := streamed(2, 20)
	one := split{tasks.Test: {1, 2, 21, 24}}
	if err := d.checkClasses(one, []Target{{Name: "a", Kind: Binary}, {Name: "b", Kind: Binary}}); err == nil || err.Error() != "task a has not both classes among its 2 test rows" {
		t.Errorf("one class: %v", err)
	}
	if err := openBadLabel(t); err == nil || !strings.HasSuffix(err.Error(), "table: target yes: 2 in row 4 is none of 0 and 1") || !strings.HasPrefix(err.Error(), "made: read ") {
		t.Errorf("opened: %v; the file is to be named", err)
	}
}

// openBadLabel is the error of opening a suite whose table has a label that is
// none.
func openBadLabel(t *testing.T) error {
	d := mixed(120, 1)
	d.Targets[1][3] = 2
	s, o := made(t, d, Suite{Targets: mixedTargets, Scores: []Score{AUC}})
	_, err := s.Open(o)
	return err
}

// TestFewOfATask opens tables in which a task has too few rows for a sample in
// every split.
func TestFewOfATask(t *testing.T) {
	for own, want := range map[int]string{
		1:  "task b has no validation sample: too few rows of the table are its own",
		2:  "task b has no training sample: too few rows of the table are its own",
		0:  "119 rows do not make 60 training, 30 validation and 30 test samples",
		40: "",
	} {
		const first = 119 // rows of task a
		d := &Data{Targets: StreamTargets(2, first+own), Columns: []Column{{Name: "a", Values: make([]float64, first+own)}}}
		for i := range first + own {
			d.Stream = append(d.Stream, min(i/first, 1))
			d.Targets[d.Stream[i]][i] = float64(i)
		}
		s, o := made(t, d, Suite{Targets: []Target{{Name: "a"}, {Name: "b"}}, Scores: []Score{NRMSE}, Streams: true})
		if want != "" {
			want = "made: " + filepath.Join(o.Data, "table") + ": " + want
		}
		if _, err := s.Open(o); err == nil && want != "" || err != nil && err.Error() != want {
			t.Errorf("%d rows: %v, want %q", own, err, want)
		}
	}
}

// made is a suite of data that is there.
func made(t *testing.T, d *Data, s Suite) (*Suite, tasks.Options) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "table"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	s.Name, s.Title, s.Source, s.Get = "made", "Made", "made up", "it cannot be had"
	s.Names = [][]string{{"table"}}
	s.Read = func([]string) (*Data, error) { return d, nil }
	s.Hidden = []int{6}
	s.Sizes = func(tasks.Profile) tasks.Protocol {
		return tasks.Protocol{Epochs: 3, Batch: 12, Train: 60, Val: 30, Test: 30}
	}
	suite := New(s)
	return suite, tasks.Options{Data: dir, Seed: 1, Task: tasks.AllTasks, Protocol: suite.Protocol(tasks.Quick)}
}

func TestConform(t *testing.T) {
	all := []Score{NRMSE, AUC, Accuracy}
	for name, c := range map[string]struct {
		data  *Data
		suite Suite
	}{
		"mixed": {mixed(120, 1), Suite{Targets: mixedTargets, Scores: all}},
		"folds": {mixed(120, 1), Suite{Targets: mixedTargets, Scores: all, Folds: 3}},
		"streams": {streamed(3, 40), Suite{
			Targets: []Target{{Name: "a", Kind: Binary}, {Name: "b", Kind: Binary}, {Name: "c", Kind: Binary}}, Scores: all, Streams: true,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s, o := made(t, c.data, c.suite)
			suitetest.Describe(t, s)
			suitetest.Conform(t, s, o)
		})
	}
}

// Every architecture trains, alone it is the plain network, and its tasks'
// gradients add up to those of their sum.
func TestArchitectures(t *testing.T) {
	sizes := map[string]int{}
	for _, arch := range append([]string{hard}, New(Suite{}).Architectures()...) {
		t.Run(arch, func(t *testing.T) {
			s, o := made(t, mixed(120, 1), Suite{Targets: mixedTargets, Scores: []Score{NRMSE, AUC, Accuracy}})
			s.Hidden = []int{6, 5}
			if arch != hard {
				o.Protocol = s.WithArchitecture(o.Protocol, arch)
			}
			suitetest.Conform(t, s, o)
			shared, heads := suitetest.Open(t, s, o).(tasks.Sized).Params()
			if heads != 6*(1+1+4) {
				t.Errorf("%d parameters of heads", heads)
			}
			sizes[arch] = shared
			o.Task = 1
			if alone, _ := suitetest.Open(t, s, o).(tasks.Sized).Params(); alone != sizes[hard] {
				t.Errorf("a task alone shares %d parameters, in the plain network %d", alone, sizes[hard])
			}
		})
	}
	in := 11 // two numbers, one with whether it is missing; three categories; five features
	plain := 6*(in+1) + 5*7
	for arch, want := range map[string]int{
		hard: plain,
		mmoe: 4*plain + 3*4*(in+1),
		cgc:  5*plain + 3*3*(in+1),
		// three own and two shared of each level; gates of 3, and on the first level one of 5
		ple:         5*6*(in+1) + 3*3*(in+1) + 5*(in+1) + 5*5*7 + 3*3*7,
		crossStitch: 3*plain + 2*3*3,
	} {
		if sizes[arch] != want {
			t.Errorf("%q shares %d parameters, want %d", arch, sizes[arch], want)
		}
	}
}

// A task that is trained alone sees its own rows only, a part of the batch, and
// learns.
func TestStreamAlone(t *testing.T) {
	d := streamed(3, 40)
	s, o := made(t, d, Suite{
		Targets: []Target{{Name: "a", Kind: Binary}, {Name: "b", Kind: Binary}, {Name: "c", Kind: Binary}}, Scores: []Score{AUC}, Streams: true,
	})
	o.Task = 1
	p, targets, err := s.load(&o)
	if err != nil {
		t.Fatal(err)
	}
	if p.Len(tasks.Train) != 18 || p.Len(tasks.Test) != 11 || len(targets) != 1 || o.Protocol.Batch != 4 || o.Task != 0 {
		t.Errorf("%d training and %d test rows of %d tasks in batches of %d", p.Len(tasks.Train), p.Len(tasks.Test), len(targets), o.Protocol.Batch)
	}
	o.Task = 1
	o.Protocol.Batch = 12
	problem := suitetest.Open(t, s, o)
	suitetest.Train(t, problem, 1, 0, 60, 1e-2)
	v := suitetest.Evaluate(t, problem)
	if len(v) != 3 || !math.IsNaN(v[0]) || !math.IsNaN(v[2]) || v[1] < 75 {
		t.Errorf("metrics %v", v)
	}
}

func TestReadStreams(t *testing.T) {
	dir := t.TempDir()
	for text, want := range map[string]string{
		"task,y,x1\n0,1,5\n1,2,6\n0,3,7\n":      "",
		"X_1,Task,Y\r\n5,0,1\r\n6,1,2\r\n7,0,3": "",
		"task,y,x1\n0,1,5\n2,2,6\n":             "row 2 is of task 2 of 2",
		"task,y,x1\n0,1,5\n0.5,2,6\n":           "row 2 is of task 0.5 of 2",
		"task,y,x1\n0,1,5\n-0.5,2,6\n":          "row 2 is of task -0.5 of 2",
		"task,y,x1\n0,1,5\n":                    "task 2 has no row",
		"task,y\n0,1\n":                         `no column "x1"`,
		"task,y,x1,x2\n0,1,5,1\n":               `column "x2" is none of this set's; take it out`,
		"task,y,x1,y\n0,1,5,1\n":                `line 1: column "y" stands twice, as number 2 and 4`,
	} {
		path := filepath.Join(dir, "t.csv")
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		d, err := Streams{"X", "Y", 2, 1}.Read(path)
		if want != "" {
			if err == nil || err.Error() != "read "+path+": "+want {
				t.Errorf("%q: %v, want %s", text, err, want)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(d.Stream, []int{0, 0, 1}) || !slices.Equal(d.Columns[0].Values, []float64{5, 7, 6}) ||
			fmt.Sprint(d.Targets) != "[[1 3 NaN] [NaN NaN 2]]" {
			t.Errorf("%q: %+v", text, d)
		}
	}
}

func TestNoData(t *testing.T) {
	s, o := made(t, mixed(120, 1), Suite{Targets: mixedTargets, Scores: []Score{AUC}})
	if _, err := s.Files(t.TempDir(), o.Protocol); !errors.Is(err, tasks.ErrNoData) {
		t.Errorf("no file: %v", err)
	}
}
