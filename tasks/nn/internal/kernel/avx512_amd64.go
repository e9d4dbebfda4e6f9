package kernel

import "golang.org/x/sys/cpu"

// avx512 is avx2 with products in registers of 16 floats. Every sum is taken
// in the same order, so that the two agree to the bit.
var avx512 = func() arithmetic {
	a := avx2
	a.name = "avx512"
	a.tiles = tilesAVX512
	a.gatherTiles = gatherTilesAVX512
	a.pairTiles = pairTilesAVX512
	a.pairGather = pairGatherAVX512
	a.correlate = correlateAVX512
	a.correlations = []tapTile{{8, 16}, {7, 16}, {6, 16}, {5, 16}, {4, 16}, {8, 32}, {7, 32}, {6, 32}, {5, 32}, {4, 32}, {4, 24}, {3, 24}}
	a.spots = spotsAVX512
	a.peak = multiplyAddsAVX512
	if halfWidth(processor()) {
		return a
	}
	return fullWidth(a)
}()

// fullWidth is a with what pays where the units are as wide as the registers.
func fullWidth(a arithmetic) arithmetic {
	a.skipping = &skippingAVX512
	a.pairTables, a.pairLookups, a.column = pairTablesAVX512, pairLookupsAVX512, columnAVX512
	return a
}

// hasAVX512 tells whether the machine has all the instructions of avx512.
func hasAVX512() bool {
	return cpu.X86.HasAVX512F && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512BW && cpu.X86.HasBMI2
}

// nextRows is how many of m rows the next tile takes, so that as few tiles as
// can be, of at most most rows, differ in size by one row at most.
func nextRows(m, most int) int {
	if m <= most {
		return m
	}
	tiles := (m + most - 1) / most
	return (m + tiles - 1) / tiles
}

// wideRows and pairRows are the largest tiles, of one and of two panels.
const (
	wideRows = 24
	pairRows = 14
)

func tilesAVX512(m, n, k int, a operand, b, c plane, add bool) {
	sum := flag(add)
	for i := 0; i < m; {
		rows := nextRows(m-i, wideRows)
		wideTiles[rows](k, &a.v[i*a.rs], 4*a.rs, 4*a.cs, &b.v[0], 4*b.ld, &c.v[i*c.ld], 4*c.ld, n, sum)
		i += rows
	}
}

// pairTilesAVX512 has the second panel of B step floats after the first.
func pairTilesAVX512(m, n, k int, a operand, b plane, step int, c plane, add bool) {
	sum := flag(add)
	for i := 0; i < m; {
		rows := nextRows(m-i, pairRows)
		pairTiles[rows](k, &a.v[i*a.rs], 4*a.rs, 4*a.cs, &b.v[0], &b.v[step], 4*b.ld, &c.v[i*c.ld], 4*c.ld, n, sum)
		i += rows
	}
}

func pairGatherAVX512(m, n int, a plane, b0, b1 []float32, offsets []int, c plane) {
	for i := 0; i < m; {
		rows := nextRows(m-i, pairRows)
		pairGathers[rows](len(offsets), &a.v[i*a.ld], 4*a.ld, &b0[0], &b1[0], &offsets[0], &c.v[i*c.ld], 4*c.ld, n, 0)
		i += rows
	}
}

func gatherTilesAVX512(m, n int, a plane, b []float32, starts [4]int, offsets []int, c plane) {
	whole := whole(starts)
	k, at := len(offsets), &offsets[0]
	b0, b1, b2, b3 := &b[starts[0]], &b[starts[1]], &b[starts[2]], &b[starts[3]]
	for i := 0; i < m; {
		rows := nextRows(m-i, wideRows)
		pa, pc := &a.v[i*a.ld], &c.v[i*c.ld]
		if whole {
			wideGathers[rows](k, pa, 4*a.ld, b0, at, pc, 4*c.ld, n, 0)
		} else {
			wideQuads[rows](k, pa, 4*a.ld, b0, b1, b2, b3, at, pc, 4*c.ld, n, 0)
		}
		i += rows
	}
}

func correlateAVX512(at []int, cols int, x plane, w, rows int, dz, dst plane) {
	if cols == 24 {
		correlateAVX2(at, cols, x, w, rows, dz, dst)
		return
	}
	wideCorrelations[cols/16-1][len(at)](&at[0], &x.v[0], 4*x.ld, w, rows, &dz.v[0], 4*dz.ld, &dst.v[0], 4*dst.ld)
}

// spotsAVX512 goes through the spots once for as many rows as fit the registers.
// The tiles differ by one row at most, so that none has a single row.
func spotsAVX512(spots []spot, x plane, rows, vectors int, dst plane) {
	if rows == 1 {
		spotsAVX2(spots, x, rows, vectors, dst)
		return
	}
	for r := 0; r < rows; {
		some := nextRows(rows-r, min(patchTileRows, patchSums/vectors))
		wideSpots[vectors][some](len(spots), &spots[0].at, &x.v[r*x.ld], 4*x.ld, &dst.v[r*dst.ld], 4*dst.ld)
		r += some
	}
}

// multiplyAddsAVX512 has 12 sums of 16 floats.
func multiplyAddsAVX512(rounds int) float64 {
	asmWideMultiplyAdds(rounds)
	return 12 * 16 * 2 * float64(rounds)
}

// wideTiles, by the number of rows.
var wideTiles = [wideRows + 1]func(k int, a *float32, rs, cs int, b *float32, ldb int, c *float32, ldc, n, add int){
	nil, asmWide1, asmWide2, asmWide3, asmWide4, asmWide5, asmWide6, asmWide7, asmWide8,
	asmWide9, asmWide10, asmWide11, asmWide12, asmWide13, asmWide14, asmWide15, asmWide16,
	asmWide17, asmWide18, asmWide19, asmWide20, asmWide21, asmWide22, asmWide23, asmWide24,
}

// pairTiles, by the number of rows.
var pairTiles = [pairRows + 1]func(k int, a *float32, rs, cs int, b0, b1 *float32, ldb int, c *float32, ldc, n, add int){
	nil, asmPair1, asmPair2, asmPair3, asmPair4, asmPair5, asmPair6, asmPair7,
	asmPair8, asmPair9, asmPair10, asmPair11, asmPair12, asmPair13, asmPair14,
}

// pairGathers, by the number of rows.
var pairGathers = [pairRows + 1]func(k int, a *float32, rs int, b0, b1 *float32, offsets *int, c *float32, ldc, n, add int){
	nil, asmPairGather1, asmPairGather2, asmPairGather3, asmPairGather4, asmPairGather5, asmPairGather6, asmPairGather7,
	asmPairGather8, asmPairGather9, asmPairGather10, asmPairGather11, asmPairGather12, asmPairGather13, asmPairGather14,
}

// wideGathers, by the number of rows.
var wideGathers = [wideRows + 1]func(k int, a *float32, rs int, b *float32, offsets *int, c *float32, ldc, n, add int){
	nil, asmWideGather1, asmWideGather2, asmWideGather3, asmWideGather4, asmWideGather5, asmWideGather6, asmWideGather7, asmWideGather8,
	asmWideGather9, asmWideGather10, asmWideGather11, asmWideGather12, asmWideGather13, asmWideGather14, asmWideGather15, asmWideGather16,
	asmWideGather17, asmWideGather18, asmWideGather19, asmWideGather20, asmWideGather21, asmWideGather22, asmWideGather23, asmWideGather24,
}

// wideQuads, by the number of rows.
var wideQuads = [wideRows + 1]func(k int, a *float32, rs int, b0, b1, b2, b3 *float32, offsets *int, c *float32, ldc, n, add int){
	nil, asmWideQuads1, asmWideQuads2, asmWideQuads3, asmWideQuads4, asmWideQuads5, asmWideQuads6, asmWideQuads7, asmWideQuads8,
	asmWideQuads9, asmWideQuads10, asmWideQuads11, asmWideQuads12, asmWideQuads13, asmWideQuads14, asmWideQuads15, asmWideQuads16,
	asmWideQuads17, asmWideQuads18, asmWideQuads19, asmWideQuads20, asmWideQuads21, asmWideQuads22, asmWideQuads23, asmWideQuads24,
}

// wideCorrelations, by registers of channels and the number of taps.
var wideCorrelations = [2][9]func(at *int, x *float32, step, w, rows int, dz *float32, ld int, dst *float32, dstLd int){
	{4: asmWideCorrelate4x16, asmWideCorrelate5x16, asmWideCorrelate6x16, asmWideCorrelate7x16, asmWideCorrelate8x16},
	{4: asmWideCorrelate4x32, asmWideCorrelate5x32, asmWideCorrelate6x32, asmWideCorrelate7x32, asmWideCorrelate8x32},
}

// patchTileRows and patchSums are the most rows, and registers, that the spots
// add to at a time.
const (
	patchTileRows = 6
	patchSums     = 28
)

// wideSpots, by the registers of a row and the number of rows.
var wideSpots = [patchVectors + 1][patchTileRows + 1]func(n int, spots *int32, x *float32, ldx int, dst *float32, ld int){
	1: {2: asmWideSpots2x1, asmWideSpots3x1, asmWideSpots4x1, asmWideSpots5x1, asmWideSpots6x1},
	2: {2: asmWideSpots2x2, asmWideSpots3x2, asmWideSpots4x2, asmWideSpots5x2, asmWideSpots6x2},
	3: {2: asmWideSpots2x3, asmWideSpots3x3, asmWideSpots4x3, asmWideSpots5x3, asmWideSpots6x3},
	4: {2: asmWideSpots2x4, asmWideSpots3x4, asmWideSpots4x4, asmWideSpots5x4, asmWideSpots6x4},
	5: {2: asmWideSpots2x5, asmWideSpots3x5, asmWideSpots4x5, asmWideSpots5x5},
	6: {2: asmWideSpots2x6, asmWideSpots3x6, asmWideSpots4x6},
}
