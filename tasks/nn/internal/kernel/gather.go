package kernel

// gather multiplies weights with what the taps of a filter see of an image,
// without laying that out as a matrix first: row k of the matrix, for 16 pixels
// side by side, is where tap k stands in the frame, and the micro-kernel reads
// it there.
//
// A panel of 16 pixels lies in one output row, or, in flat gathers, runs on
// over the borders into the next: with narrow images it is cheaper to compute
// the few pixels between two rows than to leave panels half empty.
type gather struct {
	frame
	offsets    []int // of each tap
	hOut, wOut int
	rows       int // output rows of a block
	flat       bool
	ld         int // floats between output rows in scratch memory
}

// newGather plans a convolution of the images of f to m channels of hOut x wOut.
// Blocks of rows, a multiple of unit, stay in the level 2 cache.
func newGather(f frame, kh, kw, m, hOut, wOut, unit int) gather {
	const cache = 128 << 10 / 4
	g := gather{frame: f, offsets: f.taps(kh, kw), hOut: hOut, wOut: wOut, ld: wOut}
	if f.stride == 1 && panelsOf((hOut-1)*f.pw+wOut) < hOut*panelsOf(wOut) {
		g.flat, g.ld = true, f.pw
	}
	g.rows = min(max(cache/(m*g.ld)/unit, 1)*unit, hOut)
	return g
}

// panelsOf is the number of panels that n columns take.
func panelsOf(n int) int { return (n + panel - 1) / panel }

// panels is the number of panels of a whole image.
func (g *gather) panels() int {
	if g.flat {
		return panelsOf((g.hOut-1)*g.ld + g.wOut)
	}
	return g.hOut * panelsOf(g.wOut)
}

// outSize is the number of floats of a block of m channels.
func (g *gather) outSize(m int) int { return m * g.rows * g.ld }

// plane gives channel i of a block.
func (g *gather) plane(out []float32, i int) plane {
	return plane{out[i*g.rows*g.ld:], g.ld}
}

// multiply computes output rows r0 to r1 of m channels. xp is a frame with
// slack for a panel.
func (g *gather) multiply(m int, w operand, xp, out []float32, r0, r1 int) {
	c := plane{out, g.rows * g.ld}
	if g.flat {
		g.span(m, w, xp[r0*g.ld:], c, (r1-r0-1)*g.ld+g.wOut)
		return
	}
	for r := r0; r < r1; r++ {
		g.span(m, w, xp[r*g.rowStep():], c.from((r-r0)*g.ld), g.wOut)
	}
}

// span computes n pixels side by side.
func (g *gather) span(m int, w operand, xp []float32, c plane, n int) {
	for j := 0; j < n; j += panel {
		active.gatherTiles(m, min(panel, n-j), w, xp[j:], g.offsets, c.from(j))
	}
}

// gatherTilesGo is tilesGo with row k of B at b[offsets[k]].
func gatherTilesGo(m, n int, a operand, b []float32, offsets []int, c plane) {
	var s [8]float32
	for i := 0; i < m; i += 2 {
		second := min(i+1, m-1)
		for j := 0; j < n; j += 4 {
			gather2x4(a.v[i*a.rs:], a.v[second*a.rs:], a.cs, b[j:], offsets, &s)
			w := min(4, n-j)
			copy(c.v[i*c.ld+j:][:w], s[:4])
			copy(c.v[second*c.ld+j:][:w], s[4:])
		}
	}
}

// gather2x4 is tile2x4 with row k of B at b[offsets[k]].
func gather2x4(a0, a1 []float32, cs int, b []float32, offsets []int, s *[8]float32) {
	var s0, s1, s2, s3, t0, t1, t2, t3 float32
	for p, at := range offsets {
		x, y := a0[p*cs], a1[p*cs]
		q := (*[4]float32)(b[at:])
		s0 += x * q[0]
		s1 += x * q[1]
		s2 += x * q[2]
		s3 += x * q[3]
		t0 += y * q[0]
		t1 += y * q[1]
		t2 += y * q[2]
		t3 += y * q[3]
	}
	*s = [8]float32{s0, s1, s2, s3, t0, t1, t2, t3}
}
