package kernel

import "fmt"

// PoolShape is a max pooling of N images of C channels of H x W by windows of
// Size x Size. Windows that do not fit are dropped.
type PoolShape struct {
	N, C, H, W   int
	Size, Stride int
}

// HOut is the height of the result.
func (s PoolShape) HOut() int { return (s.H-s.Size)/s.Stride + 1 }

// WOut is the width of the result.
func (s PoolShape) WOut() int { return (s.W-s.Size)/s.Stride + 1 }

// MaxPool is a max pooling that keeps where each largest value came from, the
// first in reading order on ties. A window with a NaN gives NaN. One MaxPool
// serves one call at a time.
type MaxPool struct {
	PoolShape
	h, w   int
	argmax codes
	x, y   []float32 // of the running call
}

// poolChunks is the number of parts of the planes.
const poolChunks = 8

// poolForward, poolBackward and poolPick are jobs of one run a chunk.
type (
	poolForward  MaxPool
	poolBackward MaxPool
	poolPick     MaxPool
)

// NewMaxPool builds the pooling.
func NewMaxPool(s PoolShape) *MaxPool {
	if min(s.N, s.C, s.Size, s.Stride) < 1 || min(s.H, s.W) < s.Size || s.Size > 256 {
		panic(fmt.Sprintf("kernel: pooling of shape %+v", s))
	}
	p := &MaxPool{PoolShape: s, h: s.HOut(), w: s.WOut()}
	p.argmax = newCodes(s.N*s.C*p.h, p.w)
	return p
}

// Dims gives the height and width of y.
func (p *MaxPool) Dims() (h, w int) { return p.h, p.w }

// Forward pools x [N, C, H, W] to y [N, C, HOut, WOut].
func (p *MaxPool) Forward(x, y []float32) { p.start(x, y, (*poolForward)(p)) }

// start runs a job on x and y.
func (p *MaxPool) start(x, y []float32, j job) {
	same("x", len(x), p.N*p.C*p.H*p.W)
	same("y", len(y), p.N*p.C*p.h*p.w)
	p.x, p.y = x, y
	parallel(poolChunks, j)
	p.x, p.y = nil, nil
}

func (f *poolForward) run(chunk, _ int) {
	p := (*MaxPool)(f)
	lo, hi := chunkOf(p.N*p.C, chunk, poolChunks)
	for i := lo; i < hi; i++ {
		src, dst, idx := p.planes(i, p.x, p.y)
		if p.square2() {
			active.pool2(dst, idx, src, p.w, p.h, 0, noFloor)
			continue
		}
		p.forwardPlane(src, dst, idx)
	}
}

// Backward sends dy back to where the last Forward found the largest values
// and writes zero elsewhere; overlapping windows add.
func (p *MaxPool) Backward(dy, dx []float32) { p.start(dx, dy, (*poolBackward)(p)) }

func (f *poolBackward) run(chunk, _ int) {
	p := (*MaxPool)(f)
	lo, hi := chunkOf(p.N*p.C, chunk, poolChunks)
	for i := lo; i < hi; i++ {
		dst, src, idx := p.planes(i, p.x, p.y)
		if p.square2() {
			active.unpool2(dst, src, src, idx, p.w, p.h, noFloor)
			p.clearRest(dst)
			continue
		}
		clear(dst.v)
		p.backwardPlane(src, dst, idx)
	}
}

// clearRest clears what the windows of 2 x 2 leave out of a plane.
func (p *MaxPool) clearRest(dst plane) {
	if p.W > 2*p.w {
		for r := range 2 * p.h {
			dst.v[r*p.W+p.W-1] = 0
		}
	}
	clear(dst.v[2*p.h*p.W:])
}

// Unpool places the values of y where the last Forward found the largest ones
// and zero elsewhere, as in SegNet's decoder. Where windows overlap, values
// add.
func (p *MaxPool) Unpool(y, x []float32) { p.Backward(y, x) }

// UnpoolGrad is the backward pass of Unpool: dy picks from dx, the gradient of
// the unpooled x.
func (p *MaxPool) UnpoolGrad(dx, dy []float32) { p.start(dx, dy, (*poolPick)(p)) }

func (f *poolPick) run(chunk, _ int) {
	p := (*MaxPool)(f)
	lo, hi := chunkOf(p.N*p.C, chunk, poolChunks)
	for i := lo; i < hi; i++ {
		src, dst, idx := p.planes(i, p.x, p.y)
		for r := range p.h {
			for c := range p.w {
				dst.v[r*dst.ld+c] = src.v[p.source(r, c, idx)]
			}
		}
	}
}

// square2 tells of the common case that has loops of its own.
func (p *MaxPool) square2() bool { return p.Size == 2 && p.Stride == 2 }

// planes cuts out channel i of the batch.
func (p *MaxPool) planes(i int, x, y []float32) (in, out plane, idx codes) {
	in = plane{image(x, i, p.H*p.W), p.W}
	out = plane{image(y, i, p.h*p.w), p.w}
	return in, out, codes{p.argmax.v[i*p.h*p.argmax.ld:], p.argmax.ld}
}

// source is the place in the input plane of the largest value of window (r, c).
func (p *MaxPool) source(r, c int, idx codes) int {
	code := int(idx.v[r*idx.ld+c])
	return (r*p.Stride+code/p.Size)*p.W + c*p.Stride + code%p.Size
}

func (p *MaxPool) forwardPlane(src, dst plane, idx codes) {
	for r := range p.h {
		for c := range p.w {
			v, code := largest(src.from(r*p.Stride*src.ld+c*p.Stride), p.Size)
			dst.v[r*dst.ld+c], idx.v[r*idx.ld+c] = v, code
		}
	}
}

func (p *MaxPool) backwardPlane(src, dst plane, idx codes) {
	for r := range p.h {
		for c := range p.w {
			dst.v[p.source(r, c, idx)] += src.v[r*src.ld+c]
		}
	}
}

// largest finds the largest value of a square window; a NaN beats all.
func largest(src plane, size int) (top float32, code uint16) {
	top = src.v[0]
	for y := range size {
		for x, v := range src.v[y*src.ld:][:size] {
			if v > top || (v != v && top == top) {
				top, code = v, uint16(y*size+x)
			}
		}
	}
	return top, code
}

// pool2Go pools rows x w windows of 2x2, adds the bias and floors.
func pool2Go(dst plane, idx codes, src plane, w, rows int, bias, floor float32) {
	for r := range rows {
		for c := range w {
			v, code := largest(src.from(2*r*src.ld+2*c), 2)
			dst.v[r*dst.ld+c], idx.v[r*idx.ld+c] = raised(v+bias, floor), code
		}
	}
}

// unpool2Go writes 2*rows x 2*w gradients and gives their sum.
func unpool2Go(dst, dy, y plane, idx codes, w, rows int, floor float32) float32 {
	var sum float64
	for r := range rows {
		top, bottom := dst.v[2*r*dst.ld:][:2*w], dst.v[(2*r+1)*dst.ld:][:2*w]
		clear(top)
		clear(bottom)
		for c := range w {
			g := dy.v[r*dy.ld+c]
			if y.v[r*y.ld+c] <= floor {
				g = 0
			}
			switch code := int(idx.v[r*idx.ld+c]); {
			case code < 2:
				top[2*c+code] = g
			default:
				bottom[2*c+code-2] = g
			}
			sum += float64(g)
		}
	}
	return float32(sum)
}
