package kernel

// packB lays alpha*B (k x n) out in panels of 16 columns, each k rows of 16
// floats; columns past n are zero.
func packB(dst []float32, b operand, k, n int, alpha float32) {
	if b.cs != 1 {
		active.packTrans(dst, plane{b.v, b.cs}, k, n, alpha)
		return
	}
	for j := 0; j < n; j += panel {
		active.packRows(dst[j*k:j*k+k*panel], plane{b.v[j:], b.rs}, k, min(panel, n-j))
	}
	if alpha != 1 {
		active.scale(alpha, dst, dst)
	}
}

// packRowsGo packs k rows of a panel of w columns.
func packRowsGo(dst []float32, b plane, k, w int) {
	for p := range k {
		d := dst[p*panel : p*panel+panel]
		copy(d, b.v[p*b.ld:p*b.ld+w])
		clear(d[w:])
	}
}

// packTransGo packs alpha*B where column j of B is the row b.v[j*b.ld:].
func packTransGo(dst []float32, b plane, k, n int, alpha float32) {
	for j := 0; j < panelsOf(n)*panel; j += 8 {
		packHalf(halfPanel(dst, j, k), b, j, k, n, alpha)
	}
}

// halfPanel is where column j, a multiple of 8, goes to.
func halfPanel(packed []float32, j, k int) []float32 { return packed[j/panel*panel*k+j%panel:] }

// packHalf packs 8 columns from column j on, to half of the rows of a panel, or
// zeros where B has no such column.
func packHalf(dst []float32, b plane, j, k, n int, alpha float32) {
	if j+8 > n {
		for p := range k {
			*(*[8]float32)(dst[p*panel:]) = [8]float32{}
		}
	}
	for q := range min(8, n-j) {
		for p, v := range b.v[(j+q)*b.ld:][:k] {
			dst[p*panel+q] = alpha * v
		}
	}
}

// tilesGo is C (+)= A B for an A of m x k and a panel B of at most 16 columns
// with slack up to 16. It goes two rows and four columns at a time, which fits
// in the registers; every element is one sum over k in order.
func tilesGo(m, n, k int, a operand, b, c plane, add bool) {
	var s [8]float32
	for i := 0; i < m; i += 2 {
		second := min(i+1, m-1) // the last of an odd number of rows is done twice
		for j := 0; j < n; j += 4 {
			tile2x4(k, a.v[i*a.rs:], a.v[second*a.rs:], a.cs, b.from(j), &s)
			w := min(4, n-j)
			store4(c.v[i*c.ld+j:i*c.ld+j+w], s[:4], add)
			if second > i {
				store4(c.v[second*c.ld+j:second*c.ld+j+w], s[4:], add)
			}
		}
	}
}

// tile2x4 sums k products of two rows of A and four columns of B.
func tile2x4(k int, a0, a1 []float32, cs int, b plane, s *[8]float32) {
	var s0, s1, s2, s3, t0, t1, t2, t3 float32
	for p := range k {
		x, y := a0[p*cs], a1[p*cs]
		q := (*[4]float32)(b.v[p*b.ld:])
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

// store4 writes or adds the first len(c) sums.
func store4(c, s []float32, add bool) {
	for j := range c {
		if add {
			c[j] += s[j]
		} else {
			c[j] = s[j]
		}
	}
}
