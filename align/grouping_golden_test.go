package align

import (
	"math"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
	"gonum.org/v1/gonum/mat"
)

// variantCase is a case of the files of GO4Align with other groupings.
type variantCase struct {
	Input struct {
		golden.Losses
		Labels string  `json:"assign_labels"`
		Groups int     `json:"num_groups"`
		Beta   float64 `json:"robust_step_size"`
		Steps  int     `json:"steps"`
		Start  [][]int `json:"init_indices"`
	} `json:"input"`
	Expect struct {
		Q           []golden.Floats `json:"adv_probs"`
		Indicator   []golden.Floats `json:"indicator"`
		Groups      [][]int         `json:"cluster_ids"`
		Centres     []golden.Floats `json:"cluster_centers"`
		Weights     []golden.Floats `json:"weights"`
		Loss        golden.Floats   `json:"loss"`
		Iterations  []int           `json:"lloyd_iterations"`
		Diagnostics []struct {
			Objective, Trace float64
			Components       int     `json:"n_components"`
			Below            float64 `json:"largest_below"`
			Above            float64 `json:"smallest_above"`
		} `json:"sdp_diagnostics"`
	} `json:"expect"`
}

// runVariant runs a case with the grouping and calls each, if any, after
// every step; it says whether the reference's digits are to be compared.
func runVariant(t *testing.T, c variantCase, tol float64, grouping Grouping, each func(step int, agrm *AGRM, losses, gamma []float64) bool) {
	t.Helper()
	rows := c.Input.Rows(t)[:c.Input.Steps]
	in := Indicator{Beta: c.Input.Beta}
	agrm := AGRM{Groups: c.Input.Groups, Grouping: grouping}
	weights := make([]float64, len(rows[0]))
	for step, losses := range rows {
		gamma := in.Update(losses)
		golden.Near(t, "Q", in.Q, c.Expect.Q[step], tol)
		golden.Near(t, "gamma", gamma, c.Expect.Indicator[step], tol)
		agrm.Weigh(gamma, weights)
		if !each(step, &agrm, losses, gamma) {
			continue
		}
		golden.Near(t, "weights", weights, c.Expect.Weights[step], tol)
		golden.Near(t, "loss", []float64{weighted(weights, losses)}, c.Expect.Loss[step:step+1], tol)
		if c.Expect.Groups != nil && !slices.Equal(agrm.Of, c.Expect.Groups[step]) {
			t.Errorf("groups %v, want %v", agrm.Of, c.Expect.Groups[step])
		}
		if t.Failed() {
			t.Fatalf("in step %d of case %+v", step, c.Input)
		}
	}
}

// Every step of the reference began with a fresh stream of seed 0, out of
// which the start of the eigenvalue iteration took a number a task. Where the
// indicators span more than six decades the smallest have eigenvalues that
// differ by less than the reference's iteration tells apart: there the weights
// need only be finite.
func TestGoldenSpectral(t *testing.T) {
	labels := map[string]Labels{"cluster_qr": ClusterQR, "discretize": Discretize, "kmeans": KMeansLabels}
	var file struct {
		Tolerance float64
		Cases     []variantCase
	}
	golden.Load(t, "loss_go4align_spectral.json", &file)
	for _, c := range file.Cases {
		way, ok := labels[c.Input.Labels]
		if !ok {
			t.Fatalf("labels by %q", c.Input.Labels)
		}
		runVariant(t, c, file.Tolerance, &reseeded{way: way}, func(step int, agrm *AGRM, _, gamma []float64) bool {
			wantFinite(t, agrm.Centres)
			if slices.Max(gamma) > 1e6*slices.Min(gamma) {
				return false
			}
			// The mean of no task is NaN, which spreads to all its weights.
			empty := math.IsNaN(c.Expect.Weights[step][0])
			if empty && len(agrm.Centres) >= c.Input.Groups {
				t.Errorf("step %d: no empty group among %d: %v", step, c.Input.Groups, agrm.Of)
			}
			return !empty
		})
	}
}

// reseeded is Spectral with the reference's numbers.
type reseeded struct {
	Spectral
	way Labels
}

func (r *reseeded) Group(of []int, values []float64, groups int) {
	rng := newNumpy(0)
	for range values {
		rng.Float64()
	}
	r.Labels, r.Rand = r.way, rng
	r.Spectral.Group(of, values, groups)
}

func wantFinite(t *testing.T, values []float64) {
	t.Helper()
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Errorf("%v is not finite", values)
			return
		}
	}
}

// Steps whose solution is near the threshold are left out, but for the
// objective, which is unique.
func TestGoldenSDP(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []variantCase
	}
	golden.Load(t, "loss_go4align_sdp.json", &file)
	for _, c := range file.Cases {
		sdp := &SDP{}
		runVariant(t, c, file.Tolerance, sdp, func(step int, agrm *AGRM, _, gamma []float64) bool {
			if len(c.Expect.Diagnostics) <= step {
				return true
			}
			want := c.Expect.Diagnostics[step]
			determined := want.Below < 1e-6 && want.Above > 1e-3
			if determined && len(agrm.Centres) != want.Components {
				t.Errorf("%d components, want %d", len(agrm.Centres), want.Components)
			}
			if c.Input.Groups > 1 && c.Input.Groups < len(gamma) {
				golden.Near(t, "objective", []float64{objective(sdp.Q, gamma)}, golden.Floats{want.Objective}, file.Tolerance)
				checkRelaxation(t, sdp.Q, c.Input.Groups)
			}
			return determined
		})
	}
}

// objective is tr(D Q).
func objective(q *mat.SymDense, values []float64) float64 {
	x, _ := centred(values)
	v := mat.NewVecDense(len(x), x)
	return mat.Inner(v, q, v)
}

func checkRelaxation(t *testing.T, q *mat.SymDense, groups int) {
	t.Helper()
	n := q.SymmetricDim()
	rows := make([]float64, n)
	one := make(golden.Floats, n)
	for i := range n {
		one[i] = 1
		for j := range n {
			rows[i] += q.At(i, j)
		}
	}
	golden.Near(t, "sums of rows", rows, one, 1e-7)
	golden.Near(t, "trace", []float64{mat.Trace(q)}, golden.Floats{float64(groups)}, 1e-7)
	var eigen mat.EigenSym
	if mat.Min(q) < -1e-15 || !eigen.Factorize(q, false) || eigen.Values(nil)[0] < -1e-7 {
		t.Errorf("least entry %v, eigenvalues %v", mat.Min(q), eigen.Values(nil))
	}
}

// The reference ran in float32 from starts that are given.
func TestGoldenKMeansPytorch(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []variantCase
	}
	golden.Load(t, "loss_go4align_kmeans_pytorch_f32.json", &file)
	for _, c := range file.Cases {
		lloyd := Lloyd{Rule: KMeansPytorch}
		for step, gamma := range c.Expect.Indicator {
			lloyd.begin(gamma, 1, c.Input.Groups)
			lloyd.startAt(c.Input.Start[step])
			if n := lloyd.settle(); n != c.Expect.Iterations[step] {
				t.Errorf("%d iterations, want %d", n, c.Expect.Iterations[step])
			}
			if !slices.Equal(lloyd.of, c.Expect.Groups[step]) {
				t.Errorf("groups %v, want %v", lloyd.of, c.Expect.Groups[step])
			}
			golden.Near(t, "centres", lloyd.centres[:c.Input.Groups], c.Expect.Centres[step], file.Tolerance)
			weights := make([]float64, len(gamma))
			for m, k := range lloyd.of {
				weights[m] = lloyd.centres[k]
			}
			golden.Near(t, "weights", weights, c.Expect.Weights[step], file.Tolerance)
			golden.Near(t, "loss", []float64{weighted(weights, c.Input.Rows(t)[step])}, c.Expect.Loss[step:step+1], file.Tolerance)
			if t.Failed() {
				t.Fatalf("in step %d of case %s, %d groups", step, c.Input.ID, c.Input.Groups)
			}
		}
	}
}
