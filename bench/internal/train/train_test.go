package train

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mtobench/mtobench/bench/internal/testsuite"
	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/parallel"
)

func job(t *testing.T, s *testsuite.Suite, method string) Job {
	t.Helper()
	s.Name = "quad"
	m, err := methods.Lookup(method)
	if err != nil {
		t.Fatal(err)
	}
	values, err := m.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	return Job{
		Key: record.Key{
			Suite: "quad", Method: method, Settings: values, Task: tasks.AllTasks, Seed: 5,
			Profile: tasks.Quick, Protocol: s.Protocol(tasks.Quick), Code: "test",
		},
		Suite: s, Method: m,
	}
}

func mustRun(t *testing.T, j Job) record.Cell {
	t.Helper()
	c, err := Run(context.Background(), j)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sameNumbers compares cells, times and memory aside.
func sameNumbers(t *testing.T, a, b record.Cell) {
	t.Helper()
	if diff := cmp.Diff(a, b, cmpopts.EquateNaNs(), cmpopts.IgnoreTypes(record.Phases{}, time.Time{}),
		cmpopts.IgnoreFields(record.Cell{}, "PeakRSS")); diff != "" {
		t.Error(diff)
	}
}

func TestTrainingLowersLosses(t *testing.T) {
	c := mustRun(t, job(t, &testsuite.Suite{}, "ls"))
	p := c.Parts[0]
	if c.Status != record.OK || len(p.Epochs) != 6 {
		t.Fatalf("status %s (%s), %d epochs", c.Status, c.Error, len(p.Epochs))
	}
	first, last := p.Epochs[0].Losses, p.Epochs[5].Losses
	if last[2] >= first[2] {
		t.Errorf("loss of the dominant task went from %v to %v", first[2], last[2])
	}
	if diff := cmp.Diff(c.Metrics, p.Epochs[p.Selected].Test); diff != "" {
		t.Errorf("selected metrics are not those of epoch %d: %s", p.Selected, diff)
	}
	for _, e := range p.Epochs {
		if e.Score < p.Epochs[p.Selected].Score {
			t.Errorf("score %v is better than the selected one, %v", e.Score, p.Epochs[p.Selected].Score)
		}
	}
	if len(p.Steps) != 120 || p.Steps[119].Step != 119 || len(p.Path) != 7 {
		t.Errorf("%d traced steps, %d positions", len(p.Steps), len(p.Path))
	}
	if c.Phases.Backward <= 0 || c.Phases.Forward <= 0 || c.PeakRSS <= 0 {
		t.Errorf("phases %+v, peak memory %d", c.Phases, c.PeakRSS)
	}
}

func TestTraceIsThinned(t *testing.T) {
	j := job(t, &testsuite.Suite{}, "ls")
	j.Key.Protocol.Train = 300
	steps := mustRun(t, j).Parts[0].Steps
	if len(steps) != record.MaxSteps {
		t.Fatalf("%d traced steps of 1800, want %d", len(steps), record.MaxSteps)
	}
	for i, s := range steps {
		if i > 0 && s.Step-steps[i-1].Step > 5 {
			t.Errorf("a gap from step %d to %d", steps[i-1].Step, s.Step)
		}
	}
}

func TestSameSeedSameRecord(t *testing.T) {
	for _, m := range methods.All {
		if m.Kind == methods.Baseline {
			continue
		}
		t.Run(m.Name, func(t *testing.T) {
			a := mustRun(t, job(t, &testsuite.Suite{Parts: 2}, m.Name))
			sameNumbers(t, a, mustRun(t, job(t, &testsuite.Suite{Parts: 2}, m.Name)))
			if a.Status != record.OK {
				t.Errorf("%s: %s", a.Status, a.Error)
			}
		})
	}
}

func TestBaselineTrainsOneTask(t *testing.T) {
	j := job(t, &testsuite.Suite{}, "stl")
	j.Key.Task = 2
	c := mustRun(t, j)
	if c.Status != record.OK || !isNaN(c.Metrics[0]) || !isNaN(c.Metrics[1]) || isNaN(c.Metrics[2]) || isNaN(c.Metrics[3]) {
		t.Errorf("%s %s, metrics %v", c.Status, c.Error, c.Metrics)
	}
}

func isNaN(v float64) bool { return v != v }

func TestDivergence(t *testing.T) {
	c := mustRun(t, job(t, &testsuite.Suite{NaNAt: 30}, "ls"))
	if c.Status != record.Diverged || c.Parts[0].DivergedAt != 30 || !strings.Contains(c.Error, "step 30: loss of task 0 is NaN") {
		t.Errorf("%s %q at %d", c.Status, c.Error, c.Parts[0].DivergedAt)
	}
	if len(c.Parts[0].Epochs) != 1 || !isNaN(c.Metrics[0]) {
		t.Errorf("%d epochs kept, metrics %v", len(c.Parts[0].Epochs), c.Metrics)
	}
}

func TestPanicIsRecorded(t *testing.T) {
	c := mustRun(t, job(t, &testsuite.Suite{PanicAt: 25}, "ls"))
	if c.Status != record.Failed || !strings.Contains(c.Error, "a bug of the suite at testsuite.go:") {
		t.Errorf("%s %q", c.Status, c.Error)
	}
}

// TestPanicOfPartIsRecorded: a loop on several processors panics in one part.
// The record names the line in that part, and keeps every line of the text.
func TestPanicOfPartIsRecorded(t *testing.T) {
	j := job(t, &testsuite.Suite{}, "ls")
	j.Method.New = func(methods.Config) (methods.Method, error) {
		parallel.Each(2, func(int) { panic("a bug\nof two lines") })
		return nil, nil
	}
	c := mustRun(t, j)
	if c.Status != record.Failed || !strings.HasPrefix(c.Error, "panic: a bug\nof two lines at train_test.go:") {
		t.Errorf("%s %q", c.Status, c.Error)
	}
}

func TestPanicInSetupIsRecorded(t *testing.T) {
	j := job(t, &testsuite.Suite{Parts: 3}, "ls")
	j.Method.New = func(methods.Config) (methods.Method, error) { panic("a bug of the method") }
	c := mustRun(t, j)
	if c.Status != record.Failed || !strings.Contains(c.Error, "a bug of the method at train_test.go:") || len(c.Metrics) != 4 {
		t.Errorf("%s %q, metrics %v", c.Status, c.Error, c.Metrics)
	}
}

func TestOpenError(t *testing.T) {
	_, err := Run(context.Background(), job(t, &testsuite.Suite{OpenErr: testsuite.ErrBroken}, "ls"))
	var open *OpenError
	if !errors.As(err, &open) || !errors.Is(err, testsuite.ErrBroken) {
		t.Errorf("error %v", err)
	}
}

// Samples that cannot be read are no result of training.
func TestReadError(t *testing.T) {
	_, err := Run(context.Background(), job(t, &testsuite.Suite{ReadErr: testsuite.ErrBroken}, "ls"))
	var open *OpenError
	if !errors.As(err, &open) || !errors.Is(err, testsuite.ErrBroken) {
		t.Errorf("error %v", err)
	}
}

// wayward is a method that breaks the contract: n gradients in a step.
type wayward struct{ n int }

func (m wayward) Step(s methods.Step) error {
	for range m.n {
		if err := s.Backward([]float64{1, 1, 1}); err != nil {
			return err
		}
	}
	return nil
}

func TestMethodMustLeaveOneGradient(t *testing.T) {
	for _, n := range []int{0, 2} {
		j := job(t, &testsuite.Suite{}, "ls")
		j.Method.New = func(methods.Config) (methods.Method, error) { return wayward{n}, nil }
		if c := mustRun(t, j); c.Status != record.Failed || !strings.Contains(c.Error, "instead of one") {
			t.Errorf("%d gradients: %s %q", n, c.Status, c.Error)
		}
	}
}

// sampler is a method that adds up, over three mini-batches a step, what it
// sees, and follows the gradient of the last.
type sampler struct {
	losses [][]float64
	before bool // leaves a gradient of the first mini-batch too
	twice  bool // and two of the last
}

func (m *sampler) Step(s methods.Step) error {
	for i := range 3 {
		if i > 0 {
			if err := s.(methods.Resampler).Resample(); err != nil {
				return err
			}
		}
		m.losses = append(m.losses, append([]float64(nil), s.Losses()...))
		if i == 0 && m.before || i == 2 && m.twice {
			if err := s.Backward([]float64{1, 1, 1}); err != nil {
				return err
			}
		}
	}
	j, err := s.Jacobian()
	if err != nil {
		return err
	}
	look := func(rows [][]float64, dst []float64) { clear(dst) }
	if err := j.Map(look, nil); err != nil {
		return err
	}
	return j.Combine([]float64{1, 1, 1}, nil)
}

// Three mini-batches of a step differ, losses are recorded of the first, and
// only gradients of the last count; Combine after Map is one gradient.
func TestResampling(t *testing.T) {
	ls := mustRun(t, job(t, &testsuite.Suite{}, "ls"))
	for _, m := range []*sampler{{}, {before: true}, {twice: true}} {
		j := job(t, &testsuite.Suite{}, "ls")
		j.Method.New = func(methods.Config) (methods.Method, error) { return m, nil }
		c := mustRun(t, j)
		if m.twice {
			if c.Status != record.Failed || !strings.Contains(c.Error, "2 gradients in a step") {
				t.Errorf("two gradients of the last: %s %q", c.Status, c.Error)
			}
			continue
		}
		if c.Status != record.OK {
			t.Fatalf("%s %q", c.Status, c.Error)
		}
		if m.losses[0][2] == m.losses[1][2] || m.losses[1][2] == m.losses[2][2] {
			t.Errorf("losses of one step: %v", m.losses[:3])
		}
		if got, want := m.losses[0][2], ls.Parts[0].Steps[0].Losses[2]; got != float64(want) {
			t.Errorf("first mini-batch has loss %v, with LS %v", got, want)
		}
		first := 0.0
		for i := 0; i < 60; i += 3 {
			first += m.losses[i][2] / 20
		}
		if got := float64(c.Parts[0].Epochs[0].Losses[2]); math.Abs(got-first) > 1e-9*first {
			t.Errorf("recorded loss %v, mean over the first mini-batches %v", got, first)
		}
	}
}

// plain is a Problem that offers nothing beside.
type plain struct{ tasks.Problem }

func TestStepperSaysWhatIsMissing(t *testing.T) {
	p, err := (&testsuite.Suite{}).Open(tasks.Options{Task: tasks.AllTasks})
	if err != nil {
		t.Fatal(err)
	}
	s := newStepper(plain{p}, wayward{1}, 3, nil)
	if err := s.Resample(); !errors.Is(err, methods.ErrNoResample) {
		t.Errorf("Resample: %v", err)
	}
	if _, err := s.Representation(); !errors.Is(err, methods.ErrNoRepresentation) {
		t.Errorf("Representation: %v", err)
	}
}

// TestResume interrupts training again and again; the record must be that of
// an undisturbed run.
func TestResume(t *testing.T) {
	for _, m := range methods.All {
		if m.Kind == methods.Baseline {
			continue
		}
		t.Run(m.Name, func(t *testing.T) {
			want := mustRun(t, job(t, &testsuite.Suite{Parts: 2}, m.Name))
			j := job(t, &testsuite.Suite{Parts: 2}, m.Name)
			j.Checkpoint = filepath.Join(t.TempDir(), "cell.gob")
			for tries := 1; ; tries++ {
				c, err := Run(&afterChecks{Context: context.Background(), left: 50}, j)
				if errors.Is(err, context.Canceled) && tries < 20 {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				if tries < 4 {
					t.Errorf("done after %d tries: nothing was interrupted", tries)
				}
				sameNumbers(t, want, c)
				return
			}
		})
	}
}

// afterChecks is a context that is cancelled after Err was asked some times.
type afterChecks struct {
	context.Context
	left int
}

func (c *afterChecks) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestDamagedCheckpointIsIgnored(t *testing.T) {
	j := job(t, &testsuite.Suite{}, "famo")
	want := mustRun(t, j)
	j.Checkpoint = filepath.Join(t.TempDir(), "cell.gob")
	if _, err := Run(&afterChecks{Context: context.Background(), left: 50}, j); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(j.Checkpoint)
	if err != nil {
		t.Fatal(err)
	}
	changed := slices.Clone(whole)
	changed[len(changed)-20] ^= 1
	for _, damaged := range [][]byte{whole[:len(whole)/2], whole[:5], changed} {
		if err := os.WriteFile(j.Checkpoint, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		sameNumbers(t, want, mustRun(t, j))
	}
}

// opened counts how often a suite is opened.
type opened struct {
	tasks.Suite
	times int
}

func (o *opened) Open(opt tasks.Options) (tasks.Problem, error) {
	o.times++
	return o.Suite.Open(opt)
}

// TestCostDiverges: steps beyond the suite's own epochs, which are 120 here, that
// stop being finite end the measurement and do not undo it.
func TestCostDiverges(t *testing.T) {
	ls, _ := methods.Lookup("ls")
	c, err := Cost(context.Background(), job(t, &testsuite.Suite{NaNAt: 30_000}, "ls"), ls, time.Hour)
	if err != nil || c.Pairs < minPairs || !(c.Ratio > 0) || c.Backwards != 1 {
		t.Errorf("%d pairs, ratio %g, %g backward passes, error %v", c.Pairs, c.Ratio, c.Backwards, err)
	}
	if _, err := Cost(context.Background(), job(t, &testsuite.Suite{NaNAt: 30}, "ls"), ls, time.Hour); err == nil || !strings.Contains(err.Error(), "loss of task 0 is NaN") {
		t.Errorf("a run that diverges in its own epochs: error %v", err)
	}
}

func TestCost(t *testing.T) {
	j := job(t, &testsuite.Suite{}, "pcgrad")
	suite := &opened{Suite: j.Suite}
	j.Suite = suite
	ls, _ := methods.Lookup("ls")
	c, err := Cost(context.Background(), j, ls, 20*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	if c.Pairs < minPairs || c.Ratio <= 0 || c.Low > c.Ratio || c.Ratio > c.High || c.Step <= 0 || c.LS <= 0 {
		t.Errorf("cost %+v", c)
	}
	if c.Backwards != 3 || suite.times != 1 {
		t.Errorf("%v backward passes a step of PCGrad on 3 tasks, %d networks for it and LS", c.Backwards, suite.times)
	}
	if c.ID != CostID(j) {
		t.Errorf("identity %s, want %s", c.ID, CostID(j))
	}
	if _, err := json.Marshal(c); err != nil {
		t.Error(err)
	}
}
