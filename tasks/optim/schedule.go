package optim

import "math"

// Schedule gives the learning rate of each epoch.
type Schedule interface {
	// Rate is the learning rate of the running epoch.
	Rate() float64
	// EndEpoch ends the epoch. Only Plateau looks at the score, the
	// validation score of the epoch.
	EndEpoch(score float64)
}

// Constant keeps the rate.
type Constant struct{ LR float64 }

// Rate implements Schedule.
func (c *Constant) Rate() float64 { return c.LR }

// EndEpoch implements Schedule.
func (c *Constant) EndEpoch(float64) {}

// Step multiplies the rate by Factor every Every epochs (torch's StepLR).
type Step struct {
	LR     float64 // rate of the first epoch
	Every  int     // epochs, at least 1
	Factor float64

	Epoch int // epochs ended
}

// Rate implements Schedule.
func (s *Step) Rate() float64 {
	return s.LR * math.Pow(s.Factor, float64(s.Epoch/s.Every))
}

// EndEpoch implements Schedule.
func (s *Step) EndEpoch(float64) { s.Epoch++ }

// Plateau multiplies the rate by Factor after more than Patience epochs
// without a better score (torch's ReduceLROnPlateau). A NaN is never better.
type Plateau struct {
	LR       float64 // the running rate
	Factor   float64
	Patience int
	Min      float64 // the rate does not fall below it

	Maximize  bool    // a higher score is better
	Threshold float64 // how much better counts
	Absolute  bool    // Threshold is a difference, not a ratio
	Cooldown  int     // epochs after a cut in which none is counted as bad
	Eps       float64 // a cut smaller than this is not done

	Best    float64 // best score so far, once Seen
	Seen    bool
	Bad     int // epochs without a better score
	Cooling int // epochs of cooldown left
}

// NewPlateau is a Plateau with torch's defaults: a lower score is better, by
// a ratio of at least 1e-4, no cooldown, no cut below 1e-8.
func NewPlateau(lr, factor float64, patience int, min float64) *Plateau {
	return &Plateau{LR: lr, Factor: factor, Patience: patience, Min: min, Threshold: 1e-4, Eps: 1e-8}
}

// Rate implements Schedule.
func (p *Plateau) Rate() float64 { return p.LR }

// EndEpoch implements Schedule.
func (p *Plateau) EndEpoch(score float64) {
	if p.better(score) {
		p.Best, p.Seen, p.Bad = score, true, 0
	} else {
		p.Bad++
	}
	if p.Cooling > 0 {
		p.Cooling--
		p.Bad = 0
	}
	if p.Bad <= p.Patience {
		return
	}
	p.Cooling, p.Bad = p.Cooldown, 0
	if next := math.Max(p.LR*p.Factor, p.Min); p.LR-next > p.Eps {
		p.LR = next
	}
}

// better compares as torch does: the ratio is 1-Threshold when lower is
// better and 1+Threshold when higher is, whatever the sign of the score.
func (p *Plateau) better(score float64) bool {
	best, sign := p.Best, 1.0
	if p.Maximize {
		sign = -1
	}
	if !p.Seen {
		best = sign * math.Inf(1)
	}
	if p.Absolute {
		return sign*score < sign*best-p.Threshold
	}
	return sign*score < sign*best*(1-sign*p.Threshold)
}
