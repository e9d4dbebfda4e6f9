package kernel

func nonzeroAVX2(x []float32, bits []uint64) {
	asmNonzero(len(x), &x[0], &bits[0])
}

func skipAVX2(rows int, bits []uint64, words int, a plane, b []float32, step int, c plane, add bool) {
	asmSkip(rows, &bits[0], 8*words, &a.v[0], 4*a.ld, &b[0], 4*step, &c.v[0], 4*c.ld, flag(add))
}
