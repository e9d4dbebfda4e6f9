package kernel

// skippingAVX2 has sums of 64 columns in registers of 8 floats.
var skippingAVX2 = skipping{cols: 4 * panel, most: 0.75, lists: true, nonzero: nonzeroAVX2, multiply: skipAVX2}

func nonzeroAVX2(rows, n int, x plane, bits []uint64, list []float32) {
	asmNonzero(rows, n, &x.v[0], 4*x.ld, &bits[0], &list[0])
}

func skipAVX2(rows int, bits []uint64, lists plane, b []float32, step int, c plane, add bool) {
	asmSkip(rows, &bits[0], &lists.v[0], 4*lists.ld, &b[0], 4*step, &c.v[0], 4*c.ld, flag(add))
}
