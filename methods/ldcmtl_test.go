package methods

import (
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestGoldenLDCMTL(t *testing.T) {
	var file lossFile[struct {
		Input struct {
			golden.Losses
			Suite   string          `json:"suite"`
			Lambda  float64         `json:"lamb"`
			Router  []golden.Floats `json:"router_weights"`
			Theta   golden.Floats   `json:"theta_init"`
			LR      float64         `json:"adam_lr"`
			Epochs  []int           `json:"epoch_of_step"`
			Learned bool            `json:"learned"`
		} `json:"input"`
		Expect struct {
			lossExpect
			Slope []golden.Floats `json:"router_gradient"`
			Theta []golden.Floats `json:"theta_per_step"`
			W     []golden.Floats `json:"weights_per_step"`
		} `json:"expect"`
	}]
	golden.Load(t, "loss_ldcmtl.json", &file)
	for _, c := range file.Cases {
		in, want := c.Input, c.Expect
		rows := in.Rows(t)
		set := map[string]string{"form": in.Suite, "lambda": number(in.Lambda)}
		if in.Learned {
			set["init"], set["lr"] = list(in.Theta), number(in.LR)
		}
		m := makeMethod(t, LDCMTL, len(rows[0]), set).(*ldcMTL)
		// Router weights that are given take the place of the router.
		step := func(i int) (w []float64) {
			if in.Learned {
				golden.Near(t, "theta", m.router.state.S, want.Theta[i], file.Tolerance)
				s := newStep(rows[i], nil)
				if err := m.Step(s); err != nil {
					t.Fatal(err)
				}
				golden.Near(t, "router weights", m.w, want.W[i], file.Tolerance)
				return s.backward
			}
			w = make([]float64, len(rows[i]))
			m.begin(len(w))
			m.route = func(w []float64) { copy(w, in.Router[i]) }
			if err := m.weigh(rows[i], w); err != nil {
				t.Fatal(err)
			}
			golden.Near(t, "slope", m.slope, want.Slope[i], file.Tolerance)
			return w
		}
		for i := range rows {
			relative(t, "effective weights", step(i), want.Effective[i], file.Tolerance)
			want.checkLoss(t, i, m.loss(), file.Tolerance)
			if i+1 < len(in.Epochs) && in.Epochs[i+1] > in.Epochs[i] {
				m.EndEpoch(nil)
			}
		}
		stop(t, []any{in.ID, in.Suite, in.Learned})
	}
}

// loss is the value that the last weights are the gradient of.
func (m *ldcMTL) loss() float64 {
	var sum, total, gaps float64
	for k, w := range m.w {
		sum += w * m.m[k]
		total += w
		if k == 0 {
			continue
		}
		if m.form == "cityscapes" {
			gaps += math.Abs(m.m[k-1] - m.m[k])
		} else {
			gaps += math.Abs(m.w[k-1]*m.m[k-1] - w*m.m[k])
		}
	}
	if m.form == "cityscapes" {
		total = 1
	}
	return sum/total + m.lambda*gaps
}

// The router's gradient is that of the loss by theta, also where it clamps.
func TestLDCMTLRouterGradient(t *testing.T) {
	losses := []float64{0.7, 2, 0.4, 1.1}
	for form, theta := range map[string]string{"celeba": "1,-1,0.3,0.5", "nyuv2": "0.2,1.2,-1,0.1", "cityscapes": "0.2,1.2,-1,0.1", "qm9": "0.4,-0.2,0.9,0.1"} {
		at := func(k int, by float64) *ldcMTL {
			m := makeMethod(t, LDCMTL, 4, map[string]string{"form": form, "init": theta, "lr": "0"}).(*ldcMTL)
			m.state.First, m.state.Stale = []float64{1, 3, 2, 0.9}, false
			m.router.state.S[k] += by
			if err := m.Step(newStep(losses, nil)); err != nil {
				t.Fatal(err)
			}
			return m
		}
		const h = 1e-6
		for k := range losses {
			m := at(0, 0)
			want := (at(k, h).loss() - at(k, -h).loss()) / (2 * h)
			if form == "celeba" || form == "qm9" { // sum w is not differentiated
				want = 0
				for j := range m.w {
					want += m.slope[j] * (at(k, h).w[j] - at(k, -h).w[j]) / (2 * h)
				}
			}
			if got := m.router.grad[k]; math.Abs(got-want) > 1e-7 {
				t.Errorf("%s: gradient of theta[%d] = %g, want %g", form, k, got, want)
			}
		}
	}
}
