package kernel

func biasRowsAVX2(y []float32, cols int, bias []float32, floor float32) {
	if rows := len(y) / cols; rows > 0 {
		asmBiasRows(&y[0], cols, rows, &bias[0], floor)
	}
}

func maskRowsAVX2(dst, dy, y []float32, cols int, db []float32, floor float32) {
	if rows := len(y) / cols; rows > 0 {
		asmMaskRows(&dst[0], &dy[0], &y[0], cols, rows, &db[0], floor)
	}
}

func biasPlaneAVX2(dst, src plane, w, rows int, bias, floor float32) {
	asmBiasPlane(&dst.v[0], 4*dst.ld, &src.v[0], 4*src.ld, w, rows, bias, floor)
}

func maskPlaneAVX2(dst, dy, y plane, w, rows int, floor float32) float32 {
	return asmMaskPlane(&dst.v[0], 4*dst.ld, &dy.v[0], 4*dy.ld, &y.v[0], 4*y.ld, w, rows, floor)
}

func copyRowsAVX2(dst, src plane, w, rows int) {
	asmCopyRows(&dst.v[0], 4*dst.ld, &src.v[0], 4*src.ld, w, rows)
}

func addRowsAVX2(dst, src plane, w, rows int) {
	asmAddRows(&dst.v[0], 4*dst.ld, &src.v[0], 4*src.ld, w, rows)
}

func correlateAVX2(at []int, cols int, x plane, w, rows int, dz, dst plane) {
	pa, px, step, pz, ld, pd, dstLd := &at[0], &x.v[0], 4*x.ld, &dz.v[0], 4*dz.ld, &dst.v[0], 4*dst.ld
	switch {
	case cols == 16 && len(at) == 6:
		asmCorrelate6x16(pa, px, step, w, rows, pz, ld, pd, dstLd)
	case cols == 16 && len(at) == 5:
		asmCorrelate5x16(pa, px, step, w, rows, pz, ld, pd, dstLd)
	case cols == 16 && len(at) == 4:
		asmCorrelate4x16(pa, px, step, w, rows, pz, ld, pd, dstLd)
	case cols == 24 && len(at) == 4:
		asmCorrelate4x24(pa, px, step, w, rows, pz, ld, pd, dstLd)
	case cols == 24 && len(at) == 3:
		asmCorrelate3x24(pa, px, step, w, rows, pz, ld, pd, dstLd)
	}
}

func correlateRowsAVX2(at []int, x plane, w, rows int, dz, dst plane) {
	asmCorrelateRows(&at[0], &x.v[0], 4*x.ld, w, rows, &dz.v[0], 4*dz.ld, &dst.v[0], 4*dst.ld)
}

func pool2AVX2(dst plane, idx codes, src plane, w, rows int, bias, floor float32) {
	asmPool2(&dst.v[0], 4*dst.ld, &idx.v[0], 2*idx.ld, &src.v[0], 4*src.ld, w, rows, bias, floor)
}

func unpool2AVX2(dst, dy, y plane, idx codes, w, rows int, floor float32) float32 {
	return asmUnpool2(&dst.v[0], 4*dst.ld, &dy.v[0], 4*dy.ld, &y.v[0], 4*y.ld, &idx.v[0], 2*idx.ld, w, rows, floor)
}

func sigmoidGradAVX2(dst, dy, y []float32) {
	if n := len(y); n > 0 {
		asmSigmoidGrad(n, &dst[:n][0], &dy[:n][0], &y[0])
	}
}

func tanhGradAVX2(dst, dy, y []float32) {
	if n := len(y); n > 0 {
		asmTanhGrad(n, &dst[:n][0], &dy[:n][0], &y[0])
	}
}
