package census

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/golden"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

// line is a line of the file with these values in the columns of the tasks.
func line(age, school, status, money string) string {
	fields := make([]string, columns)
	for j := range fields {
		fields[j] = "?"
		if slices.Contains(numeric, j) {
			fields[j] = "0"
		}
	}
	fields[0], fields[education], fields[marital], fields[income] = age, school, status, money
	return strings.Join(fields, ", ") + "\n"
}

func TestDescribe(t *testing.T) {
	suitetest.Describe(t, Two)
	suitetest.Describe(t, Three)
}

func TestDecode(t *testing.T) {
	text := line("38", "Bachelors degree(BA AB BS)", "Never married", "50000+.") + line("?", "10th grade", "Divorced", "- 50000.")
	d, err := decode(strings.NewReader(text), []int{income, marital, education}, 1e6)
	if err != nil {
		t.Fatal(err)
	}
	windows, err := decode(strings.NewReader("\ufeff"+strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\r\n")), []int{income, marital, education}, 1e6)
	if err != nil || fmt.Sprint(windows) != fmt.Sprint(d) {
		t.Errorf("%v, error %v; want %v", windows, err, d)
	}
	for k, want := range [][]float64{{1, 0}, {1, 0}, {1, 0}} {
		if !slices.Equal(d.Targets[k], want) {
			t.Errorf("task %d: %v", k, d.Targets[k])
		}
	}
	if first, err := decode(strings.NewReader(text+"damaged"), []int{income}, 1); err != nil || len(first.Targets[0]) != 1 {
		t.Errorf("the first line: %v", err)
	}
	if len(d.Columns) != columns-4 { // three tasks and the weight
		t.Errorf("%d inputs", len(d.Columns))
	}
	if age := d.Columns[0]; age.Values[0] != 38 || !math.IsNaN(age.Values[1]) || age.Categories != nil {
		t.Errorf("age %+v", age)
	}
	if d, err = decode(strings.NewReader(text), []int{income, marital}, 1e6); err != nil || len(d.Columns) != columns-3 {
		t.Fatal(err)
	}
	if school := d.Columns[education]; !slices.Equal(school.Categories, []string{"Bachelors degree(BA AB BS)", "10th grade"}) || school.Values[1] != 1 {
		t.Errorf("education %+v", school)
	}
}

// Categories that have length, first and last letter in common stay apart.
func TestCategories(t *testing.T) {
	schools := []string{"abc", "adc", "abc", "aec", "adc", "", "abc", "b", "bb", "b"}
	text := ""
	for _, s := range schools {
		text += line("1", s, "Divorced", "50000+.")
	}
	d, err := decode(strings.NewReader(text), []int{income}, math.MaxInt) // no room is made for more than the file has
	if err != nil {
		t.Fatal(err)
	}
	in := d.Columns[education]
	for i, s := range schools {
		if got := in.Categories[int(in.Values[i])]; got != s {
			t.Errorf("line %d: %q, want %q", i+1, got, s)
		}
	}
	if len(in.Categories) != 6 {
		t.Errorf("categories %q", in.Categories)
	}
}

func TestDamaged(t *testing.T) {
	good := line("38", "x", "Divorced", "- 50000.")
	for text, want := range map[string]string{
		"":                 "the file is empty",
		good + "1, 2, 3\n": "line 2: 3 values, wanted 42",
		good + line("old", "x", "Divorced", "- 50000."):    `line 2: column 1: "old" is no finite number`,
		good + line("NaN", "x", "Divorced", "- 50000."):    `line 2: column 1: "NaN" is no finite number`,
		good + strings.Repeat("x", longest+1):              "line 2: longer than 65536 bytes",
		good + line("3", "x", "Divorced", "rich"):          `line 2: column 42: "rich" is no value of the task "income"`,
		good + line("3", "x", "Never-married", "- 50000."): `line 2: column 8: "Never-married" is no value of the task "never married"`,
		good + line("1_0", "x", "Divorced", "- 50000."):    `line 2: column 1: "1_0" is no finite number`,
	} {
		if _, err := decode(strings.NewReader(text), []int{income, marital}, 1e6); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// The published test file has the numbers of positives that its source states.
func TestPublished(t *testing.T) {
	d, err := read(golden.Data(t, "census", "census-income.test.gz"), []int{income, marital}, 1e6)
	if err != nil {
		t.Fatal(err)
	}
	var yes [2]float64
	for k := range yes {
		for _, v := range d.Targets[k] {
			yes[k] += v
		}
	}
	if len(d.Targets[0]) != 99_762 || yes[0] != 6_186 || yes[1] != 43_143 {
		t.Errorf("%d lines, %v positive", len(d.Targets[0]), yes)
	}
	o := tasks.Options{Data: golden.Data(t), Seed: 1, Task: tasks.AllTasks, Protocol: Two.Protocol(tasks.Quick)}
	o.Protocol.Train, o.Protocol.Val, o.Protocol.Test = 4_000, 1_000, 2_000
	p := suitetest.Open(t, Two, o)
	suitetest.Train(t, p, 2, 0, 4, 1e-3)
	if v := suitetest.Evaluate(t, p); v[0] < 85 || v[2] < 95 {
		t.Errorf("AUC %.1f and %.1f after four epochs of 4,000 lines", v[0], v[2])
	}
}
