package main

import (
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mtobench/mtobench/bench/internal/store"
	"github.com/mtobench/mtobench/reports/record"
)

// TestSeedDecides runs formulas, an MLP, a network on graphs and a convolutional one under
// every default method with 1 and 2 workers and processors: the records must
// be the same to the bit, times and memory aside.
func TestSeedDecides(t *testing.T) {
	data := t.TempDir()
	smallFashion(t, data)
	var got [2][]record.Cell
	for i, n := range []int{1, 2} {
		out := t.TempDir()
		before := runtime.GOMAXPROCS(n)
		args := []string{"run", "-suite", "toy,tanh,molecules,multifashion", "-seeds", "1", "-data", data, "-out", out,
			"-set", "toy.epochs=2", "-set", "tanh.epochs=2", "-set", "tanh.train=512", "-set", "tanh.test=100",
			"-set", "molecules.epochs=1", "-set", "molecules.units=4", "-set", "molecules.train=24", "-set", "molecules.val=4", "-set", "molecules.test=8",
			"-set", "multifashion.epochs=1", "-set", "multifashion.train=128", "-set", "multifashion.test=40", "-set", "multifashion.batch=32"}
		bench(t, append(args, "-workers", []string{"1", "2"}[i])...).want(t, exitOK)
		runtime.GOMAXPROCS(before)
		st, err := store.Read(filepath.Join(out, "quick"))
		if err != nil {
			t.Fatal(err)
		}
		got[i] = st.Cells()
	}
	if n := len(got[0]); n != 9+(10+9)+(11+9)+(2+9) {
		t.Errorf("%d records", n)
	}
	if diff := cmp.Diff(got[0], got[1], cmpopts.EquateNaNs(), cmpopts.IgnoreTypes(record.Phases{}, time.Time{}),
		cmpopts.IgnoreFields(record.Cell{}, "PeakRSS")); diff != "" {
		t.Error(diff)
	}
	for _, c := range got[0] {
		if c.Status != record.OK {
			t.Errorf("%s %s seed %d: %s %s", c.Key.Suite, c.Key.Method, c.Key.Seed, c.Status, c.Error)
		}
	}
}
