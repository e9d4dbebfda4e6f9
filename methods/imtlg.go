package methods

import (
	"math"

	"github.com/mtobench/mtobench/methods/internal/solve"
	"gonum.org/v1/gonum/mat"
)

// IMTLG gives the update the same projection on every task's gradient (Liu et
// al. 2021, equation 4): with unit gradients u_k, D = g_1 - g_k and
// U = u_1 - u_k row by row for k = 2..K,
//
//	(w_2..w_K) = g_1 U' (D U')^-1,    w_1 = 1 - sum of the others.
//
// The weights sum to 1; they can be negative, and huge where the gradients
// are nearly dependent. The released code adds 1e-8 to the diagonal of D U'
// when it cannot be inverted, and gives NaN for a zero gradient. TorchJD
// (variant torchjd) computes w = (G G')^+ |g| made to sum to 1, zeros where
// the sum is below 1e-12: the same where the gradients are independent, and
// finite where they are not. The default takes that way where the released
// one leads to no numbers.
//
// Cost: K backward passes. Heads: weight w_k, those of the weighted loss.
// State: none.
var IMTLG = Info{
	Name:  "imtlg",
	Title: "IMTL-G",
	Kind:  GradientOriented,
	Year:  2021,
	Paper: "Liu, Li, Kuang, Xue, Chen, Yang, Liao, Zhang: Towards Impartial Multi-task Learning, ICLR 2021",
	Rule:  "d.u_i = d.u_j for all i, j; d = sum_k w_k g_k, sum_k w_k = 1",
	Cost:  "K backwards",
	Heads: "weight w_k",
	Params: []Param{
		{Name: "variant", Default: "family", Choices: []string{"family", "torchjd"},
			Doc: "closed form of the released code, or TorchJD's pseudo-inverse"},
	},
	New: newIMTLG,
}

const eventPseudoInverse = "the closed form is not finite: pseudo-inverse instead"

type imtlg struct {
	Weighted
	torchjd     bool
	norms       []float64
	system, rhs []float64 // (K-1) x (K-1), and K-1
	linear      solve.LU
	pinv        solve.Pinv
}

func newIMTLG(c Config) (Method, error) {
	m := newImpartial(c.Tasks)
	m.torchjd = c.Word("variant") == "torchjd"
	return &m, nil
}

// newImpartial is IMTL-G in the closed form for K tasks.
func newImpartial(k int) imtlg {
	return imtlg{norms: make([]float64, k), system: make([]float64, (k-1)*(k-1)), rhs: make([]float64, k-1)}
}

func (m *imtlg) Step(s Step) error { return m.StepGram(s, m.weights) }

func (m *imtlg) weights(gram *mat.SymDense, _, shared, heads []float64) error {
	for k := range m.norms {
		m.norms[k] = math.Sqrt(gram.At(k, k))
	}
	if m.torchjd {
		m.pseudoInverse(gram, shared)
	} else if !m.closedForm(gram, shared, 0) && !m.closedForm(gram, shared, 1e-8) {
		m.trace.Event = eventPseudoInverse
		m.pseudoInverse(gram, shared)
	}
	copy(heads, shared)
	return nil
}

// closedForm writes the weights; it is false where they are not finite.
func (m *imtlg) closedForm(gram *mat.SymDense, w []float64, diagonal float64) bool {
	n := len(m.rhs)
	// (w_2..w_K) (D U') = g_1 U', so the transpose of D U' is the matrix.
	for j := range n {
		first := gram.At(0, 0)/m.norms[0] - gram.At(0, j+1)/m.norms[j+1]
		m.rhs[j] = first
		for k := range n {
			m.system[j*n+k] = first - gram.At(k+1, 0)/m.norms[0] + gram.At(k+1, j+1)/m.norms[j+1]
		}
		m.system[j*n+j] += diagonal
	}
	if !m.linear.Solve(m.system, m.rhs) {
		return false
	}
	w[0] = 1
	for k, v := range m.rhs {
		w[k+1] = v
		w[0] -= v
	}
	return !math.IsNaN(w[0]) && !math.IsInf(w[0], 0)
}

func (m *imtlg) pseudoInverse(gram *mat.SymDense, w []float64) {
	clear(w)
	if !m.pinv.Solve(w, gram, m.norms, float64(len(w))*solve.Eps) {
		m.trace.Event = eventNotFinite
		return
	}
	var total float64
	for _, v := range w {
		total += v
	}
	if math.Abs(total) < 1e-12 {
		clear(w)
		return
	}
	scaleBy(w, 1/total)
}
