package peer

// trunks are the multiply-adds of the layers of the shared networks for one
// sample.
var trunks = map[string][]float64{
	LeNet: {32 * 32 * 10 * 25, 12 * 12 * 20 * 250, 720 * 50},
	MLP:   {21 * 256, 256 * 256},
}

// heads are those of one head.
var heads = map[string]float64{LeNet: 50 * 10, MLP: 256}

// Operations is the number of floating-point operations of the matrix products
// and convolutions of a step, two for each multiply-add: forward, and backward
// to parameters and to inputs, but not to the first layer's input.
func (s Spec) Operations() float64 {
	if s.Kind == Conv {
		return 2 * 3 * float64(s.Batch*s.Channels*s.Channels*9*s.Size*s.Size)
	}
	trunk, first := 0.0, trunks[s.Kind][0]
	for _, layer := range trunks[s.Kind] {
		trunk += layer
	}
	passes := 1.0
	if s.PerTask {
		passes = float64(s.Tasks)
	}
	own := 3 * heads[s.Kind] * float64(s.Tasks)
	return 2 * float64(s.Batch) * (own + trunk + passes*(2*trunk-first))
}

// TheirOperations are those of PyTorch's step, where it does other ones.
func (s Spec) TheirOperations() float64 { return s.Operations() }
