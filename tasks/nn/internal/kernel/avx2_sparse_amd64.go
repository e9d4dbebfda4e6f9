package kernel

func listSpotsAVX2(list []spot, dst, dy, y []float32, idx codes, w, rows int, floor float32, walk *spotWalk) (n int, sum float32) {
	return asmListSpots(&list[0].at, &dst[0], &dy[0], &y[0], &idx.v[0], 2*idx.ld, w, rows, floor, &walk.eight[0])
}

// spotsAVX2 goes through the spots once for each row.
func spotsAVX2(spots []spot, x plane, rows, vectors int, dst plane) {
	if rows == 1 && vectors < len(spotPairs) {
		spotPairs[vectors](len(spots), &spots[0].at, &x.v[0], &dst.v[0])
		return
	}
	for r := range rows {
		rowSpots[vectors](len(spots), &spots[0].at, &x.v[r*x.ld], &dst.v[r*dst.ld])
	}
}

// rowSpots, by the registers of 16 floats of a row.
var rowSpots = [patchVectors + 1]func(n int, spots *int32, x, dst *float32){
	nil, asmSpots1, asmSpots2, asmSpots3, asmSpots4, asmSpots5, asmSpots6,
}

// spotPairs is rowSpots for a single row that is short.
var spotPairs = [...]func(n int, spots *int32, x, dst *float32){nil, asmSpotPairs1, asmSpotPairs2, asmSpotPairs3}

// stackAVX2 writes 8 floats to each pixel, of which the next pixel replaces what
// is too many. It reads 8 rows for each, and dst has slack behind each row.
func stackAVX2(dst window, src plane, kh, rows, cols int) {
	if cols < 8 {
		stackGo(dst, src, kh, rows, cols)
		return
	}
	interleaveAVX2(dst, planes{src.v, src.ld, src.ld}, patchRows, rows, cols)
}
