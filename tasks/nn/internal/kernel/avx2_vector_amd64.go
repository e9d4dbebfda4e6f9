package kernel

func axpyAVX2(a float32, x, y []float32) {
	if n := len(x); n > 0 {
		asmAxpy(n, a, &x[0], &y[:n][0])
	}
}

func scaleAVX2(a float32, x, dst []float32) {
	if n := len(x); n > 0 {
		asmScale(n, a, &x[0], &dst[:n][0])
	}
}

func dotAVX2(x, y []float32) float64 {
	n := len(x)
	if n == 0 {
		return 0
	}
	return asmDot(n, &x[0], &y[:n][0])
}

func dot32AVX2(x, y []float32) float32 {
	n := len(x)
	if n == 0 {
		return 0
	}
	return asmDot32(n, &x[0], &y[:n][0])
}

func sumsAVX2(x, y []float32) (sum, dot float64) {
	n := len(x)
	if n == 0 {
		return 0, 0
	}
	return asmSums(n, &x[0], &y[:n][0])
}

// transposeAVX2 goes in strips of 8 of the rows, of src or of dst, that lie
// farther apart: the lines of the cache that a strip is in, which may share a
// few sets, are done with when the next strip begins. Ragged edges are done
// again together with what stands before them.
func transposeAVX2(dst, src plane, rows, cols, ahead int) {
	if min(rows, cols) < 8 {
		transposeBlock(dst, src, 0, rows, 0, cols)
		return
	}
	t := strips{steps{8 * dst.ld, 8, cols}, steps{8, 8 * src.ld, rows}, 0, 4 * ahead}
	if src.ld < dst.ld {
		t = strips{t.across, t.along, 4 * ahead, 0}
	}
	n := t.across.n
	t.run(dst, src, n/8)
	if n%8 > 0 {
		t.run(dst.from((n-8)*t.across.dst/8), src.from((n-8)*t.across.src/8), 1)
	}
}

// strips are blocks of 8 x 8 along strips, which lie across, and how many bytes
// ahead memory is asked for.
type strips struct {
	along, across      steps
	dstAhead, srcAhead int
}

// steps is how far blocks are apart that cover n floats.
type steps struct{ dst, src, n int }

// run does some whole strips.
func (t *strips) run(dst, src plane, count int) {
	a, n := t.along, t.along.n
	t.blocks(dst, src, count, n/8)
	if n%8 > 0 {
		t.blocks(dst.from((n-8)*a.dst/8), src.from((n-8)*a.src/8), count, 1)
	}
}

// blocks does some blocks of some strips.
func (t *strips) blocks(dst, src plane, count, each int) {
	a, b := t.along, t.across
	asmTranspose(count, each, &dst.v[0], 4*dst.ld, 4*a.dst, 4*(b.dst-each*a.dst), t.dstAhead,
		&src.v[0], 4*src.ld, 4*a.src, 4*(b.src-each*a.src), t.srcAhead, 1)
}

// gramBlockAVX2 goes through the upper triangle in tiles of 2 x 4 rows; at the
// edges the last row stands in for those that are missing.
func gramBlockAVX2(rows [][]float32, lo, hi int, g []float64) {
	k := len(rows)
	at := func(i int) *float32 { return &rows[min(i, k-1)][lo] }
	var s [8]float64
	for i := 0; i < k; i += 2 {
		for j := i; j < k; j += 4 {
			asmGramTile(hi-lo, at(i), at(i+1), at(j), at(j+1), at(j+2), at(j+3), &s[0])
			for q, v := range s {
				if r, c := i+q/4, j+q%4; r < k && c < k {
					g[r*k+c] += v
				}
			}
		}
	}
}

// combineAVX2 leaves the last columns to the plain loop.
func combineAVX2(w []float64, rows [][]float32, dst []float32) {
	whole := len(dst) / panel * panel
	if whole > 0 {
		asmCombine(whole/panel, len(rows), &w[0], &rows[0], &dst[0])
	}
	combineColumns(w, rows, dst, whole)
}

func expAVX2(x, dst []float32) {
	if n := len(x); n > 0 {
		asmExp(n, &x[0], &dst[:n][0])
	}
}

func logAVX2(x, dst []float32) {
	if n := len(x); n > 0 {
		asmLog(n, &x[0], &dst[:n][0])
	}
}

func sigmoidAVX2(x, dst []float32) {
	if n := len(x); n > 0 {
		asmSigmoid(n, &x[0], &dst[:n][0])
	}
}

func tanhAVX2(x, dst []float32) {
	if n := len(x); n > 0 {
		asmTanh(n, &x[0], &dst[:n][0])
	}
}

func adamAVX2(w, g, m, v []float32, c [6]float32) {
	if n := len(w); n > 0 {
		asmAdam(n, &w[0], &g[:n][0], &m[:n][0], &v[:n][0], &c[0])
	}
}

func sgdAVX2(w, g, velocity []float32, c [3]float32) {
	if n := len(w); n > 0 {
		asmSGD(n, &w[0], &g[:n][0], &velocity[:n][0], &c[0])
	}
}

func affineAVX2(a, b float32, x, y []float32) {
	if n := len(x); n > 0 {
		asmAffine(n, a, b, &x[0], &y[:n][0])
	}
}

func affine2AVX2(a float32, x []float32, b float32, y []float32, c float32, z []float32) {
	if n := len(x); n > 0 {
		asmAffine2(n, a, &x[0], b, &y[:n][0], c, &z[:n][0])
	}
}
