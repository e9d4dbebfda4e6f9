package kernel

// correlation is how the gradient of the weights is computed: what each tap
// sees times the gradients dz of all channels, summed over the pixels. Taps are
// the rows of the micro-kernel, channels its columns; both are filled up to
// whole groups, whose results are dropped.
type correlation struct {
	at    []int // place of each tap in the frame
	group int   // taps of a micro-kernel
	cols  int   // channels of a micro-kernel
	outs  int   // channels, filled up
	// inRows tells that a register holds pixels of a row, and not channels of a
	// pixel.
	inRows bool
}

// tapTile is a micro-kernel of correlate: so many taps by so many channels.
type tapTile struct{ taps, cols int }

// halfTiles are the micro-kernels in registers of 8 floats, and rowTile is that
// with 8 pixels in a register.
var (
	halfTiles = []tapTile{{6, 16}, {5, 16}, {4, 16}, {4, 24}, {3, 24}}
	rowTile   = tapTile{5, 2}
)

// latency is the cycles from one multiply-add to the next that needs its sum;
// of floats, so many start in each. Processors with AVX-512 that start twice as
// many lose less by this number than the others would by twice the number.
const (
	latency  = 4
	inACycle = 16
)

// cycles is what a tile takes for one pixel.
func (t tapTile) cycles() int { return max(latency, (t.taps*t.cols+inACycle-1)/inACycle) }

// newCorrelation chooses the micro-kernel that takes the least time for rows of
// w pixels.
func newCorrelation(offsets []int, outs, w int) correlation {
	up := func(n, unit int) int { return (n + unit - 1) / unit }
	tiles := func(t tapTile) int { return up(len(offsets), t.taps) * up(outs, t.cols) }
	best, inRows := rowTile, true
	least := tiles(best) * up(w, 8) * best.taps
	for _, t := range active.correlations {
		if time := tiles(t) * w * t.cycles(); time < least {
			best, least, inRows = t, time, false
		}
	}
	c := correlation{group: best.taps, cols: best.cols, outs: up(outs, best.cols) * best.cols, inRows: inRows}
	c.at = append(c.at, offsets...)
	for len(c.at)%c.group > 0 {
		c.at = append(c.at, offsets[0])
	}
	return c
}

// size is the number of floats of the gradient, a row of channels for each tap.
func (c *correlation) size() int { return len(c.at) * c.outs }

// add adds the sums over rows of w pixels to dst. xp is the frame from the first
// pixel on, with the given step between rows; dz has a row for each channel, and
// turned is room for its transpose. The rows behind dz are turned too, because
// whole groups of rows are turned faster; what they give is dropped.
func (c *correlation) add(xp []float32, step, w, rows int, dz plane, turned, dst []float32) {
	if !c.inRows {
		active.transpose(plane{turned, c.outs}, dz, c.outs, w*rows)
	}
	for j := 0; j < c.outs; j += c.cols {
		for i := 0; i < len(c.at); i += c.group {
			to := plane{dst[i*c.outs+j:], c.outs}
			if at := c.at[i : i+c.group]; c.inRows {
				active.correlateRows(at, plane{xp, step}, w, rows, dz.from(j*dz.ld), to)
			} else {
				active.correlate(at, c.cols, plane{xp, step}, w, rows, plane{turned[j:], c.outs}, to)
			}
		}
	}
}

// correlateGo goes through the pixels once for each tap.
func correlateGo(at []int, cols int, x plane, w, rows int, dz, dst plane) {
	for i, a := range at {
		to := dst.v[i*dst.ld:][:cols]
		for p := range w * rows {
			axpyGo(x.v[p/w*x.ld+p%w+a], dz.v[p*dz.ld:][:cols], to)
		}
	}
}

// correlateRowsGo adds up the rows of each tap and channel.
func correlateRowsGo(at []int, x plane, w, rows int, dz, dst plane) {
	for i, a := range at {
		for j := range rowTile.cols {
			var sum float32
			for r := range rows {
				pixels := x.v[r*x.ld+a:][:w]
				for p, g := range dz.v[j*dz.ld+r*w:][:w] {
					sum += g * pixels[p]
				}
			}
			dst.v[i*dst.ld+j] += sum
		}
	}
}
