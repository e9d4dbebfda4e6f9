package optim

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// goldenInput is the union of the inputs of optim_reference.json.
type goldenInput struct {
	Optimizer string
	Hyper     map[string]json.RawMessage
	P0        golden.Floats
	Clip      *float64 `json:"clip_grad_norm"`
	Grads     []any

	Scheduler     string
	Mode          string
	Factor        float64
	Patience      int
	MinLR         float64 `json:"min_lr"`
	Threshold     *float64
	ThresholdMode string `json:"threshold_mode"`
	Cooldown      int
	Eps           *float64
	LR0           any
	Values        golden.Floats
	StepSize      int `json:"step_size"`
	Gamma         float64
	Epochs        []int `json:"epochs_reported"`
}

type goldenExpect struct {
	Params    []golden.Floats `json:"params_per_step"`
	Norm      float64         `json:"total_norm"`
	Clipped   []any
	RateStep  golden.Floats   `json:"lr_after_step"`
	RateEpoch []golden.Floats `json:"lr_after_epoch"`
}

func TestGoldenOptim(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []struct {
			Input     goldenInput
			Expect    goldenExpect
			Tolerance *float64
		}
	}
	golden.Load(t, "optim_reference.json", &file)
	for i, c := range file.Cases {
		tol := file.Tolerance
		if c.Tolerance != nil {
			tol = *c.Tolerance
		}
		in, want := c.Input, c.Expect
		switch {
		case in.Optimizer != "":
			goldenOptimizer(t, i, in, want, tol)
		case in.Clip != nil:
			goldenClip(t, i, in, want, tol)
		case in.Scheduler == "ReduceLROnPlateau":
			goldenPlateau(t, i, in, want, tol)
		case in.Scheduler == "StepLR":
			goldenStep(t, i, in, want, tol)
		default:
			t.Errorf("case %d: nothing known to check", i)
		}
	}
}

func goldenOptimizer(t *testing.T, i int, in goldenInput, want goldenExpect, tol float64) {
	opt, lr := optimizerOf(t, in)
	p := slices.Clone(in.P0)
	if len(want.Params) != len(in.Grads) {
		t.Fatalf("case %d: %d gradients, %d results", i, len(in.Grads), len(want.Params))
	}
	for s, g := range in.Grads {
		opt.Step(p, flatten(t, g), lr)
		near(t, i, s, p, want.Params[s], tol)
	}
}

// optimizerOf makes the optimiser of a case; a hyper-parameter it does not
// know fails the test.
func optimizerOf(t *testing.T, in goldenInput) (Optimizer[float64], float64) {
	adam, sgd := NewAdam[float64](0), NewSGD[float64](0, 0)
	var lr float64
	var betas [2]float64
	fields := map[string]any{"lr": &lr, "momentum": &sgd.Momentum, "eps": &adam.Eps, "betas": &betas}
	opt := Optimizer[float64](adam)
	fields["weight_decay"] = &adam.WeightDecay
	if in.Optimizer == "sgd" {
		opt = sgd
		fields["weight_decay"] = &sgd.WeightDecay
	}
	for name, raw := range in.Hyper {
		if fields[name] == nil {
			t.Fatalf("%s: unknown hyper-parameter %s", in.Optimizer, name)
		}
		if err := json.Unmarshal(raw, fields[name]); err != nil {
			t.Fatal(err)
		}
	}
	if in.Hyper["betas"] != nil {
		adam.Beta1, adam.Beta2 = betas[0], betas[1]
	}
	return opt, lr
}

func goldenClip(t *testing.T, i int, in goldenInput, want goldenExpect, tol float64) {
	grads := make([][]float64, len(in.Grads))
	for j, g := range in.Grads {
		grads[j] = flatten(t, g)
	}
	near(t, i, -1, []float64{ClipGradNorm(*in.Clip, grads...)}, []float64{want.Norm}, tol)
	for j, g := range grads {
		near(t, i, j, g, flatten(t, want.Clipped[j]), tol)
	}
}

func goldenPlateau(t *testing.T, i int, in goldenInput, want goldenExpect, tol float64) {
	p := NewPlateau(in.LR0.(float64), in.Factor, in.Patience, in.MinLR)
	p.Maximize, p.Absolute, p.Cooldown = in.Mode == "max", in.ThresholdMode == "abs", in.Cooldown
	if in.Threshold != nil {
		p.Threshold = *in.Threshold
	}
	if in.Eps != nil {
		p.Eps = *in.Eps
	}
	got := make([]float64, len(in.Values))
	for s, v := range in.Values {
		p.EndEpoch(v)
		got[s] = p.Rate()
	}
	near(t, i, -1, got, want.RateStep, tol)
}

func goldenStep(t *testing.T, i int, in goldenInput, want goldenExpect, tol float64) {
	for g, lr := range flatten(t, in.LR0) {
		s := &Step{LR: lr, Every: in.StepSize, Factor: in.Gamma}
		for j, e := range in.Epochs {
			for s.Epoch <= e {
				s.EndEpoch(math.NaN())
			}
			near(t, i, j, []float64{s.Rate()}, want.RateEpoch[j][g:g+1], tol)
		}
	}
}

// flatten lists the numbers of a nested JSON array, or of one number.
func flatten(t *testing.T, v any) []float64 {
	switch v := v.(type) {
	case float64:
		return []float64{v}
	case []any:
		var out []float64
		for _, e := range v {
			out = append(out, flatten(t, e)...)
		}
		return out
	}
	t.Fatalf("%v is no number", v)
	return nil
}

func near(t *testing.T, c, step int, got, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("case %d step %d: %d numbers, want %d", c, step, len(got), len(want))
	}
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= tol*math.Abs(want[i])+1e-13) {
			t.Fatalf("case %d step %d: got %v, want %v", c, step, got, want)
		}
	}
}

// TestPlateauVariants follows the definition of torch's ReduceLROnPlateau by
// hand, with factor 1/2 and patience 1.
func TestPlateauVariants(t *testing.T) {
	tests := []struct {
		name   string
		set    func(*Plateau)
		scores []float64
		want   []float64
	}{
		{"nan is bad", func(*Plateau) {}, []float64{1, math.NaN(), math.NaN()}, []float64{1, 1, .5}},
		{"max", func(p *Plateau) { p.Maximize = true }, []float64{1, 2, 2, 2}, []float64{1, 1, 1, .5}},
		{"absolute", func(p *Plateau) { p.Absolute, p.Threshold = true, .5 }, []float64{3, 2.6, 2.4, 2.3, 2.2}, []float64{1, 1, 1, 1, .5}},
		{"cooldown", func(p *Plateau) { p.Cooldown = 2 }, []float64{1, 1, 1, 1, 1, 1, 1}, []float64{1, 1, .5, .5, .5, .5, .25}},
		{"minimum", func(p *Plateau) { p.Min = .75 }, []float64{1, 1, 1, 1, 1}, []float64{1, 1, .75, .75, .75}},
		{"threshold of 1e-4", func(*Plateau) {}, []float64{1, .99995, .9998, .9997, .99965, .99961}, []float64{1, 1, 1, 1, 1, .5}},
		{"eps", func(p *Plateau) { p.Eps = .5 }, []float64{1, 1, 1}, []float64{1, 1, 1}},
		// With a ratio, torch takes -1 for better than -1: -1 < -1 (1 - 1e-4).
		{"negative scores", func(*Plateau) {}, []float64{-1, -1, -1, -1}, []float64{1, 1, 1, 1}},
	}
	for _, tt := range tests {
		p := NewPlateau(1, .5, 1, 0)
		tt.set(p)
		for i, s := range tt.scores {
			if p.EndEpoch(s); p.Rate() != tt.want[i] {
				t.Errorf("%s: rate %v after score %d, want %v", tt.name, p.Rate(), i, tt.want[i])
			}
		}
	}
}

// TestClipLeavesAlone holds that gradients of less than the greatest norm stay
// as they are, however near they come to it.
func TestClipLeavesAlone(t *testing.T) {
	g, h := []float64{3, 0}, []float64{4}
	if norm := ClipGradNorm(5.5, g, h); norm != 5 || g[0] != 3 || h[0] != 4 {
		t.Errorf("norm %v, gradients %v and %v", norm, g, h)
	}
}

func TestConstant(t *testing.T) {
	c := Schedule(&Constant{LR: .3})
	c.EndEpoch(1)
	if c.Rate() != .3 {
		t.Errorf("rate %v, want 0.3", c.Rate())
	}
}

// TestCheckpoint holds that an optimiser goes on from its gob bit by bit.
func TestCheckpoint(t *testing.T) {
	tests := []struct {
		name string
		make func() Optimizer[float32]
	}{
		{"adam", func() Optimizer[float32] { return NewAdam[float32](.01) }},
		{"sgd", func() Optimizer[float32] { return NewSGD[float32](.9, .01) }},
	}
	for _, tt := range tests {
		whole, half := tt.make(), tt.make()
		p, q := []float32{1, -2, 0}, []float32{1, -2, 0}
		for range 3 {
			whole.Step(p, []float32{.1, p[0], p[1]}, .01)
			half.Step(q, []float32{.1, q[0], q[1]}, .01)
		}
		var buf bytes.Buffer
		if err := gob.NewEncoder(&buf).Encode(half); err != nil {
			t.Fatal(err)
		}
		half = tt.make()
		if err := gob.NewDecoder(&buf).Decode(half); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			whole.Step(p, []float32{.1, p[0], p[1]}, .01)
			half.Step(q, []float32{.1, q[0], q[1]}, .01)
		}
		if !slices.Equal(p, q) {
			t.Errorf("%s: %v after a checkpoint, %v without", tt.name, q, p)
		}
	}
}

func TestStepPanicsOnOtherLength(t *testing.T) {
	for _, opt := range []Optimizer[float64]{NewAdam[float64](0), NewSGD[float64](0, 0)} {
		opt.Step([]float64{1}, []float64{1}, 1)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%T took two parameters after one", opt)
				}
			}()
			opt.Step([]float64{1, 2}, []float64{1, 2}, 1)
		}()
	}
}
