package kernel

func pairTablesAVX512(scale []float32, b plane, cols int, tables []float32) {
	asmWideTables(len(scale)/tableRows, &scale[0], &b.v[0], 4*b.ld, &tables[0], cols)
}

func pairLookupsAVX512(words []uint64, tables, scale []float32, c plane, cols int, add bool) {
	asmWideLookups(len(words), &words[0], len(tables)/(8*tableSize), &tables[0], &scale[0], &c.v[0], 4*c.ld, cols, flag(add))
}

func columnAVX512(words []uint64, b, scale, c []float32, add bool) {
	asmWideColumn(len(words), &words[0], &b[0], &scale[0], &c[0], flag(add))
}
