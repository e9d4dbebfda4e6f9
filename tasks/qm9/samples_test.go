package qm9

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// many are n molecules: copies of one, with properties of their own.
func many(n int) []*molecule {
	var list []*molecule
	for i := range n {
		m := *examples()[2]
		m.id = i + 1
		for p := range m.prop {
			m.prop[p] = float64(p) + math.Sin(float64(i*(p+1)))
		}
		list = append(list, &m)
	}
	return list
}

func TestSizes(t *testing.T) {
	for n, want := range map[int][3]int{130831: {110831, 10000, 10000}, 133885: {113885, 10000, 10000}, 3000: {2542, 229, 229}} {
		train, val, test := Sizes(n)
		if got := [3]int{train, val, test}; got != want {
			t.Errorf("%d: %v, want %v", n, got, want)
		}
	}
}

// sizes is a protocol of these splits.
func sizes(train, val, test int) tasks.Protocol {
	return tasks.Protocol{Train: train, Val: val, Test: test}
}

// TestSplit checks that no molecule is in two splits, and that the order of a
// file does not count.
func TestSplit(t *testing.T) {
	list := many(60)
	set, err := Load(folder(t, sdfFiles(list)...))
	must(t, err)
	s, err := NewSamples(set, sizes(40, 10, 8))
	must(t, err)
	slices.Reverse(list)
	turned, err := Load(folder(t, sdfFiles(list)...))
	must(t, err)
	again, err := NewSamples(turned, sizes(40, 10, 8))
	must(t, err)
	seen := map[int]bool{}
	for split, n := range map[tasks.Split]int{tasks.Train: 40, tasks.Val: 10, tasks.Test: 8} {
		if len(s.Index[split]) != n {
			t.Errorf("split %d has %d molecules, want %d", split, len(s.Index[split]), n)
		}
		for at, i := range s.Index[split] {
			if seen[set.Number(i)] {
				t.Errorf("molecule %d twice", set.Number(i))
			}
			seen[set.Number(i)] = true
			if j := again.Index[split][at]; turned.Number(j) != set.Number(i) {
				t.Errorf("molecule %d, and %d of a file in another order", set.Number(i), turned.Number(j))
			}
		}
	}
	if s.Mean != again.Mean || s.Deviation != again.Deviation {
		t.Error("the order of the file changes the scale")
	}
	if s.MaxAtoms() != 3 {
		t.Errorf("%d atoms of water", s.MaxAtoms())
	}
	for _, p := range []tasks.Protocol{sizes(41, 10, 10), sizes(0, 0, 61)} {
		if _, err := NewSamples(set, p); err == nil || !strings.Contains(err.Error(), "60 molecules") {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

// TestNothingLeaks checks that the scale of the targets is that of the
// training split, and that nothing else changes it.
func TestNothingLeaks(t *testing.T) {
	list := many(60)
	load := func() (*Set, *Samples) {
		set, err := Load(folder(t, sdfFiles(list)...))
		must(t, err)
		s, err := NewSamples(set, sizes(40, 10, 8))
		must(t, err)
		return set, s
	}
	set, s := load()
	for k := range targets {
		sum, squares := 0.0, 0.0
		for _, i := range s.Index[tasks.Train] {
			z := s.Standard(set.Target(i, k), k)
			sum, squares = sum+z, squares+z*z
		}
		if math.Abs(sum) > 1e-9 || math.Abs(squares-39) > 1e-9 {
			t.Errorf("%s: the training molecules sum to %v, their squares to %v", targets[k].name, sum, squares)
		}
	}
	for _, split := range []tasks.Split{tasks.Val, tasks.Test} {
		for _, i := range s.Index[split] {
			for p := range properties {
				list[set.Number(i)-1].prop[p] = 1e6
			}
		}
	}
	changed, after := load()
	if after.Mean != s.Mean || after.Deviation != s.Deviation {
		t.Error("validation and test molecules change the scale")
	}
	if i := after.Index[tasks.Test][0]; changed.Target(i, 0) != 1e6 {
		t.Errorf("mu of a test molecule is %v", changed.Target(i, 0))
	}
	list[set.Number(s.Index[tasks.Train][0])-1].prop[mu] = 1e6
	if _, after := load(); after.Mean[0] == s.Mean[0] {
		t.Error("a training molecule does not change the scale")
	}
	for _, m := range list {
		m.prop[alpha] = 13
	}
	flat, err := Load(folder(t, sdfFiles(list)...))
	must(t, err)
	if _, err := NewSamples(flat, sizes(40, 10, 8)); err == nil || !strings.Contains(err.Error(), "alpha") {
		t.Errorf("a target that does not vary: %v", err)
	}
}

// TestLateSamples checks that samples whose splits come late are those of the
// whole set, and that a split is asked for once, when it is wanted.
func TestLateSamples(t *testing.T) {
	list := many(58)
	whole, err := Load(folder(t, sdfFiles(list)...))
	must(t, err)
	want, err := NewSamples(whole, sizes(40, 10, 8))
	must(t, err)
	var asked []tasks.Split
	s, err := NewLateSamples(sizes(40, 10, 8), func(split tasks.Split, numbers []int) (*Set, error) {
		asked = append(asked, split)
		set := &Set{}
		for _, n := range numbers {
			if err := set.add(list[n-1]); err != nil {
				return nil, err
			}
		}
		return set, nil
	})
	must(t, err)
	if !slices.Equal(asked, []tasks.Split{tasks.Train}) {
		t.Errorf("splits %v are asked for before they are wanted", asked)
	}
	for k := range targets {
		for what, pair := range map[string][2]float64{"mean": {s.Mean[k], want.Mean[k]}, "deviation": {s.Deviation[k], want.Deviation[k]}} {
			if math.Abs(pair[0]-pair[1]) > 1e-9*math.Abs(pair[1]) { // of the files, properties have fewer digits
				t.Errorf("%s: %s %v, want %v", targets[k].name, what, pair[0], pair[1])
			}
		}
	}
	for range 2 {
		for _, split := range []tasks.Split{tasks.Test, tasks.Val, tasks.Train} {
			set, err := s.sets[split]()
			must(t, err)
			for at, i := range s.Index[split] {
				if got, number := set.Number(i), whole.Number(want.Index[split][at]); got != number {
					t.Errorf("split %d: molecule %d, want %d", split, got, number)
				}
			}
		}
	}
	if !slices.Equal(asked, []tasks.Split{tasks.Train, tasks.Test, tasks.Val}) {
		t.Errorf("splits %v are asked for", asked)
	}
}
