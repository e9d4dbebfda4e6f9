package pull

// pullRows is pullGo by AVX2. There is at least one row, and each has a pair.
//
//go:noescape
func pullRows(at, force *place, rows *row, count int, list *near)
