package nn

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// dense is y = act(x W' + b) for x of n x in, flattened, and the parameters
// [W | b], W out x in.
type dense struct {
	op
	n, in, out int
	act        Act
	dx         bool // x wants a gradient
	runs       int  // of the forward pass: x or theta may differ between two
}

// newDense applies a dense layer to x with parameters theta.
func newDense(g *graph, x, theta *Node, out int, act Act, dx bool) (*Node, error) {
	n := x.Shape()[0]
	d := &dense{n: n, in: volume(x.Shape()) / n, out: out, act: act, dx: dx}
	d.op = newOp(g, "dense", tensor.Shape{n, out}, x, theta)
	return gorgonia.ApplyOp(d, x, theta)
}

// Do implements gorgonia.Op.
func (d *dense) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	if d.g.frozen {
		return d.value, nil
	}
	d.runs++
	x, w, b, y := floats(in[0]), d.weights(in[1]), d.bias(in[1]), d.buffer()
	kernel.Gemm(false, true, d.n, d.out, d.in, 1, x, d.in, w, d.in, 0, y, d.out)
	kernel.BiasAct(y, d.out, b, d.act)
	return d.value, nil
}

func (d *dense) weights(theta gorgonia.Value) []float32 { return floats(theta)[:d.out*d.in] }
func (d *dense) bias(theta gorgonia.Value) []float32    { return floats(theta)[d.out*d.in:] }

// DiffWRT implements gorgonia.SDOp.
func (d *dense) DiffWRT(int) []bool { return []bool{d.dx, true} }

// SymDiff implements gorgonia.SDOp.
func (d *dense) SymDiff(in gorgonia.Nodes, y, dy *Node) (gorgonia.Nodes, error) {
	b := &denseGrad{op: newOp(d.g, "denseGrad", in[1].Shape(), in[0], in[1], y, dy), d: d}
	return withInputGrad(d.g, b, &b.dx, d.dx, in, y, dy)
}

// withInputGrad applies the backward op b of a layer (x, theta) -> y, whose
// output is the parameters' gradient, and hangs the input's gradient on it
// when that is wanted.
func withInputGrad(g *graph, b gorgonia.Op, dx *side, want bool, in gorgonia.Nodes, y, dy *Node) (gorgonia.Nodes, error) {
	dtheta, err := gorgonia.ApplyOp(b, in[0], in[1], y, dy)
	if err != nil || !want {
		return gorgonia.Nodes{nil, dtheta}, err
	}
	dx.op = newOp(g, "inputGrad", in[0].Shape(), dtheta)
	n, err := gorgonia.ApplyOp(dx, dtheta)
	return gorgonia.Nodes{n, dtheta}, err
}

// denseGrad is the backward pass of dense: its output is the gradient of the
// parameters.
type denseGrad struct {
	op
	d      *dense
	dx     side
	spent  bool      // nobody reads dy after this
	masked []float32 // dy act'(y), n x out, where dy is not spent
	x, w   packed    // of the last forward pass, for all passes back over it
	outer  outer     // dy, where it comes as one; else empty
	byRank rankOne
}

// packed is an operand of products that may run many times after one forward
// pass. The first product packs for itself: often there is no second.
type packed struct {
	kernel.Packed
	run   int // of the forward pass that it was last asked for
	ready bool
}

// of is b, rows x cols, packed, or nil when it is not worth it: at the first
// product after a forward pass.
func (p *packed) of(run, rows, cols int, b []float32) *kernel.Packed {
	if p.run != run {
		p.run, p.ready = run, false
		return nil
	}
	if !p.ready {
		p.Pack(rows, cols, b, cols)
		p.ready = true
	}
	return &p.Packed
}

// Do implements gorgonia.Op.
func (b *denseGrad) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	d := b.d
	x, w, y, dy := floats(in[0]), d.weights(in[1]), floats(in[2]), floats(in[3])
	if c := d.g.only; c != nil {
		b.inputGrad(dy, w, c.lo, c.hi())
		return b.tensorOf(), nil
	}
	dtheta := b.buffer()
	if b.outer.u != nil {
		b.backOuter(x, w, y, dtheta)
		return b.value, nil
	}
	m := b.mask(dy)
	kernel.BiasActGrad(m, dy, y, d.out, dtheta[d.out*d.in:], d.act)
	b.weightGrad(m, x, dtheta)
	if d.dx {
		b.inputGrad(m, w, 0, d.out)
	}
	return b.value, nil
}

// weightGrad gives the gradient of W from that of the outputs.
func (b *denseGrad) weightGrad(m, x, dw []float32) {
	d := b.d
	if d.packs(d.n) {
		if p := b.x.of(d.runs, d.n, d.in, x); p != nil {
			kernel.GemmPacked(true, d.out, m, d.out, p, dw, d.in)
			return
		}
	}
	kernel.Gemm(true, false, d.out, d.in, d.n, 1, m, d.out, x, d.in, 0, dw, d.in)
}

// packs tells whether an operand of rows x in may be kept packed: not one that
// Gemm cuts up or does not pack.
func (d *dense) packs(rows int) bool {
	return min(d.n, d.out, d.in) > 1 && kernel.PackedFits(rows, d.in)
}

// mask is where dy act'(y) goes: dy itself when there is no activation or when
// that is spent, since another matrix may be one more than the caches hold.
func (b *denseGrad) mask(dy []float32) []float32 {
	if b.spent || b.d.act == Identity {
		return dy
	}
	if b.masked == nil {
		b.masked = make([]float32, len(dy))
	}
	return b.masked
}

// inputGrad gives the gradient of x from that of the outputs [lo, hi).
func (b *denseGrad) inputGrad(m, w []float32, lo, hi int) {
	d := b.d
	if lo == 0 && hi == d.out && d.packs(d.out) {
		if p := b.w.of(d.runs, d.out, d.in, w); p != nil {
			kernel.GemmPacked(false, d.n, m, d.out, p, b.dx.buffer(), d.in)
			return
		}
	}
	kernel.Gemm(false, false, d.n, d.in, hi-lo, 1, m[lo:], d.out, w[lo*d.in:], d.in, 0, b.dx.buffer(), d.in)
}
