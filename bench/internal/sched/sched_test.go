package sched

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mtobench/mtobench/bench/internal/store"
	"github.com/mtobench/mtobench/bench/internal/testsuite"
	"github.com/mtobench/mtobench/bench/internal/train"
	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

func jobs(suites ...*testsuite.Suite) []train.Job {
	values, err := methods.LS.Resolve(nil)
	if err != nil {
		panic(err)
	}
	var list []train.Job
	for _, s := range suites {
		for seed := range uint64(4) {
			list = append(list, train.Job{
				Key: record.Key{
					Suite: s.Name, Method: "ls", Settings: values, Task: tasks.AllTasks, Seed: seed, Protocol: s.Protocol(tasks.Quick),
				},
				Suite: s, Method: methods.LS,
			})
		}
	}
	return list
}

func open(t *testing.T) *store.Store {
	t.Helper()
	st, err := store.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// TestWorkersDoNotMatter compares the records of 1 and 3 workers.
func TestWorkersDoNotMatter(t *testing.T) {
	var got [2][]record.Cell
	for i, workers := range []int{1, 3} {
		st := open(t)
		list := jobs(&testsuite.Suite{Name: "a"}, &testsuite.Suite{Name: "b", NaNAt: 30}, &testsuite.Suite{Name: "c", PanicAt: 20})
		res, err := Run(context.Background(), st, list, workers, NewProgress(&bytes.Buffer{}, nil))
		if err != nil {
			t.Fatal(err)
		}
		if want := (Result{Done: 4, Diverged: 4, Failed: 4, Errors: map[string]error{}}); !cmp.Equal(res, want) {
			t.Errorf("%d workers: %+v, want %+v", workers, res, want)
		}
		got[i] = st.Cells()
	}
	if diff := cmp.Diff(got[0], got[1], cmpopts.EquateNaNs(), cmpopts.IgnoreTypes(record.Phases{}, time.Time{}),
		cmpopts.IgnoreFields(record.Cell{}, "PeakRSS")); diff != "" {
		t.Error(diff)
	}
}

func TestUnreadableSuiteDropsOnlyItself(t *testing.T) {
	st := open(t)
	list := jobs(&testsuite.Suite{Name: "bad", OpenErr: testsuite.ErrBroken}, &testsuite.Suite{Name: "good"})
	res, err := Run(context.Background(), st, list, 2, NewProgress(&bytes.Buffer{}, nil))
	if err != nil {
		t.Fatal(err)
	}
	if res.Done != 4 || res.Dropped != 4 || len(res.Errors) != 1 || !errors.Is(res.Errors["bad"], testsuite.ErrBroken) {
		t.Errorf("%+v", res)
	}
	if n := len(st.Cells()); n != 4 {
		t.Errorf("%d records", n)
	}
}

func TestInterruptKeepsWhatIsDone(t *testing.T) {
	st := open(t)
	ctx, cancel := context.WithCancel(context.Background())
	p := NewProgress(writerFunc(func(b []byte) (int, error) {
		if bytes.Contains(b, []byte("[2/4]")) {
			cancel()
		}
		return len(b), nil
	}), nil)
	_, err := Run(ctx, st, jobs(&testsuite.Suite{Name: "a", Delay: 100 * time.Microsecond}), 1, p)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
	if n := len(st.Cells()); n != 2 {
		t.Errorf("%d records, want 2", n)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

func TestPlainProgress(t *testing.T) {
	var b bytes.Buffer
	list := jobs(&testsuite.Suite{Name: "a"}, &testsuite.Suite{Name: "b", NaNAt: 3})
	if _, err := Run(context.Background(), open(t), list, 1, NewProgress(&b, nil)); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, want := range []string{"8 cells to train on 1 workers\n", "[1/8] a ls seed 0 ", ", ETA ", "[8/8] b ls seed 3 diverged: step 3: loss", "8 of 8 cells in "} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "\r") {
		t.Error("a carriage return where there is no terminal")
	}
}

func TestExpect(t *testing.T) {
	p := NewProgress(&bytes.Buffer{}, nil)
	p.learn(record.Key{Suite: "a", Method: "ls"}, 2*time.Second)
	p.learn(record.Key{Suite: "a", Method: "pcgrad"}, 4*time.Second)
	p.learn(record.Key{Suite: "b", Method: "ls"}, 12*time.Second)
	for kind, want := range map[string]time.Duration{"a/ls": 2 * time.Second, "a/uw": 3 * time.Second, "c/ls": 6 * time.Second} {
		if got := p.expect(kind); got != want {
			t.Errorf("%s: %v, want %v", kind, got, want)
		}
	}
}
