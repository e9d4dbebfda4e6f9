package align

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

type goldenCase struct {
	Input struct {
		golden.Losses
		Groups int     `json:"num_groups"`
		Beta   float64 `json:"robust_step_size"`
		Steps  int     `json:"steps"`
	} `json:"input"`
	Expect struct {
		Scale     []golden.Floats `json:"scale"`
		Q         []golden.Floats `json:"adv_probs"`
		Indicator []golden.Floats `json:"indicator"`
		Groups    [][]int         `json:"cluster_ids"`
		Centres   []golden.Floats `json:"cluster_centers"`
		Weights   []golden.Floats `json:"weights"`
		Loss      golden.Floats   `json:"loss"`
		Gap       golden.Floats   `json:"kmeans_rel_gap"`
		Global    []bool          `json:"is_global_optimum"`
	} `json:"expect"`
}

type goldenFile struct {
	Tolerance float64      `json:"tolerance"`
	Cases     []goldenCase `json:"cases"`
}

// The released code with exact K-means. Where its product of exponentials
// underflowed, its numbers are NaN or follow from lost zeros; ours stay
// finite there and are held against numbers computed without underflow.
func TestGoldenGO4Align(t *testing.T) {
	var file goldenFile
	golden.Load(t, "loss_go4align.json", &file)
	for _, c := range file.Cases {
		rows := c.Input.Rows(t)
		in := Indicator{Beta: c.Input.Beta}
		agrm := AGRM{Groups: c.Input.Groups}
		weights := make([]float64, len(rows[0]))
		past := make([]float64, len(rows[0]))
		for step, losses := range rows {
			agrm.Weigh(in.Update(losses), weights)
			for m, l := range losses {
				past[m] += l
			}
			if len(c.Expect.Scale) > 0 {
				golden.Near(t, "scale", in.P, c.Expect.Scale[step], file.Tolerance)
			}
			wide := wideQ(past, c.Input.Beta)
			if underflowed(c.Expect.Q[step], wide) {
				checkWide(t, &in, &agrm, wide, weights, file.Tolerance)
			} else {
				checkGolden(t, c, step, losses, &in, &agrm, weights, file.Tolerance)
			}
		}
		if t.Failed() {
			t.Fatalf("in case %s, %d groups, beta %g", c.Input.ID, c.Input.Groups, c.Input.Beta)
		}
	}
}

func checkGolden(t *testing.T, c goldenCase, step int, losses []float64, in *Indicator, agrm *AGRM, weights []float64, tol float64) {
	e := c.Expect
	golden.Near(t, "Q", in.Q, e.Q[step], tol)
	golden.Near(t, "gamma", in.Gamma, e.Indicator[step], tol)
	if len(e.Gap) > 0 && e.Gap[step] < 1e-9 {
		return // two partitions are equally good: which one is arbitrary
	}
	golden.Near(t, "weights", weights, e.Weights[step], tol)
	golden.Near(t, "loss", []float64{weighted(weights, losses)}, e.Loss[step:step+1], tol)
	if len(e.Groups) > 0 {
		golden.Near(t, "centres", agrm.Centres, e.Centres[step], tol)
		if !slices.Equal(agrm.Of, e.Groups[step]) {
			t.Errorf("step %d: groups %v, want %v", step, agrm.Of, e.Groups[step])
		}
	}
}

// checkWide compares with Q computed without underflow, and with the best of
// all partitions where those are few.
func checkWide(t *testing.T, in *Indicator, agrm *AGRM, wide, weights []float64, tol float64) {
	golden.Near(t, "Q without underflow", in.Q, wide, tol)
	gamma := make(golden.Floats, len(wide))
	for m := range wide {
		gamma[m] = in.P[m] * wide[m]
	}
	golden.Near(t, "gamma without underflow", in.Gamma, gamma, tol)
	for m, w := range weights {
		if math.IsNaN(w) || math.IsInf(w, 0) {
			t.Errorf("weight %d is %v", m, w)
		}
	}
	if len(gamma) <= 8 {
		_, want := bruteForce(gamma, agrm.Groups)
		golden.Near(t, "weights without underflow", weights, want, tol)
	}
}

// underflowed says whether the reference's Q is NaN, or zero where the true
// value is far from it.
func underflowed(q, wide []float64) bool {
	for m, v := range q {
		if math.IsNaN(v) || v == 0 && wide[m] > 1e-12 {
			return true
		}
	}
	return false
}

// wideQ is Q_m = exp(-beta past_m) / sum_j exp(-beta past_j) in numbers of
// unbounded exponent.
func wideQ(past []float64, beta float64) golden.Floats {
	e := make([]*big.Float, len(past))
	total := new(big.Float).SetPrec(200)
	for m, p := range past {
		e[m] = wideExp(-beta * p)
		total.Add(total, e[m])
	}
	q := make(golden.Floats, len(past))
	for m := range e {
		q[m], _ = new(big.Float).Quo(e[m], total).Float64()
	}
	return q
}

// wideExp squares exp(x/2^n).
func wideExp(x float64) *big.Float {
	n := 0
	for ; math.Abs(x) > 1; n++ {
		x /= 2
	}
	e := new(big.Float).SetPrec(200).SetFloat64(math.Exp(x))
	for range n {
		e.Mul(e, e)
	}
	return e
}

// Lloyd's iterations from random centres in float32 find no partition better
// than the exact one, and where they found the best one it is the same.
func TestGoldenGO4AlignLloyd(t *testing.T) {
	var file goldenFile
	golden.Load(t, "loss_go4align_kmeans_pytorch_f32.json", &file)
	for _, c := range file.Cases {
		for step, gamma := range c.Expect.Indicator {
			agrm := AGRM{Groups: c.Input.Groups}
			weights := make([]float64, len(gamma))
			agrm.Weigh(gamma, weights)
			exact := inertiaOf(gamma, agrm.Of, c.Input.Groups)
			lloyd := inertiaOf(gamma, c.Expect.Groups[step], c.Input.Groups)
			if exact > lloyd*(1+1e-12) {
				t.Errorf("%s step %d: inertia %v, Lloyd's is %v", c.Input.ID, step, exact, lloyd)
			}
			if c.Expect.Global[step] {
				golden.Near(t, "weights", weights, c.Expect.Weights[step], file.Tolerance)
			}
		}
	}
}

// inertiaOf is the sum of squared distances to the group means.
func inertiaOf(values []float64, of []int, groups int) float64 {
	var total float64
	for k := range groups {
		var members []float64
		for m, v := range values {
			if of[m] == k {
				members = append(members, v)
			}
		}
		if len(members) > 0 {
			total += inertia(members)
		}
	}
	return total
}

func weighted(w, losses []float64) float64 {
	var sum float64
	for m, l := range losses {
		sum += w[m] * l
	}
	return sum
}
