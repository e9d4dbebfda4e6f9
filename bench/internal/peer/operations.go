package peer

import (
	"github.com/mtobench/mtobench/bench/internal/workload"
	"github.com/mtobench/mtobench/tasks/qm9"
)

// Operations is the number of floating-point operations of the matrix products
// and convolutions of a step, two for each multiply-add: forward, and backward
// to parameters and to inputs, but not to the first layer's input. What is
// computed twice to save memory counts once.
func (s Spec) Operations() float64 {
	switch s.Kind {
	case Conv:
		return 2 * 3 * float64(s.Batch*s.Channels*s.Channels*9*s.Size*s.Size)
	case MPNN:
		return s.mpnnOperations(Contracted)
	case SegNet, MTAN:
		return s.sceneOperations()
	case CelebA:
		return s.facesOperations()
	}
	return s.networkOperations()
}

// TheirOperations are those of PyTorch's step.
func (s Spec) TheirOperations() float64 {
	if s.Kind == MPNN {
		return s.mpnnOperations(s.Form)
	}
	return s.Operations()
}

// trunks are the multiply-adds of the layers of the shared networks for one
// sample.
var trunks = map[string][]float64{
	LeNet: {32 * 32 * 10 * 25, 12 * 12 * 20 * 250, 720 * 50},
	MLP:   {21 * 256, 256 * 256},
}

// heads are those of one head.
var heads = map[string]float64{LeNet: 50 * 10, MLP: 256}

func (s Spec) networkOperations() float64 {
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

// mpnnOperations counts those on the made-up molecules.
func (s Spec) mpnnOperations(form string) float64 {
	nodes, pairs := 0, 0
	for _, v := range workload.NewMolecules(s.Batch, seed).Sizes {
		nodes, pairs = nodes+v, pairs+v*(v-1)
	}
	return messageOperations(float64(s.Batch), float64(nodes), float64(pairs), form)
}

// messageOperations counts over nodes and ordered pairs of different nodes. The
// first layers, of nodes and of pairs, are not gone back through.
func messageOperations(batch, nodes, pairs float64, form string) float64 {
	const d, hidden, passes = qm9.PaperWidth, qm9.PaperHidden, 3
	first := nodes*qm9.NodeFeatures*d + pairs*qm9.EdgeFeatures*hidden
	convolutions := passes * (pairs*(hidden+1)*d + nodes*(hidden+1)*d*d)
	if form == Published {
		convolutions = pairs*hidden*d*d + passes*pairs*d*d
	}
	units := passes * nodes * 6 * d * d
	readout := passes * (batch*12*d*d + 2*nodes*d)
	outward := batch * (2*d*d + qm9.Targets*d)
	return 2 * (2*first + 3*(convolutions+units+readout+outward))
}
