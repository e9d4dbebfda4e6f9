package kernel

// eights is the number of groups of 8 channels, and their size in bytes.
func eights(channels int) (groups, bytes int) {
	groups = (channels + 7) / 8
	return groups, 32 * groups
}

func winogradImageAVX2(dst spectrum, src window, tiles, channels int) {
	n, bytes := eights(channels)
	asmWinogradImage(tiles, n, &src.v[0], 4*src.row, 4*src.px, 8*src.px-bytes, &dst.v[0], 4*dst.step, 4*dst.ld-bytes)
}

func winogradGradientAVX2(dst spectrum, src window, tiles, channels int) {
	n, bytes := eights(channels)
	asmWinogradGradient(tiles, n, &src.v[0], 4*src.row, 4*src.px, 8*src.px-bytes, &dst.v[0], 4*dst.step, 4*dst.ld-bytes)
}

func winogradResultAVX2(dst window, src spectrum, bias []float32, floor float32, tiles, channels int) {
	n, bytes := eights(channels)
	asmWinogradResult(tiles, n, &src.v[0], 4*src.step, 4*src.ld-bytes, &bias[0], -bytes, floor, &dst.v[0], 4*dst.row, 4*dst.px, 8*dst.px-bytes)
}

func winogradFiltersAVX2(dst []float32, step int, src []float32, turned bool, groups int) {
	first, tap := 0, panel
	if turned {
		first, tap = 8*panel, -panel
	}
	asmWinogradFilters(groups, &src[first], 4*tap, &dst[0], 4*step)
}

// winogradFilterGradientAVX2 does whole rows, of which the last columns may be
// of no meaning.
func winogradFilterGradientAVX2(dst plane, src spectrum, rows, _ int) {
	asmWinogradFilterGradient(rows, src.ld/8, &src.v[0], 4*src.step, &dst.v[0], 4*dst.ld)
}
