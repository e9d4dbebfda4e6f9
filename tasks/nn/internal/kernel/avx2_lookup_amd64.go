package kernel

func nonzeroBitsAVX2(words []uint64, y plane, cols int) {
	if cols < wordBits {
		nonzeroBitsGo(words, y, cols)
		return
	}
	asmNonzeroBits(len(words), &words[0], &y.v[0], 4*y.ld)
}

func tablesAVX2(scale []float32, b plane, tables []float32) {
	asmTables(len(scale)/tableRows, &scale[0], &b.v[0], 4*b.ld, &tables[0])
}

func lookupsAVX2(words []uint64, tables, scale []float32, c plane, add bool) {
	asmLookups(len(words), &words[0], len(tables)/(4*tableSize), &tables[0], &scale[0], &c.v[0], 4*c.ld, flag(add))
}
