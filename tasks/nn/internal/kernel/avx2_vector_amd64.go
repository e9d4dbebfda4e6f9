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
