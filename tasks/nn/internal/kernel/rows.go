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

func im2rowGo(dst plane, src []float32, g rowGeometry) {
	for p := range g.pixels {
		d := dst.v[p*dst.ld:]
		for c := range g.channels {
			for y := range g.kh {
				copy(d[:g.kw], src[p*g.step+c*g.channelLd+y*g.rowLd:][:g.kw])
				d = d[g.kw:]
			}
		}
	}
}
