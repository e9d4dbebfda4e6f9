package methods

import (
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// goldenPreference is the input of a scalarisation along a preference.
type goldenPreference struct {
	golden.Losses
	Lambda    float64       `json:"lambda_"`
	Theta     float64       `json:"theta"`
	Mu        float64       `json:"mu"`
	Weights   golden.Floats `json:"weights"`
	Reference golden.Floats `json:"reference"`
}

// settings are the parameters that repeat the case; own are the method's.
func (in goldenPreference) settings(own map[string]string) map[string]string {
	if in.Weights != nil {
		own["preference"] = list(in.Weights)
	}
	if in.Reference != nil {
		own["reference"] = list(in.Reference)
	}
	return own
}

// checkPreference runs every case of the file; loss is the value that the
// weights are the gradient of.
func checkPreference(t *testing.T, name string, in Info, set func(goldenPreference) map[string]string) {
	t.Helper()
	var file lossFile[struct {
		Input  goldenPreference `json:"input"`
		Expect lossExpect       `json:"expect"`
	}]
	golden.Load(t, name, &file)
	for _, c := range file.Cases {
		rows := c.Input.Rows(t)
		m := makeMethod(t, in, len(rows[0]), c.Input.settings(set(c.Input)))
		runLosses(t, m, rows, func(step int, w []float64) {
			c.Expect.checkRelative(t, step, w, traceOf(m), file.Tolerance)
		})
		stop(t, c.Input)
	}
}

func TestGoldenCOSMOS(t *testing.T) {
	checkPreference(t, "loss_cosmos.json", COSMOS, func(in goldenPreference) map[string]string {
		return map[string]string{"lambda": number(in.Lambda)}
	})
}

func TestGoldenPBI(t *testing.T) {
	checkPreference(t, "loss_pbi.json", PBI, func(in goldenPreference) map[string]string {
		return map[string]string{"theta": number(in.Theta)}
	})
}

func TestGoldenSTCHTorchJD(t *testing.T) {
	checkPreference(t, "loss_stch_torchjd.json", STCH, func(in goldenPreference) map[string]string {
		return map[string]string{"variant": "torchjd", "mu": number(in.Mu)}
	})
}

// COSMOS without the angle, and PBI without the penalty, are linear.
func TestPreferenceIsLinear(t *testing.T) {
	rows := []golden.Floats{{3, 4, 1}}
	for _, words := range []string{"cosmos lambda=0 preference=0.6,0,0.8", "pbi theta=0 preference=3,0,4"} {
		runLosses(t, variant(t, words, 3), rows, func(_ int, w []float64) {
			golden.Near(t, words, w, golden.Floats{0.6, 0, 0.8}, 1e-12)
		})
	}
}
