package kernel

// filterSpectrum is filters transformed and packed for the micro-kernel: for
// each product a matrix with a row for each channel of the input and a column
// for each of the output, in panels.
type filterSpectrum struct {
	v        []float32
	in, outs int
	step     int
}

func newFilterSpectrum(in, outs int) filterSpectrum {
	step := stepOf(panelsOf(outs)*panel, in)
	return filterSpectrum{make([]float32, products*step), in, outs, step}
}

// multiply computes the products of m tiles: c = a times the filters.
func (f *filterSpectrum) multiply(m int, a, c spectrum) {
	for i := range products {
		from := a.matrix(i)
		panels(m, f.outs, f.in, operand{from.v, from.ld, 1}, f.v[i*f.step:], c.matrix(i), false)
	}
}

// prepareFilters transforms the weights, a part of the panels in each chunk.
type prepareFilters winograd

func (p *prepareFilters) run(chunk, worker int) {
	w := (*winograd)(p)
	f, taps, k := &w.filters, w.scratchOf(worker).taps, w.taps()
	lo, hi := chunkOf(panelsOf(w.Out), chunk, len(w.parts))
	for i := lo; i < hi; i++ {
		o := i * panel
		packB(taps[:k*panel], operand{w.call.w[o*k:], 1, k}, k, min(panel, w.Out-o), 1)
		active.winogradFilters(f.v[o*w.C:], f.step, taps, false, w.C)
	}
}

// prepareTurned is prepareFilters for filters turned round, with their channels
// swapped.
type prepareTurned winograd

func (p *prepareTurned) run(chunk, worker int) {
	w := (*winograd)(p)
	f, taps := &w.turned, w.scratchOf(worker).taps
	lo, hi := chunkOf(panelsOf(w.C), chunk, len(w.parts))
	for i := lo; i < hi; i++ {
		c := i * panel
		for o := range w.Out {
			packB(taps[o*9*panel:][:9*panel], operand{w.call.w[(o*w.C+c)*9:], 1, 9}, 9, min(panel, w.C-c), 1)
		}
		active.winogradFilters(f.v[c*w.Out:], f.step, taps, true, w.Out)
	}
}
