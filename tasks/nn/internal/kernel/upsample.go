package kernel

import (
	"fmt"
	"math"
)

// upsampleChunks is the number of parts of the planes, each with scratch memory.
const upsampleChunks = 8

// Upsample is bilinear interpolation of planes of H x W to HOut x WOut with the
// corners on the corners (align_corners in PyTorch). One Upsample serves one
// call at a time.
type Upsample struct {
	Planes, H, W, HOut, WOut int

	rows, cols taps
	scratch    [][2][]float32 // of each chunk: two rows, interpolated along them
	in, out    []float32      // of the running call
}

// taps tells of each output which two neighbouring inputs it lies between.
type taps struct {
	lo   []int     // the first of them
	step int       // to the second; 0 where there is one input only
	far  []float32 // weight of the second
}

// newTaps interpolates n inputs to m outputs.
func newTaps(n, m int) taps {
	t := taps{lo: make([]int, m), step: min(1, n-1), far: make([]float32, m)}
	for i := range m {
		at := float64(i) * float64(n-1) / float64(max(1, m-1))
		t.lo[i] = max(0, min(int(at), n-2))
		t.far[i] = float32(math.Min(at-float64(t.lo[i]), 1))
	}
	return t
}

// NewUpsample builds the interpolation of planes, such as batch x channels.
func NewUpsample(planes, h, w, hOut, wOut int) *Upsample {
	if min(planes, h, w, hOut, wOut) < 1 {
		panic(fmt.Sprintf("kernel: interpolation of %d planes of %d x %d to %d x %d", planes, h, w, hOut, wOut))
	}
	u := &Upsample{Planes: planes, H: h, W: w, HOut: hOut, WOut: wOut, rows: newTaps(h, hOut), cols: newTaps(w, wOut)}
	u.scratch = make([][2][]float32, min(upsampleChunks, planes))
	for i := range u.scratch {
		u.scratch[i] = [2][]float32{make([]float32, wOut), make([]float32, wOut)}
	}
	return u
}

// upsampleForward and upsampleBackward are jobs of one run a chunk.
type (
	upsampleForward  Upsample
	upsampleBackward Upsample
)

// Forward interpolates x to y.
func (u *Upsample) Forward(x, y []float32) { u.start(x, y, (*upsampleForward)(u)) }

// Backward computes the gradient of x from that of y.
func (u *Upsample) Backward(dy, dx []float32) { u.start(dx, dy, (*upsampleBackward)(u)) }

func (u *Upsample) start(in, out []float32, j job) {
	same("x", len(in), u.Planes*u.H*u.W)
	same("y", len(out), u.Planes*u.HOut*u.WOut)
	u.in, u.out = in, out
	parallel(len(u.scratch), j)
	u.in, u.out = nil, nil
}

func (f *upsampleForward) run(chunk, _ int) {
	u := (*Upsample)(f)
	lo, hi := chunkOf(u.Planes, chunk, len(u.scratch))
	for p := lo; p < hi; p++ {
		u.forwardPlane(image(u.in, p, u.H*u.W), image(u.out, p, u.HOut*u.WOut), u.scratch[chunk])
	}
}

// forwardPlane interpolates along the rows first, once a row of x.
func (u *Upsample) forwardPlane(x, y []float32, row [2][]float32) {
	have := -1
	for i, at := range u.rows.lo {
		if at != have {
			if at == have+1 && have >= 0 {
				row[0], row[1] = row[1], row[0]
			} else {
				u.cols.spread(x[at*u.W:(at+1)*u.W], row[0])
			}
			next := at + u.rows.step
			u.cols.spread(x[next*u.W:(next+1)*u.W], row[1])
			have = at
		}
		far := u.rows.far[i]
		active.affine2(1-far, row[0], far, row[1], 0, y[i*u.WOut:(i+1)*u.WOut])
	}
}

func (f *upsampleBackward) run(chunk, _ int) {
	u := (*Upsample)(f)
	lo, hi := chunkOf(u.Planes, chunk, len(u.scratch))
	for p := lo; p < hi; p++ {
		u.backwardPlane(image(u.out, p, u.HOut*u.WOut), image(u.in, p, u.H*u.W), u.scratch[chunk])
	}
}

// backwardPlane adds up what belongs to a row of x before it goes along it.
func (u *Upsample) backwardPlane(dy, dx []float32, row [2][]float32) {
	clear(dx)
	clear(row[0])
	clear(row[1])
	have := u.rows.lo[0]
	for i, at := range u.rows.lo {
		if at != have {
			u.cols.collect(row[0], dx[have*u.W:(have+1)*u.W])
			row[0], row[1] = row[1], row[0]
			if at != have+1 {
				u.cols.collect(row[0], dx[(have+1)*u.W:(have+2)*u.W])
				clear(row[0])
			}
			clear(row[1])
			have = at
		}
		far, g := u.rows.far[i], dy[i*u.WOut:(i+1)*u.WOut]
		active.axpy(1-far, g, row[0])
		active.axpy(far, g, row[1])
	}
	u.cols.collect(row[0], dx[have*u.W:(have+1)*u.W])
	next := have + u.rows.step
	u.cols.collect(row[1], dx[next*u.W:(next+1)*u.W])
}

// spread interpolates a row.
func (t *taps) spread(x, y []float32) {
	step := t.step
	for i, far := range t.far {
		at := t.lo[i]
		y[i] = (1-far)*x[at] + far*x[at+step]
	}
}

// collect is the transpose of spread, added to dx.
func (t *taps) collect(dy, dx []float32) {
	step := t.step
	for i, far := range t.far {
		at, g := t.lo[i], dy[i]
		dx[at] += (1 - far) * g
		dx[at+step] += far * g
	}
}
