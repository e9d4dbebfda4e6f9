package kernel

func nonzeroAVX2(x []float32, bits []uint64, list []float32) {
	asmNonzero(len(x), &x[0], &bits[0], &list[0])
}

func skipAVX2(rows int, bits []uint64, words int, list plane, b []float32, step int, c plane, add bool) {
	asmSkip(rows, &bits[0], 8*words, &list.v[0], 4*list.ld, &b[0], 4*step, &c.v[0], 4*c.ld, flag(add))
}
