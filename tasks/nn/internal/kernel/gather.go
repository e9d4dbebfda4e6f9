package kernel

// gather multiplies weights with what the taps of a filter see of an image,
// without laying that out as a matrix first: row k of the matrix, for 16 pixels,
// is where tap k stands in the frame, and the micro-kernel reads it there.
//
// The 16 pixels of a panel are four quads of pixels side by side. A panel runs
// on from one output row into the next, so that narrow images leave at most
// three pixels a row unused.
type gather struct {
	frame
	offsets    []int // of each tap
	hOut, wOut int
	rows       int // output rows of a block
	ld         int // floats between output rows in scratch memory: whole quads
}

const quad = 4

// newGather plans a convolution of the images of f to m channels of hOut x wOut.
// Blocks of rows, a multiple of unit, stay in the level 2 cache.
func newGather(f frame, kh, kw, m, hOut, wOut, unit int) gather {
	const cache = 128 << 10 / 4
	g := gather{frame: f, offsets: f.taps(kh, kw), hOut: hOut, wOut: wOut}
	g.ld = (wOut + quad - 1) / quad * quad
	g.rows = min(max(cache/(m*g.ld)/unit, 1)*unit, hOut)
	return g
}

// panelsOf is the number of panels that n columns take.
func panelsOf(n int) int { return (n + panel - 1) / panel }

// panels is the number of panels of a whole image.
func (g *gather) panels() int { return panelsOf(g.hOut * g.ld) }

// outSize is the number of floats of a block of m channels.
func (g *gather) outSize(m int) int { return m * g.rows * g.ld }

// plane gives channel i of a block.
func (g *gather) plane(out []float32, i int) plane {
	return plane{out[i*g.rows*g.ld:], g.ld}
}

// multiply computes output rows r0 to r1 of m channels with m rows of weights.
// xp is a frame with slack for a panel.
func (g *gather) multiply(m int, w plane, xp, out []float32, r0, r1 int) {
	c := plane{out, g.rows * g.ld}
	n := (r1 - r0) * g.ld
	at := pixel{r0 * g.rowStep(), 0}
	for j := 0; j < n; {
		if active.pairGather != nil && g.ld-at.x >= 2*panel {
			active.pairGather(m, 2*panel, w, xp[at.row+at.x:], xp[at.row+at.x+panel:], g.offsets, c.from(j))
			if at.x, j = at.x+2*panel, j+2*panel; at.x == g.ld {
				at = pixel{at.row + g.rowStep(), 0}
			}
			continue
		}
		starts, next := g.panelAt(at, n-j)
		if second, after := g.panelAt(next, n-j-panel); active.pairGather != nil && n-j > panel && whole(starts) && whole(second) {
			active.pairGather(m, min(2*panel, n-j), w, xp[starts[0]:], xp[second[0]:], g.offsets, c.from(j))
			at, j = after, j+2*panel
			continue
		}
		active.gatherTiles(m, min(panel, n-j), w, xp, starts, g.offsets, c.from(j))
		at, j = next, j+panel
	}
}

// pixel is where a quad starts: the place of its row and the column.
type pixel struct{ row, x int }

// panelAt gives where the quads of the panel start whose first quad is at p,
// when n pixels are left, and the start of the next panel.
func (g *gather) panelAt(p pixel, n int) (starts [panel / quad]int, next pixel) {
	for i := range starts {
		starts[i] = p.row + p.x
		if p.x += quad; p.x >= g.ld && (i+1)*quad < n { // no row after the last
			p.row, p.x = p.row+g.rowStep(), 0
		}
	}
	return starts, p
}

// whole tells that the quads of a panel lie side by side.
func whole(starts [panel / quad]int) bool { return starts[3]-starts[0] == panel-quad }

// gatherTilesGo is tilesGo where columns 4q to 4q+3 of row k of B are the
// floats at b[starts[q]+offsets[k]].
func gatherTilesGo(m, n int, a plane, b []float32, starts [4]int, offsets []int, c plane) {
	var s [8]float32
	for i := 0; i < m; i += 2 {
		second := min(i+1, m-1)
		for j := 0; j < n; j += quad {
			gather2x4(a.v[i*a.ld:], a.v[second*a.ld:], b[starts[j/quad]:], offsets, &s)
			w := min(quad, n-j)
			copy(c.v[i*c.ld+j:][:w], s[:quad])
			copy(c.v[second*c.ld+j:][:w], s[quad:])
		}
	}
}

// gather2x4 is tile2x4 with row k of B at b[offsets[k]].
func gather2x4(a0, a1, b []float32, offsets []int, s *[8]float32) {
	var s0, s1, s2, s3, t0, t1, t2, t3 float32
	for p, at := range offsets {
		x, y := a0[p], a1[p]
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
