package methods

import (
	"math"

	"github.com/mtobench/mtobench/methods/internal/solve"
	"gonum.org/v1/gonum/mat"
)

// NashMTL weights the tasks by their Nash bargaining solution (Navon et al.
// 2022, Claim 3.1): with G the task gradients, one a row,
//
//	alpha_i (G G' alpha)_i = 1    for every i, alpha > 0.
//
// The update G' alpha then has the norm sqrt(K), whatever the norms of the
// gradients, and is clipped to max_norm. No solution exists when a convex
// combination of the gradients is zero (a Pareto stationary point, or a zero
// gradient); then the weights of the step before stay, ones at the first step,
// and the trace says so.
//
// Solver exact finds the solution to rounding. The released code (nash-mtl,
// GO4Align) linearises up to niter times from the weights of the step before,
// stops by a residual that forgets the normalisation of G G', and keeps the
// weights before the last solve; where gradient norms differ by orders of
// magnitude that ends far from the solution. Solver reference does just that,
// each linearised problem solved exactly.
//
// The released code clips the shared gradient only, after the backward pass
// (FAMO's copy before it, so not at all: max_norm 0). TorchJD (variant
// torchjd) scales the weights to exactly max_norm and knows no heads.
//
// Cost: K backward passes. Heads: weight alpha_k, not clipped. State: alpha
// and the number of steps.
var NashMTL = Info{
	Name:  "nashmtl",
	Title: "Nash-MTL",
	Kind:  GradientOriented,
	Year:  2022,
	Paper: "Navon, Shamsian, Achituve, Maron, Kawaguchi, Chechik, Fetaya: Multi-Task Learning as a Bargaining Game, ICML 2022",
	Rule:  "alpha_i (G G' alpha)_i = 1",
	Cost:  "K backwards",
	Heads: "weight alpha_k, not clipped",
	Params: []Param{
		{Name: "solver", Default: "exact", Choices: []string{"exact", "reference"},
			Doc: "exact finds the bargaining solution, reference repeats the released code's iteration"},
		maxNormParam("max_norm", "1", "largest norm of the shared gradient; 0 does not clip"),
		{Name: "every", Default: "1", Number: true, Integer: true, Min: 1, Max: 1e9,
			Doc: "steps between two computations of the weights (update_weights_every)"},
		{Name: "niter", Default: "20", Number: true, Integer: true, Min: 1, Max: 1000,
			Doc: "linearised steps of solver reference (optim_niter)"},
		{Name: "variant", Default: "family", Choices: []string{"family", "torchjd"},
			Doc: "torchjd clips without torch's 1e-6 and gives heads weight 1"},
	},
	New: newNashMTL,
}

// The events of Nash-MTL.
const (
	eventZeroGradient = "a task's gradient is zero: weights of the step before kept"
	eventNoBargain    = "no bargaining solution, zero lies in the hull of the gradients: weights of the step before kept"
)

type nashMTL struct {
	Weighted
	state     nashState
	find      func(gram *mat.SymDense) bool // sets state.Alpha; false where there is no solution
	every     int
	maxNorm   float64
	torchjd   bool
	reference nashReference
	exact     solve.Nash
}

// nashState is what outlives a step.
type nashState struct {
	Alpha []float64
	Calls int
}

func newNashMTL(c Config) (Method, error) {
	m := &nashMTL{
		state:   nashState{Alpha: make([]float64, c.Tasks)},
		every:   c.Int("every"),
		maxNorm: c.Float("max_norm"),
		torchjd: c.Word("variant") == "torchjd",
	}
	for k := range m.state.Alpha {
		m.state.Alpha[k] = 1
	}
	m.reference = newNashReference(c.Tasks, c.Int("niter"))
	m.find = func(gram *mat.SymDense) bool { return m.exact.Solve(m.state.Alpha, gram) }
	if c.Word("solver") == "reference" {
		m.find = func(gram *mat.SymDense) bool { return m.reference.run(m.state.Alpha, gram) }
	}
	return m, nil
}

// State implements Stateful.
func (m *nashMTL) State() any { return &m.state }

// Step needs the Jacobian between two computations of the weights only to
// clip.
func (m *nashMTL) Step(s Step) error {
	fresh := m.state.Calls%m.every == 0
	m.state.Calls++
	if !fresh && m.maxNorm == 0 && !m.torchjd {
		return m.StepLosses(s, func(_, w []float64) error {
			copy(w, m.state.Alpha)
			return nil
		})
	}
	return m.StepGram(s, func(gram *mat.SymDense, _, shared, heads []float64) error {
		if fresh && !m.find(gram) {
			m.trace.Event = noBargain(gram)
		}
		m.write(gram, shared, heads)
		return nil
	})
}

// write gives heads the weights and the shared gradient the clipped ones.
func (m *nashMTL) write(gram *mat.SymDense, shared, heads []float64) {
	copy(shared, m.state.Alpha)
	if !m.torchjd {
		copy(heads, m.state.Alpha)
		clipNorm(gram, shared, m.maxNorm)
		m.trace.Reported = heads
		return
	}
	if norm := combinedNorm(gram, shared); m.maxNorm > 0 && norm > m.maxNorm {
		scaleBy(shared, m.maxNorm/norm)
	}
}

func noBargain(gram *mat.SymDense) string {
	for i := range gram.SymmetricDim() {
		if gram.At(i, i) == 0 {
			return eventZeroGradient
		}
	}
	return eventNoBargain
}

// nashReference is the released code's iteration, a concave-convex procedure.
type nashReference struct {
	niter                  int
	linear                 solve.NashLinear
	next, cost, inv, unitG []float64
}

func newNashReference(tasks, niter int) nashReference {
	buf := make([]float64, 4*tasks)
	return nashReference{
		niter: niter,
		next:  buf[:tasks], cost: buf[tasks : 2*tasks], inv: buf[2*tasks : 3*tasks], unitG: buf[3*tasks:],
	}
}

// run changes alpha from the weights of the step before to those the released
// code keeps: the iterate before the last solve. It is false when the first
// problem has no solution, which leaves alpha as it was.
func (r *nashReference) run(alpha []float64, gram *mat.SymDense) bool {
	norm := mat.Norm(gram, 2) // Frobenius
	for it := range r.niter {
		r.linearise(alpha, gram, norm)
		if !r.linear.Solve(r.next, gram, r.cost) {
			return it > 0
		}
		if r.stops(alpha) {
			return true
		}
		copy(alpha, r.next)
	}
	return true
}

// linearise sets the cost of the problem around alpha, with N = M / norm:
//
//	N 1 + (1/alpha + N (1 / (N alpha))) / norm
func (r *nashReference) linearise(alpha []float64, gram *mat.SymDense, norm float64) {
	for i := range alpha {
		r.unitG[i] = gramDot(gram, i, alpha) / norm
		r.inv[i] = 1/r.unitG[i] + norm
	}
	for i, a := range alpha {
		r.cost[i] = (1/a + gramDot(gram, i, r.inv)/norm) / norm
	}
}

// stops says that the normalised residual at alpha, or the step to next, is
// small: the released code's thresholds.
func (r *nashReference) stops(alpha []float64) bool {
	var residual, step float64
	for i, a := range alpha {
		d := r.unitG[i] - 1/(a+1e-10)
		residual += d * d
		d = r.next[i] - a
		step += d * d
	}
	return math.Sqrt(residual) < 1e-3 || math.Sqrt(step) < 1e-6
}
