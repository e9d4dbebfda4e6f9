package align

import (
	"math"

	"github.com/mtobench/mtobench/align/internal/lanes"
)

// Convention is how indicators are scaled.
type Convention int

const (
	// Released is the released code's: P_m = sum(L) / L_m, M times that of Eq 5,
	// so that the weights sum to about M.
	Released Convention = iota
	// Paper is Eq 5 as printed: P_m = mean(L) / L_m.
	Paper
)

// Smooth is the smooth alignment of Eq 6,
//
//	Q_t = normalise(Q_{t-1} exp(-beta L_t)), entries of sum 1, Q_0 = 1/M,
//
// so Q_m is proportional to exp(-beta times the sum of the task's past
// losses). The zero value is its start. It is kept as logarithms: the product
// of the released code underflows at large beta, to zeros that no later loss
// can undo and to 0/0 once all entries are zero.
//
// With Decay above 0, which is ours, a past loss counts (1-Decay)^age of its
// own: Q_m / Q_n is then at least exp(-beta gap / Decay) for losses that differ
// by gap, where the paper's falls as exp(-beta gap t) over t steps.
type Smooth struct {
	Log   []float64 // log Q_m less the largest of them
	Decay float64   // from 0, the paper's, to 1, which forgets all but L_t
}

// powers takes in the losses of a mini-batch. It writes Q to q but for a factor
// that all entries lack, and returns that factor and the sum of the losses.
func (s *Smooth) powers(q, losses []float64, beta float64) (factor, total float64) {
	log := s.Log[:len(losses)]
	top, kept := math.Inf(-1), 1-s.Decay
	for m, l := range losses {
		total += l
		v := kept*log[m] - beta*l
		log[m] = v
		if v > top {
			top = v
		}
	}
	return 1 / exps(q, log, top), total
}

// Indicator makes the risk-guided group indicators of one mini-batch after
// another. Beta and Convention are set before the first.
type Indicator struct {
	Beta       float64 // step size of Eq 6, at least 0
	Convention Convention
	Smooth     Smooth // the state: all that outlives a mini-batch
	// P, Q and Gamma are Eqs 5, 6 and 7 at the last Update, length M. Slices that
	// Update has not made are replaced.
	P, Q, Gamma []float64
}

// Update takes in the losses of a mini-batch and returns the indicators of
// Eq 7, gamma_m = P_m Q_m, valid until the next call. P is undefined where a
// loss is not positive: it is then infinite, negative or NaN.
func (in *Indicator) Update(losses []float64) []float64 {
	if m := len(losses); !lanes.Made(m, in.P) || !lanes.Made(m, in.Q) || !lanes.Made(m, in.Gamma) {
		in.P, in.Q, in.Gamma = lanes.Make(m), lanes.Make(m), lanes.Make(m)
	}
	if s := &in.Smooth; s.Log == nil {
		s.Log = make([]float64, len(losses))
	}
	checkLength(len(losses), len(in.Smooth.Log))
	share := 1.0
	if in.Convention == Paper {
		share /= float64(len(losses))
	}
	if !lanes.Indicate(losses, in.Smooth.Log, in.P, in.Q, in.Gamma, in.Beta, 1-in.Smooth.Decay, share) {
		in.update(losses, share)
	}
	return in.Gamma
}

// update is Eqs 5 to 7 task by task.
func (in *Indicator) update(losses []float64, share float64) {
	factor, total := in.Smooth.powers(in.Q, losses, in.Beta)
	total *= share
	p, q, gamma := in.P[:len(losses)], in.Q[:len(losses)], in.Gamma[:len(losses)]
	for m, l := range losses {
		p[m] = total / l
		q[m] *= factor
		gamma[m] = p[m] * q[m]
	}
}

func checkLength(want, got int) {
	if got != want {
		panic("align: slices differ in length")
	}
}
