package align

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// clusterQR turns the rows of vectors, M x K, by the rotation that brings K
// well separated rows closest to the axes; a task's group is then its largest
// coordinate.
func clusterQR(of []int, vectors *mat.Dense) {
	_, groups := vectors.Dims()
	chosen := mat.NewDense(groups, groups, nil)
	for k, i := range pivots(vectors) {
		chosen.SetRow(k, vectors.RawRowView(i))
	}
	u, v, _ := svd(chosen.T())
	var rotation, turned mat.Dense
	rotation.Mul(u, v.T())
	turned.Mul(vectors, &rotation)
	turned.Apply(func(_, _ int, x float64) float64 { return math.Abs(x) }, &turned)
	for i := range of {
		of[i] = floats.MaxIdx(turned.RawRowView(i))
	}
}

// pivots are the first K pivots of a QR decomposition of the transpose: each
// next one is the row with most left outside the span of the ones before.
func pivots(vectors *mat.Dense) []int {
	rest := mat.DenseCopyOf(vectors)
	rows, groups := rest.Dims()
	chosen := make([]int, groups)
	for k := range chosen {
		far, most := 0, -1.0
		for i := range rows {
			if n := floats.Norm(rest.RawRowView(i), 2); n > most {
				far, most = i, n
			}
		}
		chosen[k] = far
		axis := append([]float64(nil), rest.RawRowView(far)...)
		if most > 0 {
			floats.Scale(1/most, axis)
		}
		for i := range rows {
			row := rest.RawRowView(i)
			floats.AddScaled(row, -floats.Dot(row, axis), axis)
		}
		// Rounding must not choose a row twice.
		clear(rest.RawRowView(far))
	}
	return chosen
}

// discretize alternates, from the rotation that begins at task first, between
// the partition closest to the rotated vectors and the rotation that brings
// the vectors closest to the partition.
func discretize(of []int, vectors *mat.Dense, first int) {
	const iterations = 20
	unitRows(vectors)
	rotation := startRotation(vectors, first)
	var before float64
	var turned mat.Dense
	for range iterations + 1 {
		turned.Mul(vectors, rotation)
		for i := range of {
			of[i] = floats.MaxIdx(turned.RawRowView(i))
		}
		u, v, singular := svd(memberSums(of, vectors))
		cut := 2 * (float64(len(of)) - floats.Sum(singular))
		if math.Abs(cut-before) < 0x1p-52 {
			return
		}
		before = cut
		rotation.Mul(v, u.T())
	}
}

// unitRows gives the columns equal norms, so that each counts alike, and a
// sign, then the rows norm 1; the row of a task without affinity may be 0.
func unitRows(vectors *mat.Dense) {
	rows, columns := vectors.Dims()
	for k := range columns {
		column := mat.Col(nil, k, vectors)
		scale := math.Sqrt(float64(rows)) / floats.Norm(column, 2)
		if column[0] > 0 {
			scale = -scale
		}
		floats.Scale(scale, column)
		vectors.SetCol(k, column)
	}
	for i := range rows {
		row := vectors.RawRowView(i)
		if n := floats.Norm(row, 2); n > 0 {
			floats.Scale(1/n, row)
		}
	}
}

// startRotation has in its columns the rows of tasks as orthogonal to those
// before as there are, the first given.
func startRotation(vectors *mat.Dense, first int) *mat.Dense {
	rows, groups := vectors.Dims()
	rotation := mat.NewDense(groups, groups, nil)
	overlap := make([]float64, rows)
	next := first
	for k := range groups {
		row := vectors.RawRowView(next)
		rotation.SetCol(k, row)
		for i := range overlap {
			overlap[i] += math.Abs(floats.Dot(vectors.RawRowView(i), row))
		}
		next = floats.MinIdx(overlap)
	}
	return rotation
}

// memberSums has in row k the sum of the rows of group k.
func memberSums(of []int, vectors *mat.Dense) *mat.Dense {
	_, groups := vectors.Dims()
	sums := mat.NewDense(groups, groups, nil)
	for i, k := range of {
		floats.Add(sums.RawRowView(k), vectors.RawRowView(i))
	}
	return sums
}

// svd gives u, v and the singular values of a = u diag(values) v'.
func svd(a mat.Matrix) (u, v *mat.Dense, values []float64) {
	var d mat.SVD
	if !d.Factorize(a, mat.SVDFull) {
		panic("align: no singular value decomposition of a finite matrix")
	}
	u, v = new(mat.Dense), new(mat.Dense)
	d.UTo(u)
	d.VTo(v)
	return u, v, d.Values(nil)
}
