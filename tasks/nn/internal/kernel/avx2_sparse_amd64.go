package kernel

// spotsAVX2 goes through the spots once for each row.
func spotsAVX2(spots []spot, x plane, rows, vectors int, dst plane) {
	for r := range rows {
		rowSpots[vectors](len(spots), &spots[0].at, &x.v[r*x.ld], &dst.v[r*dst.ld])
	}
}

// rowSpots, by the registers of 16 floats of a row.
var rowSpots = [patchVectors + 1]func(n int, spots *int32, x, dst *float32){
	nil, asmSpots1, asmSpots2, asmSpots3, asmSpots4, asmSpots5, asmSpots6,
}

// stackAVX2 writes 8 floats to each pixel, of which the next pixel replaces what
// is too many. It reads 8 rows for each, and dst has slack behind each row.
func stackAVX2(dst window, src plane, kh, rows, cols int) {
	if cols < 8 {
		stackGo(dst, src, kh, rows, cols)
		return
	}
	interleaveAVX2(dst, planes{src.v, src.ld, src.ld}, patchRows, rows, cols)
}
