package synthetic

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/golden"
)

// trajectory is a case of toy_trajectories.json.
type trajectory struct {
	Input struct {
		Job, Code, Method string
		Hyper             map[string]float64
		Exact             bool `json:"exact_cagrad_subproblem"`
		Shifted           bool `json:"losses_shifted_by_min"`
		Scale             float64
		Init              [2]float64
	}
	Tolerance map[string]*float64 `json:"tolerance_x"` // null where the run is chaotic
	Expect    struct {
		X map[string]golden.Floats
	}
}

// reference says how a method of the reference code is called here, with its
// settings. The codes differ in which of their clippings have an effect.
type reference struct {
	name     string
	settings map[string]string
	hyper    map[string]string // hyper-parameter there to parameter here
}

func (c trajectory) reference() (reference, error) {
	in := c.Input
	clip := "0"
	if in.Code == "FAMO" {
		clip = "1"
	}
	switch in.Method {
	case "ls", "uw":
		return reference{name: in.Method}, nil
	case "scaleinvls":
		return reference{name: "si"}, nil
	case "imtl":
		return reference{name: "imtlg"}, nil
	case "mgda":
		return reference{name: "mgda", settings: map[string]string{"solver": "reference"}}, nil
	case "pcgrad":
		return reference{name: "pcgrad", settings: map[string]string{"clip": clip}}, nil
	case "cagrad":
		if !in.Exact {
			return reference{}, errors.New("its solver is inexact: the exact runs are compared")
		}
		return reference{name: "cagrad", settings: map[string]string{"clip": clip}, hyper: map[string]string{"c": "c"}}, nil
	case "nashmtl":
		// Clipped by nash-mtl's code; FAMO's copy clips before it backpropagates.
		norm := map[string]string{"FAMO": "0", "nash-mtl": "1"}[in.Code]
		return reference{name: "nashmtl", settings: map[string]string{"max_norm": norm, "solver": "reference"},
			hyper: map[string]string{"update_weights_every": "every", "optim_niter": "niter"}}, nil
	case "famo":
		return reference{name: "famo", hyper: map[string]string{"gamma": "gamma", "w_lr": "lr"}}, nil
	case "go4align":
		return reference{name: "go4align", hyper: map[string]string{"num_groups": "groups", "robust_step_size": "beta"}}, nil
	}
	return reference{}, fmt.Errorf("no method here is its %s", in.Method)
}

// method makes the method of the case.
func (c trajectory) method(info methods.Info, ref reference) (methods.Method, error) {
	set := maps.Clone(ref.settings)
	if set == nil {
		set = map[string]string{}
	}
	for there, v := range c.Input.Hyper {
		here, ok := ref.hyper[there]
		switch {
		case ok:
			set[here] = strconv.FormatFloat(v, 'g', -1, 64)
		case there != "max_norm": // a clip of one of the codes, in ref.settings
			return nil, fmt.Errorf("unknown hyper-parameter %s of %s", there, c.Input.Method)
		}
	}
	values, err := info.Resolve(set)
	if err != nil {
		return nil, err
	}
	return info.New(methods.Config{
		Tasks: 2, Rand: rand.NewPCG(1, 1), LossFloor: c.floor(), Values: values,
	})
}

// floor is the losses' lower bounds at the scale of the case.
func (c trajectory) floor() []float64 { return []float64{-21 * c.Input.Scale, -21} }

// step is a mini-batch of the toy as a method sees it.
type step struct {
	*toyProblem
	losses []float64
	floor  []float64 // taken off the losses; nil for nothing
}

func (s *step) forward() error {
	err := s.toyProblem.Losses(s.losses)
	for k, f := range s.floor {
		s.losses[k] -= f
	}
	return err
}

// Losses implements methods.Step.
func (s *step) Losses() []float64 { return s.losses }

// Jacobian implements methods.Step.
func (s *step) Jacobian() (methods.Jacobian, error) { return s.toyProblem.Jacobian() }

// one does a training step.
func (s *step) one(m methods.Method) error {
	if err := s.forward(); err != nil {
		return err
	}
	if err := m.Step(s); err != nil {
		return err
	}
	if err := s.Update(1e-3); err != nil {
		return err
	}
	if a, ok := m.(methods.AfterStepper); ok {
		if err := s.forward(); err != nil {
			return err
		}
		return a.AfterStep(s.losses)
	}
	return nil
}

// run is a case in training.
type run struct {
	step
	method methods.Method
	ref    reference
	done   int
}

// start starts a case; it skips one that cannot be compared.
func (c trajectory) start(t *testing.T) *run {
	ref, err := c.reference()
	if err != nil {
		t.Skip(err)
	}
	info, err := methods.Lookup(ref.name)
	if err != nil {
		t.Skip(err)
	}
	m, err := c.method(info, ref)
	if err != nil {
		t.Fatal(err)
	}
	p, err := newToyProblem(Toy.Protocol(tasks.Quick), c.Input.Scale, c.Input.Init, []int{0, 1})
	if err != nil {
		t.Fatal(err)
	}
	r := &run{step: step{toyProblem: p, losses: make([]float64, 2)}, method: m, ref: ref}
	if c.Input.Shifted {
		r.floor = c.floor()
	}
	return r
}

// train goes on to step n.
func (r *run) train(n int) error {
	for ; r.done < n; r.done++ {
		if err := r.one(r.method); err != nil {
			return fmt.Errorf("step %d: %w", r.done, err)
		}
	}
	return nil
}

// compare checks the position, or, where rounding decides (tolerance nil),
// that both losses are within a quarter of the range [-20, 8] that they have
// on the way: stuck in the same valley, or out of it. Where the reference divides
// by a loss of zero and goes on with NaN, ours takes a finite step: any finite
// position is right.
func (r *run) compare(want [2]float64, tolerance *float64) error {
	x := [2]float64(r.Position())
	got, near := x, [2]float64{}
	if tolerance != nil {
		near = [2]float64{*tolerance, *tolerance}
	} else {
		got, _ = toy(x, r.scale)
		want, _ = toy(want, r.scale)
		near = [2]float64{7 * r.scale, 7}
	}
	for i := range got {
		defined := math.IsNaN(want[i]) && !math.IsInf(got[i], 0)
		if !defined && !(math.Abs(got[i]-want[i]) <= near[i]) {
			return fmt.Errorf("after %d steps at %v: got %v, want %v within %.3g", r.done, x, got, want, near)
		}
	}
	return nil
}

// TestGoldenToyTrajectories trains the toy by the methods and compares with
// the released codes.
func TestGoldenToyTrajectories(t *testing.T) {
	var file struct{ Cases []trajectory }
	golden.Load(t, "toy_trajectories.json", &file)
	for _, c := range file.Cases {
		t.Run(fmt.Sprintf("%s/%g from %v", c.Input.Job, c.Input.Scale, c.Input.Init), func(t *testing.T) {
			r := c.start(t)
			for _, n := range c.checkpoints() {
				if err := r.train(n); err != nil {
					t.Fatal(err)
				}
				key := strconv.Itoa(n)
				if err := r.compare([2]float64(c.Expect.X[key]), c.Tolerance[key]); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// checkpoints are the steps after which the case gives positions, ascending.
func (c trajectory) checkpoints() []int {
	var steps []int
	for key := range c.Expect.X {
		n, err := strconv.Atoi(key)
		if err != nil {
			panic(err)
		}
		steps = append(steps, n)
	}
	slices.Sort(steps)
	return steps
}
