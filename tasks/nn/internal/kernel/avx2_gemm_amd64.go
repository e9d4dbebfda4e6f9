package kernel

// Assembly takes pointers to first elements and strides in bytes; these
// functions make them from slices and deal with what is empty.

// tilesAVX2 cuts m rows in groups of at most 6, of sizes that differ by one at
// most: a last group of one row would use a sixth of the arithmetic units.
func tilesAVX2(m, n, k int, a operand, b, c plane, add bool) {
	if m == 0 {
		return
	}
	groups := (m + 5) / 6
	rows, larger := m/groups, m%groups
	if larger > 0 {
		tileGroups(rows+1, larger, n, k, a, b, c, add)
		done := larger * (rows + 1)
		a, c = a.from(done, 0), c.from(done*c.ld)
	}
	tileGroups(rows, groups-larger, n, k, a, b, c, add)
}

// flag is a condition as the assembly takes it.
func flag(set bool) int {
	if set {
		return 1
	}
	return 0
}

// tileGroups runs count tiles of the same number of rows.
func tileGroups(rows, count, n, k int, a operand, b, c plane, add bool) {
	sum := flag(add)
	pa, pb, pc := &a.v[0], &b.v[0], &c.v[0]
	rs, cs, ldb, ldc := 4*a.rs, 4*a.cs, 4*b.ld, 4*c.ld
	switch rows {
	case 6:
		asmTile6(count, k, pa, rs, cs, pb, ldb, pc, ldc, n, sum)
	case 5:
		asmTile5(count, k, pa, rs, cs, pb, ldb, pc, ldc, n, sum)
	case 4:
		asmTile4(count, k, pa, rs, cs, pb, ldb, pc, ldc, n, sum)
	case 3:
		asmTile3(count, k, pa, rs, cs, pb, ldb, pc, ldc, n, sum)
	case 2:
		asmTile2(count, k, pa, rs, cs, pb, ldb, pc, ldc, n, sum)
	case 1:
		asmTile1(count, k, pa, rs, cs, pb, ldb, pc, ldc, n, sum)
	}
}

// packRowsAVX2 copies k rows of a whole panel.
func packRowsAVX2(dst []float32, b plane, k int) {
	if k > 0 {
		asmPackRows(k, &dst[0], &b.v[0], 4*b.ld)
	}
}

// packTransAVX2 packs half panels of 8 whole columns by the assembly and what
// is left of k and n by the loops of packTransGo.
func packTransAVX2(dst []float32, b plane, k, n int, alpha float32) {
	whole := k / 8 * 8
	w := walk{within: step{panel, b.ld}, block: step{8 * panel, 8}}
	for j := 0; j < n; j += panel {
		d := dst[j*k : j*k+k*panel]
		for half := 0; half < panel; half += 8 {
			from := 0
			if whole > 0 && j+half+8 <= n {
				w.run(d[half:], b.v[(j+half)*b.ld:], 1, 1, whole/8, alpha)
				from = whole
			}
			for q := half; q < half+8; q++ {
				packColumn(d, q, b, j+q, from, k, n, alpha)
			}
		}
	}
}
