package methods

// AlignedMTLUB is Aligned-MTL's upper bound on the representation (Senushkin
// et al. 2023, section 4.4): the weights come from the Gram matrix of the
// gradients dL_k/dz of the shared representation z in place of the shared
// parameters' own, which a network gets without a pass through them; one pass
// with the weighted cotangent follows.
//
//	Z the rows dL_k/dz,    w = sqrt(min l) V diag(l^-1/2) V' 1,    Z Z' = V diag(l) V'
//
// z is that of every sample of the mini-batch, one after the other, as the
// bound needs it; LibMTL (rep_grad) adds a task's gradients up over the
// samples before it weighs. Parameters are those of AlignedMTL.
//
// Cost: one backward pass, and K passes from the losses to z. Heads: weight 1.
// State: none.
var AlignedMTLUB = Info{
	Name:   "alignedmtlub",
	Title:  "Aligned-MTL-UB",
	Kind:   GradientOriented,
	Year:   2023,
	Paper:  AlignedMTL.Paper,
	Rule:   "w = sqrt(l_min) (Z Z')^(-1/2) 1, Z the gradients of the representation",
	Cost:   "one backward, K on the representation",
	Heads:  "weight 1",
	Params: AlignedMTL.Params,
	New: func(c Config) (Method, error) {
		inner, err := newAlignedMTL(c)
		return &alignedMTLUB{inner.(*alignedMTL)}, err
	},
}

type alignedMTLUB struct{ *alignedMTL }

func (m *alignedMTLUB) Step(s Step) error {
	j, err := representation(s)
	if err != nil {
		return err
	}
	return m.stepJacobian(j, s.Losses(), m.weights)
}
