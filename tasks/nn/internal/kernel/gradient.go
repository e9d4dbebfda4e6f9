package kernel

import "fmt"

// gramColumns is the width of the blocks of Gram: the blocks of all rows stay
// in the caches while every pair meets.
const gramColumns = 1024

// Gram writes the inner products of all pairs of the K rows to g, K x K and
// symmetric. Products are exact and sums are in float64, as in Dot. All rows
// have the same length.
func Gram(rows [][]float32, g []float64) {
	k := len(rows)
	same("g", len(g), k*k)
	n := checkJacobian(rows)
	clear(g)
	for lo := 0; lo < n; lo += gramColumns {
		active.gramBlock(rows, lo, min(lo+gramColumns, n), g)
	}
	for i := range k {
		for j := range i {
			g[i*k+j] = g[j*k+i]
		}
	}
}

// Combine writes sum_k w[k] rows[k] to dst, summed in float64 and rounded
// once. dst may be one of the rows.
func Combine(w []float64, rows [][]float32, dst []float32) {
	same("w", len(w), len(rows))
	n := checkJacobian(rows)
	if len(rows) == 0 {
		clear(dst)
		return
	}
	same("dst", len(dst), n)
	active.combine(w, rows, dst)
}

// checkJacobian gives the common length of the rows.
func checkJacobian(rows [][]float32) int {
	if len(rows) == 0 {
		return 0
	}
	for i, r := range rows {
		if len(r) != len(rows[0]) {
			panic(fmt.Sprintf("kernel: row %d has %d elements, row 0 has %d", i, len(r), len(rows[0])))
		}
	}
	return len(rows[0])
}

// gramBlockGo adds the products of columns lo to hi to the upper triangle.
func gramBlockGo(rows [][]float32, lo, hi int, g []float64) {
	for i, x := range rows {
		for j := i; j < len(rows); j++ {
			g[i*len(rows)+j] += dotGo(x[lo:hi], rows[j][lo:hi])
		}
	}
}

func combineGo(w []float64, rows [][]float32, dst []float32) { combineColumns(w, rows, dst, 0) }

// combineColumns does the columns from lo on.
func combineColumns(w []float64, rows [][]float32, dst []float32, lo int) {
	for i := lo; i < len(dst); i++ {
		var s float64
		for k, r := range rows {
			s += w[k] * float64(r[i])
		}
		dst[i] = float32(s)
	}
}
