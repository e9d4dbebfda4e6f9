package methods

import (
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestGoldenUW(t *testing.T) {
	var file lossFile[struct {
		Input struct {
			golden.Losses
			Code  string        `json:"code"`
			LR    float64       `json:"adam_lr"`
			Betas golden.Floats `json:"betas"`
			Eps   float64       `json:"eps"`
			Decay float64       `json:"weight_decay"`
			// The two codes have other words for the same.
			Init    float64 `json:"logsigma_init"`
			InitMTL float64 `json:"loss_scale_init"`
		} `json:"input"`
		Expect struct {
			lossExpect
			Before    []golden.Floats `json:"logsigma_before"`
			Grad      []golden.Floats `json:"logsigma_grad"`
			After     []golden.Floats `json:"logsigma_after"`
			BeforeMTL []golden.Floats `json:"loss_scale_before"`
			GradMTL   []golden.Floats `json:"loss_scale_grad"`
			AfterMTL  []golden.Floats `json:"loss_scale_after"`
		} `json:"expect"`
	}]
	golden.Load(t, "loss_uw.json", &file)
	for _, c := range file.Cases {
		in, want := c.Input, c.Expect
		set := map[string]string{"variant": "family", "lr": number(in.LR), "init": number(in.Init), "decay": number(in.Decay)}
		if in.Code == "LibMTL" {
			set["variant"], set["init"] = "libmtl", number(in.InitMTL)
			want.Before, want.Grad, want.After = want.BeforeMTL, want.GradMTL, want.AfterMTL
		}
		rows := in.Rows(t)
		m := makeMethod(t, UW, len(rows[0]), set).(*uw)
		m.state.Adam.Beta1, m.state.Adam.Beta2, m.state.Adam.Eps = in.Betas[0], in.Betas[1], in.Eps
		before := slices.Clone(m.state.S)
		runLosses(t, m, rows, func(step int, w []float64) {
			want.check(t, step, w, m.Trace(), file.Tolerance)
			golden.Near(t, "s before", before, want.Before[step], file.Tolerance)
			golden.Near(t, "gradient of s", m.grad, want.Grad[step], file.Tolerance)
			golden.Near(t, "s after", m.state.S, want.After[step], file.Tolerance)
			loss := dot(w, rows[step])
			for _, s := range before {
				loss += s / 2
			}
			want.checkLoss(t, step, loss, file.Tolerance)
			copy(before, m.state.S)
		})
		stop(t, in)
	}
}

func TestUWStart(t *testing.T) {
	tests := []struct {
		set  map[string]string
		want float64
	}{
		{nil, 0},
		{map[string]string{"variant": "libmtl"}, -0.5},
		{map[string]string{"variant": "libmtl", "init": "0"}, 0},
		{map[string]string{"init": "1.5"}, 1.5},
	}
	for _, tt := range tests {
		m := makeMethod(t, UW, 2, tt.set).(*uw)
		if !slices.Equal(m.state.S, []float64{tt.want, tt.want}) {
			t.Errorf("%v: s starts at %v, want %v", tt.set, m.state.S, tt.want)
		}
	}
}

// Adam's first step is as long as its rate: the schedule shows in it.
func TestLearnedFollowsSchedule(t *testing.T) {
	for _, in := range All {
		m := makeMethod(t, in, 2, nil)
		l, ok := m.(interface {
			Scheduled
			moved() float64
		})
		if !ok {
			continue
		}
		l.SetLRScale(0.5)
		stepOn(t, m, []float64{0.25, 0.25}, [][]float64{{1, 0}, {0, 1}})
		golden.Near(t, in.Name, []float64{l.moved()}, golden.Floats{0.0125}, 1e-6)
	}
}

// moved is how far s_0 is from 0, its start.
func (m *learned) moved() float64 { return max(m.state.S[0], -m.state.S[0]) }
