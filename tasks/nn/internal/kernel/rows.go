package kernel

func copyRowsGo(dst, src plane, w, rows int) {
	for r := range rows {
		copy(dst.v[r*dst.ld:][:w], src.v[r*src.ld:][:w])
	}
}

func addRowsGo(dst, src plane, w, rows int) {
	for r := range rows {
		axpyGo(1, src.v[r*src.ld:][:w], dst.v[r*dst.ld:][:w])
	}
}
