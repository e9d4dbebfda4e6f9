package kernel

// convScratch is the memory of one worker.
type convScratch struct {
	image  []float32 // the frame of an image
	dimage []float32 // frame of the gradient of an image
	dz     []float32 // gradient before a smooth activation, of an image
	dframe []float32 // frame of dz, for the gradient of an image
	out    []float32 // Out x pixels of a block, with rows to spare for whole groups
	turned []float32 // transpose of dz of a block
	dw     []float32 // transpose of the gradient of the weights
	dcol   []float32 // gradient of what the taps saw
}

// scratchOf gives a worker's memory, made when it first works.
func (c *direct) scratchOf(worker int) *convScratch {
	if c.scratch[worker] == nil {
		c.scratch[worker] = &convScratch{
			image: make([]float32, c.forward.size()+panel),
			out:   make([]float32, c.forward.outSize(c.Out)),
		}
	}
	return c.scratch[worker]
}

// growBackward adds the memory of the backward pass, once.
func (c *direct) growBackward(s *convScratch) *convScratch {
	if s.dw != nil {
		return s
	}
	p, k := c.low.rows*c.low.cols, c.taps()
	s.turned, s.dw = make([]float32, p*c.weights.outs), make([]float32, c.weights.size())
	outs := max(c.weights.outs*pitch(p), len(s.out))
	switch {
	case c.back != nil:
		outs = max(outs, c.back.outSize(c.C))
		s.dframe = make([]float32, c.back.size()+panel)
	case c.low.bare():
		s.dcol = make([]float32, k*pitch(p))
	default:
		s.dcol = make([]float32, k*pitch(p))
		s.dimage = make([]float32, c.low.size())
	}
	s.out = make([]float32, outs)
	if c.act.smooth() {
		s.dz = make([]float32, c.Out*c.h*c.w)
	}
	return s
}

// pitch is a row length for l floats: whole panels, and not a multiple of 512
// bytes, which would put all rows in the same few sets of the cache.
func pitch(l int) int {
	l = panelsOf(l) * panel
	if l%128 == 0 {
		l += panel
	}
	return l
}
