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
}

// tapTile is a micro-kernel of correlate: so many taps by so many channels.
type tapTile struct{ taps, cols int }

// halfTiles are the micro-kernels in registers of 8 floats.
var halfTiles = []tapTile{{6, 16}, {5, 16}, {4, 16}, {4, 24}, {3, 24}}

// latency is the cycles from one multiply-add to the next that needs its sum;
// two start in each.
const latency = 4

// cycles is what a tile takes for one pixel.
func (t tapTile) cycles() int { return max(latency, (t.taps*t.cols/active.lanes+1)/2) }

// newCorrelation chooses the micro-kernel that takes the least time.
func newCorrelation(offsets []int, outs int) correlation {
	up := func(n, unit int) int { return (n + unit - 1) / unit }
	var best tapTile
	least := 0
	for _, t := range active.correlations {
		time := up(len(offsets), t.taps) * up(outs, t.cols) * t.cycles()
		if least == 0 || time < least {
			best, least = t, time
		}
	}
	c := correlation{group: best.taps, cols: best.cols, outs: up(outs, best.cols) * best.cols}
	c.at = append(c.at, offsets...)
	for len(c.at)%c.group > 0 {
		c.at = append(c.at, offsets[0])
	}
	return c
}

// size is the number of floats of the gradient, a row of channels for each tap.
func (c *correlation) size() int { return len(c.at) * c.outs }

// add adds the sums over rows of w pixels to dst. xp is the frame from the first
// pixel on, with the given step between rows; dz has a row of channels for each
// pixel.
func (c *correlation) add(xp []float32, step, w, rows int, dz, dst []float32) {
	for j := 0; j < c.outs; j += c.cols {
		b := plane{dz[j:], c.outs}
		for i := 0; i < len(c.at); i += c.group {
			to := plane{dst[i*c.outs+j:], c.outs}
			active.correlate(c.at[i:i+c.group], c.cols, plane{xp, step}, w, rows, b, to)
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
