package kernel

// skippingAVX512 has sums of 128 columns in registers of 16 floats.
var skippingAVX512 = skipping{cols: 8 * panel, most: 0.625, nonzero: nonzeroAVX512, multiply: skipAVX512}

func nonzeroAVX512(rows, n int, x plane, bits []uint64, _ []float32) {
	asmWideNonzero(rows, n, &x.v[0], 4*x.ld, &bits[0])
}

func skipAVX512(rows int, bits []uint64, a plane, b []float32, step int, c plane, add bool) {
	asmWideSkip(rows, &bits[0], &a.v[0], 4*a.ld, &b[0], 4*step, &c.v[0], 4*c.ld, flag(add))
}
