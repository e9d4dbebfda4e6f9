package nn

import (
	"fmt"
	"slices"

	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// heads is the graph of a group: from the shared representation to the
// predictions and, in training, to the losses and back.
type heads struct {
	*graph
	blocks  []block
	linear  int           // as in group
	packed  []float32     // the weights of linear heads
	pred    *tensor.Dense // n x the columns of all blocks
	forward program
	split   splitter // of pred, in evaluation

	weights  []float64 // of the losses, an input of backward
	loss     *lossOp
	backward program
	own      learnt
	common   learnt          // with other groups
	sum      []float32       // gradients of common of a weighted pass
	sums     []*tensor.Dense // their places in it
	dz       []placer        // of each z; nil for those that no head of the group reads
	slope    []float32       // of the loss of a block of one output
}

// newHeads builds the graph of a group on the values of z.
func newHeads(p *plan, g group, ps *params, z []*tensor.Dense, in Batch, batch int, train bool) (*heads, error) {
	h := &heads{graph: newGraph(), blocks: p.blocks(g), linear: g.linear}
	var leaves []*Node
	for j, t := range z {
		leaves = append(leaves, h.leaf(fmt.Sprint("z", j), t))
	}
	b := newBuilder(h.graph, p.net.Heads[p.trained[g.heads[0]]].Name, batch, ps)
	b.train = train
	for _, n := range leaves {
		b.wants[n] = true
	}
	pred, err := h.predict(p, g, b, leaves)
	if err != nil {
		return nil, err
	}
	h.pred = valueOf(pred)
	if !train {
		h.split = newSplitter(batch, h.blocks)
		h.forward, err = h.compile()
		return h, err
	}
	return h, h.differentiate(b, leaves, pred, in)
}

// predict builds the prediction of the group's heads.
func (h *heads) predict(p *plan, g group, b *Builder, z []*Node) (*Node, error) {
	if g.linear < 0 {
		pred := p.net.Heads[h.blocks[0].suite].Build(b, z)
		for _, l := range b.layers {
			if l.common {
				h.common.add(l)
			} else {
				h.own.add(l)
			}
		}
		return pred, nil
	}
	layers := p.layers(g)
	last := layers[len(layers)-1]
	all := span{layers[0].atW, last.atB + last.bias - layers[0].atW}
	h.own.spans = []span{all}
	h.packed = b.params.values[layers[0].atW:layers[0].atB]
	x := z[g.linear]
	b.read[x] = true
	return newDense(h.graph, x, b.leaf("packed", all.of(b.params.values)), h.blocks[len(h.blocks)-1].hi(), Identity, true)
}

// differentiate adds the losses and the backward pass.
func (h *heads) differentiate(b *Builder, z []*Node, pred *Node, in Batch) error {
	var targets []*Node
	for _, k := range h.blocks {
		targets = append(targets, h.target(k, in.Targets[k.suite]))
	}
	h.weights = make([]float64, len(h.blocks))
	w := h.leaf("weights", newTensor(tensor.Shape{len(h.weights)}, h.weights))
	cost, err := newLoss(h.graph, w, pred, targets, h.blocks)
	if err != nil {
		return fmt.Errorf("nn: heads: %w", err)
	}
	h.loss = cost.Op().(*lossOp)
	h.slope = make([]float32, pred.Shape()[0])
	if h.forward, err = h.compile(); err != nil {
		return err
	}
	wrt, used := slices.Clone(b.leaves), []int(nil)
	for j, n := range z {
		if b.read[n] || n == pred {
			wrt, used = append(wrt, n), append(used, j)
		}
	}
	grads, err := h.gradients(cost, wrt)
	if err != nil {
		return fmt.Errorf("nn: heads: %w", err)
	}
	h.dz = make([]placer, len(z))
	for i, j := range used {
		h.dz[j] = grads[len(b.leaves)+i]
	}
	h.share(b.layers, grads[:len(b.leaves)])
	h.backward, err = h.compile()
	return err
}

// share tells the gradients of common layers from the group's own.
func (h *heads) share(layers []*layer, grads []placer) {
	for i, g := range grads {
		if i < len(layers) && layers[i].common {
			h.common.grads = append(h.common.grads, g)
		} else {
			h.own.grads = append(h.own.grads, g)
		}
	}
	h.sum = make([]float32, h.common.size())
	at := 0
	for _, s := range h.common.spans {
		h.sums = append(h.sums, newTensor(tensor.Shape{s.n}, h.sum[at:at+s.n]))
		at += s.n
	}
}

// addCommon adds the gradients of common layers that a pass has left in sum,
// times w, to those of grad.
func (h *heads) addCommon(w float64, grad []float32) {
	at := 0
	for _, s := range h.common.spans {
		kernel.Axpy(float32(w), h.sum[at:at+s.n], s.of(grad))
		at += s.n
	}
}

// target makes the leaf of a task's targets.
func (h *heads) target(b block, t Target) *Node {
	name := fmt.Sprint("target", b.task)
	if b.loss.labelled() {
		return h.leaf(name, newTensor(tensor.Shape{len(t.Labels)}, t.Labels))
	}
	return h.leaf(name, newTensor(tensor.Shape{len(t.Values)}, t.Values))
}

// push runs backward with the weights w of all trained tasks and leaves the
// gradients of the heads' own parameters and of common ones in these places,
// those of z in dz.
func (h *heads) push(w []float64, own, common []*tensor.Dense) error {
	for i, b := range h.blocks {
		h.weights[i] = w[b.task]
	}
	h.own.place(own)
	h.common.place(common)
	return h.back()
}

// pushOnly leaves in dz the gradients of one block's loss, with the weights of
// the last push. Parameters' gradients stay as they are.
func (h *heads) pushOnly(b *block) error {
	if len(h.blocks) == 1 {
		return nil // push has left them
	}
	h.only = b
	err := h.back()
	h.only = nil
	return err
}

// back runs backward on the frozen forward pass.
func (h *heads) back() error {
	h.frozen = true
	err := h.backward.run()
	h.frozen = false
	return err
}
