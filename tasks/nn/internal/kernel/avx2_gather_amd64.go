package kernel

// gatherTilesAVX2 cuts the rows as tilesAVX2 does.
func gatherTilesAVX2(m, n int, a plane, b []float32, starts [4]int, offsets []int, c plane) {
	groups := (m + 5) / 6
	rows, larger := m/groups, m%groups
	if larger > 0 {
		gatherGroups(rows+1, larger, n, a, b, starts, offsets, c)
		done := larger * (rows + 1)
		a, c = a.from(done*a.ld), c.from(done*c.ld)
	}
	gatherGroups(rows, groups-larger, n, a, b, starts, offsets, c)
}

// gatherGroups runs count tiles of the same number of rows. Quads that lie side
// by side are loaded as two whole registers.
func gatherGroups(rows, count, n int, a plane, b []float32, starts [4]int, offsets []int, c plane) {
	if whole(starts) {
		sideBySide(rows, count, n, a, &b[starts[0]], offsets, c)
		return
	}
	k, pa, at, pc, rs, ldc := len(offsets), &a.v[0], &offsets[0], &c.v[0], 4*a.ld, 4*c.ld
	b0, b1, b2, b3 := &b[starts[0]], &b[starts[1]], &b[starts[2]], &b[starts[3]]
	switch rows {
	case 6:
		asmQuads6(count, k, pa, rs, b0, b1, b2, b3, at, pc, ldc, n, 0)
	case 5:
		asmQuads5(count, k, pa, rs, b0, b1, b2, b3, at, pc, ldc, n, 0)
	case 4:
		asmQuads4(count, k, pa, rs, b0, b1, b2, b3, at, pc, ldc, n, 0)
	case 3:
		asmQuads3(count, k, pa, rs, b0, b1, b2, b3, at, pc, ldc, n, 0)
	case 2:
		asmQuads2(count, k, pa, rs, b0, b1, b2, b3, at, pc, ldc, n, 0)
	case 1:
		asmQuads1(count, k, pa, rs, b0, b1, b2, b3, at, pc, ldc, n, 0)
	}
}

// sideBySide is gatherGroups for 16 pixels in a row.
func sideBySide(rows, count, n int, a plane, b *float32, offsets []int, c plane) {
	k, pa, at, pc, rs, ldc := len(offsets), &a.v[0], &offsets[0], &c.v[0], 4*a.ld, 4*c.ld
	switch rows {
	case 6:
		asmGather6(count, k, pa, rs, b, at, pc, ldc, n, 0)
	case 5:
		asmGather5(count, k, pa, rs, b, at, pc, ldc, n, 0)
	case 4:
		asmGather4(count, k, pa, rs, b, at, pc, ldc, n, 0)
	case 3:
		asmGather3(count, k, pa, rs, b, at, pc, ldc, n, 0)
	case 2:
		asmGather2(count, k, pa, rs, b, at, pc, ldc, n, 0)
	case 1:
		asmGather1(count, k, pa, rs, b, at, pc, ldc, n, 0)
	}
}
