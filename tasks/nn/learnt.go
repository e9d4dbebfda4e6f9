package nn

import "gorgonia.org/tensor"

// learnt is gradients of parameters and where they belong in the flat vector.
type learnt struct {
	grads []placer
	spans []span
}

// add notes the next layer.
func (l *learnt) add(of *layer) { l.spans = append(l.spans, span{of.atW, of.weight + of.bias}) }

// size is the number of parameters.
func (l *learnt) size() (n int) {
	for _, s := range l.spans {
		n += s.n
	}
	return n
}

// place makes the gradients go to dst.
func (l *learnt) place(dst []*tensor.Dense) {
	for i, g := range l.grads {
		g.place(dst[i])
	}
}
