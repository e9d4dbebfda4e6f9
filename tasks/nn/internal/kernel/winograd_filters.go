package kernel

// filterSpectrum is filters transformed and packed for the micro-kernel: for
// each product a matrix with a row for each channel of the input and a column
// for each of the output, in panels.
type filterSpectrum struct {
	v        []float32
	in, outs int
	step     int // from one matrix to the next
}

// filters are the filters of the forward pass in v.
func (w *winograd) filters(v []float32) filterSpectrum {
	return filterSpectrum{v, w.C, w.Out, stepOf(panelsOf(w.Out)*panel, w.C)}
}

// turned are the filters turned round, with their channels swapped, in v: those
// of the gradient of the image.
func (w *winograd) turned(v []float32) filterSpectrum {
	return filterSpectrum{v, w.Out, w.C, stepOf(panelsOf(w.C)*panel, w.Out)}
}

// multiply computes the products of m tiles: c = a times the filters.
func (f filterSpectrum) multiply(m int, a, c spectrum) {
	for i := range products {
		from := a.matrix(i)
		panels(m, f.outs, f.in, operand{from.v, from.ld, 1}, f.v[i*f.step:], c.matrix(i), false)
	}
}

// prepareFilters transforms the weights, some of the panels in each chunk.
type prepareFilters winograd

func (p *prepareFilters) run(chunk, worker int) {
	w := (*winograd)(p)
	f, taps, k := w.filters(w.m.filters), w.m.workers[worker].taps, w.taps()
	lo, hi := chunkOf(panelsOf(w.Out), chunk, w.chunks())
	for i := lo; i < hi; i++ {
		o := i * panel
		packB(taps[:k*panel], operand{w.call.w[o*k:], 1, k}, k, min(panel, w.Out-o), 1)
		active.winogradFilters(f.v[o*w.C:], f.step, taps, false, w.C)
	}
}

// prepareTurned is prepareFilters for filters turned round. Columns that a last
// panel has too many hold anything.
type prepareTurned winograd

func (p *prepareTurned) run(chunk, worker int) {
	w := (*winograd)(p)
	f, taps := w.turned(w.m.filters), w.m.workers[worker].taps
	lo, hi := chunkOf(panelsOf(w.C), chunk, w.chunks())
	for i := lo; i < hi; i++ {
		c := i * panel
		from := planes{w.call.w[c*filterArea:], filterArea, w.taps()}
		to := window{taps, filterArea * panel, panel}
		active.interleave(to, from, min(panel, w.C-c), w.Out, filterArea)
		active.winogradFilters(f.v[c*w.Out:], f.step, taps, true, w.Out)
	}
}
