package kernel

// The transforms of F(2x2, 3x3) in plain Go: with
//
//	B' = 1  0 -1  0    G =  1    0    0    A' = 1  1  1  0
//	     0  1  1  0        1/2  1/2  1/2        0  1 -1  1
//	     0 -1  1  0        1/2 -1/2  1/2
//	     0 -1  0  1         0    0    1
//
// the results of a tile d by the filter g are A'((GgG') * (B'dB))A, where * is
// the product element by element. The gradient of d is the same with filters
// turned round, and that of g is G'((B'dB) * (AzA'))G for the gradient z of the
// results. The assembly does the same additions in the same order.

// winogradImageGo writes B'dB to one row of dst for each tile; tiles stand two
// pixels apart.
func winogradImageGo(dst spectrum, src window, tiles, channels int) {
	for t := range tiles {
		for c := range channels {
			var d [4][4]float32
			for j := range 4 {
				at := (2*t+j)*src.px + c
				d[0][j], d[1][j], d[2][j], d[3][j] = imageSums(src.v[at], src.v[at+src.row], src.v[at+2*src.row], src.v[at+3*src.row])
			}
			for i, r := range d {
				at := 4*i*dst.step + t*dst.ld + c
				dst.v[at], dst.v[at+dst.step], dst.v[at+2*dst.step], dst.v[at+3*dst.step] = imageSums(r[0], r[1], r[2], r[3])
			}
		}
	}
}

// imageSums is B'd.
func imageSums(d0, d1, d2, d3 float32) (float32, float32, float32, float32) {
	return d0 - d2, d1 + d2, d2 - d1, d3 - d1
}

// winogradGradientGo writes AzA' to one row of dst for each tile.
func winogradGradientGo(dst spectrum, src window, tiles, channels int) {
	for t := range tiles {
		for c := range channels {
			at := 2*t*src.px + c
			low := at + src.row
			a, b, e, f := src.v[at], src.v[at+src.px], src.v[low], src.v[low+src.px]
			for i, r := range [4][2]float32{{a, b}, {a + e, b + f}, {a - e, b - f}, {e, f}} {
				at := 4*i*dst.step + t*dst.ld + c
				dst.v[at], dst.v[at+dst.step], dst.v[at+2*dst.step], dst.v[at+3*dst.step] = r[0], r[0]+r[1], r[0]-r[1], r[1]
			}
		}
	}
}

// winogradResultGo writes max(A'mA + bias, floor) for each row m of src.
func winogradResultGo(dst window, src spectrum, bias []float32, floor float32, tiles, channels int) {
	for t := range tiles {
		for c := range channels {
			var s [2][4]float32
			for j := range 4 {
				at := j*src.step + t*src.ld + c
				s[0][j], s[1][j] = resultSums(src.v[at], src.v[at+4*src.step], src.v[at+8*src.step], src.v[at+12*src.step])
			}
			for i, r := range s {
				y, z := resultSums(r[0], r[1], r[2], r[3])
				at := i*dst.row + 2*t*dst.px + c
				dst.v[at], dst.v[at+dst.px] = raised(y+bias[c], floor), raised(z+bias[c], floor)
			}
		}
	}
}

// resultSums is A'm.
func resultSums(m0, m1, m2, m3 float32) (float32, float32) {
	return m0 + (m1 + m2), (m1 - m2) + m3
}

// winogradFiltersGo writes GgG' of groups of 16 filters side by side, of 9 rows
// each, to a row of each of 16 matrices of 16 columns, step apart; turned means
// that the filters are turned round.
func winogradFiltersGo(dst []float32, step int, src []float32, turned bool, groups int) {
	for i := range groups * panel {
		at := i/panel*9*panel + i%panel
		tap := func(row, col int) float32 {
			if turned {
				row, col = 2-row, 2-col
			}
			return src[at+(3*row+col)*panel]
		}
		var columns [3][4]float32
		for j := range columns {
			columns[j] = filterSums(tap(0, j), tap(1, j), tap(2, j))
		}
		for f := range products {
			row := filterSums(columns[0][f/4], columns[1][f/4], columns[2][f/4])
			dst[f*step+i] = row[f%4]
		}
	}
}

// filterSums is Gg.
func filterSums(g0, g1, g2 float32) [4]float32 {
	even, odd := (g0+g2)*0.5, g1*0.5
	return [4]float32{g0, even + odd, even - odd, g2}
}

// winogradFilterGradientGo turns each row of src into 9 rows of dst, G'uG.
func winogradFilterGradientGo(dst plane, src spectrum, rows, cols int) {
	for r := range rows {
		for c := range cols {
			var columns [4][3]float32
			for j := range columns {
				at := j*src.step + r*src.ld + c
				columns[j] = tapSums(src.v[at], src.v[at+4*src.step], src.v[at+8*src.step], src.v[at+12*src.step])
			}
			for i := range 3 {
				for j, v := range tapSums(columns[0][i], columns[1][i], columns[2][i], columns[3][i]) {
					dst.v[(9*r+3*i+j)*dst.ld+c] = v
				}
			}
		}
	}
}

// tapSums is G'u.
func tapSums(u0, u1, u2, u3 float32) [3]float32 {
	even, odd := (u1+u2)*0.5, (u1-u2)*0.5
	return [3]float32{u0 + even, odd, even + u3}
}
