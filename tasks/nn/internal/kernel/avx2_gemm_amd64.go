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

// packRowsAVX2 packs k rows of a panel of w columns.
func packRowsAVX2(dst []float32, b plane, k, w int) {
	switch {
	case k == 0:
	case w == panel:
		asmPackRows(k, &dst[0], &b.v[0], 4*b.ld)
	default:
		asmPackEdge(k, &dst[0], &b.v[0], 4*b.ld, w)
	}
}

// packTransAVX2 packs half panels of 8 whole columns by the assembly. What is
// left of k is done again together with what stands before it.
func packTransAVX2(dst []float32, b plane, k, n int, alpha float32) {
	w := walk{within: step{panel, b.ld}, block: step{8 * panel, 8}}
	for j := 0; j < panelsOf(n)*panel; j += 8 {
		d := halfPanel(dst, j, k)
		if k < 8 || j+8 > n {
			packHalf(d, b, j, k, n, alpha)
			continue
		}
		w.run(d, b.v[j*b.ld:], 1, 1, k/8, alpha)
		if k%8 > 0 {
			w.run(d[(k-8)*panel:], b.v[j*b.ld+k-8:], 1, 1, 1, alpha)
		}
	}
}
