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

// newCorrelation chooses the micro-kernel that leaves the least unused.
func newCorrelation(offsets []int, outs int) correlation {
	up := func(n, unit int) int { return (n + unit - 1) / unit * unit }
	c := correlation{cols: 16, outs: up(outs, 16)}
	groups := []int{6, 5, 4}
	if up(outs, 24) < c.outs {
		c.cols, c.outs, groups = 24, up(outs, 24), []int{4, 3}
	}
	for _, g := range groups {
		if c.group == 0 || up(len(offsets), g) < up(len(offsets), c.group) {
			c.group = g
		}
	}
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
