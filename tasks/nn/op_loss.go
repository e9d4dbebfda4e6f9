package nn

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// block is a task's columns of a prediction, from lo on.
type block struct {
	task  int // among the trained tasks
	suite int // among the suite's tasks
	lo    int
	extent
	loss Loss
}

// hi is where its columns end.
func (b block) hi() int { return b.lo + b.outputs }

// lossOp is sum_k w_k L_k over the blocks of a prediction, n x cols, with the
// weights w as an input. It keeps the losses L_k themselves.
type lossOp struct {
	op
	split  splitter
	blocks []block
	losses []float64   // L_k
	d      [][]float32 // Loss.eval's d and its scale, of each block
	scale  []float64
	sum    *gorgonia.F64
}

// newLoss applies the losses of blocks to pred. The targets are nodes of
// Target.Values or Target.Labels.
func newLoss(g *graph, w, pred *Node, targets []*Node, blocks []block) (*Node, error) {
	in := append(gorgonia.Nodes{w, pred}, targets...)
	n := pred.Shape()[0]
	l := &lossOp{op: newOp(g, "loss", tensor.ScalarShape(), in...), split: newSplitter(n, blocks), blocks: blocks, sum: gorgonia.NewF64(0)}
	l.out = tensor.Float64
	l.losses, l.scale = make([]float64, len(blocks)), make([]float64, len(blocks))
	for _, b := range blocks {
		l.d = append(l.d, make([]float32, n*b.outputs))
	}
	return gorgonia.ApplyOp(l, in...)
}

// Do implements gorgonia.Op.
func (l *lossOp) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	if !l.g.frozen {
		l.split.take(floats(in[1]), in[1].Shape()[0])
		for i, b := range l.blocks {
			l.losses[i], l.scale[i] = b.loss.eval(l.split.parts[i], b.extent, target(in[2+i], b.loss), l.d[i])
		}
	}
	*l.sum = 0
	for i, w := range in[0].(*tensor.Dense).Float64s() {
		*l.sum += gorgonia.F64(w * l.losses[i])
	}
	return l.sum, nil
}

// target is the value of a target node.
func target(v gorgonia.Value, l Loss) Target {
	if l.labelled() {
		return Target{Labels: v.(*tensor.Dense).Int32s()}
	}
	return Target{Values: floats(v)}
}

// DiffWRT implements gorgonia.SDOp: only the prediction has a gradient.
func (l *lossOp) DiffWRT(n int) []bool {
	d := make([]bool, n)
	d[1] = true
	return d
}

// SymDiff implements gorgonia.SDOp.
func (l *lossOp) SymDiff(in gorgonia.Nodes, y, dy *Node) (gorgonia.Nodes, error) {
	b := &lossGrad{newOp(l.g, "lossGrad", in[1].Shape(), in[0], y, dy), l}
	b.keep = len(l.blocks) > 1 // later passes read what that of all blocks left
	grads := make(gorgonia.Nodes, len(in))
	var err error
	grads[1], err = gorgonia.ApplyOp(b, in[0], y, dy)
	return grads, err
}

// lossGrad is the gradient of lossOp with respect to the prediction.
type lossGrad struct {
	op
	l *lossOp
}

// Do implements gorgonia.Op.
func (g *lossGrad) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	w, out, l := in[0].(*tensor.Dense).Float64s(), g.buffer(), g.l
	if g.g.only != nil {
		return g.value, nil // as the backward pass of all blocks left it
	}
	dy := float64(*in[2].(*gorgonia.F64))
	scale := func(i int, dst []float32) { kernel.Scale(float32(dy*w[i]*l.scale[i]), l.d[i], dst) }
	if len(l.blocks) == 1 {
		scale(0, out)
		return g.value, nil
	}
	for i, part := range l.split.parts {
		scale(i, part)
	}
	l.split.join(out)
	return g.value, nil
}

// inner is the inner product of the shared representations z_1.. with their
// cotangents c_1..; its gradient with respect to z_j is c_j. Nobody reads its
// value, so that is not computed.
type inner struct {
	op
	want []bool // z_j depends on parameters
	zero *gorgonia.F32
}

// newInner applies it to z and c.
func newInner(g *graph, z, c []*Node, want []bool) (*Node, error) {
	in := append(append(gorgonia.Nodes(nil), z...), c...)
	i := &inner{newOp(g, "inner", tensor.ScalarShape(), in...), want, gorgonia.NewF32(0)}
	i.keep = true // there is no output
	return gorgonia.ApplyOp(i, in...)
}

// Do implements gorgonia.Op.
func (i *inner) Do(...gorgonia.Value) (gorgonia.Value, error) { return i.zero, nil }

// DiffWRT implements gorgonia.SDOp.
func (i *inner) DiffWRT(n int) []bool {
	return append(append(make([]bool, 0, n), i.want...), make([]bool, n-len(i.want))...)
}

// SymDiff implements gorgonia.SDOp.
func (i *inner) SymDiff(in gorgonia.Nodes, _, _ *Node) (gorgonia.Nodes, error) {
	n := len(in) / 2
	return append(append(gorgonia.Nodes(nil), in[n:]...), make(gorgonia.Nodes, n)...), nil
}
