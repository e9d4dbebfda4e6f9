package methods

// given is a Step that takes down the weights which a method gives it, and
// does no update.
type given struct {
	step     Step
	jacobian Jacobian // that the weights were given to; nil for the losses
	rows     gradients
	shared   []float64 // the weights, nil before they are given
	heads    []float64 // nil for ones
}

// gradients is the Jacobian that a given step hands out.
type gradients struct {
	Jacobian
	to *given
}

func (g *given) begin(s Step) { *g = given{step: s} }

// Losses implements Step.
func (g *given) Losses() []float64 { return g.step.Losses() }

// Backward implements Step.
func (g *given) Backward(w []float64) error {
	g.jacobian, g.shared, g.heads = nil, w, nil
	return nil
}

// Jacobian implements Step.
func (g *given) Jacobian() (Jacobian, error) { return g.hand(g.step.Jacobian()) }

// Resample implements Resampler.
func (g *given) Resample() error { return resample(g.step) }

// Representation implements Representer.
func (g *given) Representation() (Jacobian, error) { return g.hand(representation(g.step)) }

func (g *given) hand(j Jacobian, err error) (Jacobian, error) {
	g.rows = gradients{j, g}
	return &g.rows, err
}

// Combine implements Jacobian. Map goes to the gradients themselves: the
// groups' Combine that follows takes the place of what it leaves.
func (j *gradients) Combine(shared, heads []float64) error {
	j.to.jacobian, j.to.shared, j.to.heads = j.Jacobian, shared, heads
	return nil
}
