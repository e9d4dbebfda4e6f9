package kernel

// step is how far apart two places of dst and of src are.
type step struct{ dst, src int }

// walk is the way of asmTranspose over blocks of 8 x 8, in floats.
type walk struct {
	within step // between the rows of a block
	ahead  step // to what is needed later
	block  step // to the next 8 columns
	row    step // to the next row
	strip  step // to the next strip of 8
}

// transposeAVX2 goes in strips of 8 of the rows, of src or of dst, that lie
// farther apart: the lines of the cache that a strip is in, which may share a
// few sets, are done with when the next strip begins.
func transposeAVX2(dst, src plane, rows, cols int) {
	w := walk{within: step{dst.ld, src.ld}, block: step{8 * dst.ld, 8}, strip: step{8, 8 * src.ld}}
	switch {
	case min(rows, cols) < 8:
		transposeBlock(dst, src, 0, rows, 0, cols)
	case src.ld >= dst.ld:
		w.cover(dst.v, src.v, rows, 1, cols)
	default:
		w.block, w.strip = w.strip, w.block
		w.cover(dst.v, src.v, cols, 1, rows)
	}
}

func interleaveAVX2(dst window, src planes, channels, rows, cols int) {
	if min(channels, cols) < 8 {
		interleaveGo(dst, src, channels, rows, cols)
		return
	}
	w := walk{
		within: step{dst.px, src.channel}, ahead: step{0, src.ld},
		block: step{8 * dst.px, 8}, row: step{dst.row, src.ld}, strip: step{8, 8 * src.channel},
	}
	w.cover(dst.v, src.v, channels, rows, cols)
}

func dealAVX2(dst planes, src window, channels, rows, cols int) {
	if min(channels, cols) < 8 {
		dealGo(dst, src, channels, rows, cols)
		return
	}
	w := walk{
		within: step{dst.channel, src.px}, ahead: step{dst.ld, 0},
		block: step{8, 8 * src.px}, row: step{dst.ld, src.row}, strip: step{8 * dst.channel, 8},
	}
	w.cover(dst.v, src.v, channels, rows, cols)
}

// cover does strips of so many floats in all, and not fewer than 8; ragged ends
// are done again together with what stands before them.
func (w *walk) cover(dst, src []float32, strips, rows, cols int) {
	w.across(dst, src, strips/8, rows, cols)
	if strips%8 > 0 {
		at := strips - 8
		w.across(dst[at*w.strip.dst/8:], src[at*w.strip.src/8:], 1, rows, cols)
	}
}

// across does whole strips of so many columns, and not fewer than 8.
func (w *walk) across(dst, src []float32, strips, rows, cols int) {
	w.run(dst, src, strips, rows, cols/8, 1)
	if cols%8 > 0 {
		at := cols - 8
		w.run(dst[at*w.block.dst/8:], src[at*w.block.src/8:], strips, rows, 1, 1)
	}
}

// run does whole blocks, times alpha. The assembly moves on behind each turn of
// a loop, from where the loops inside have left off.
func (w *walk) run(dst, src []float32, strips, rows, blocks int, alpha float32) {
	row := step{w.row.dst - blocks*w.block.dst, w.row.src - blocks*w.block.src}
	strip := step{w.strip.dst - rows*w.row.dst, w.strip.src - rows*w.row.src}
	table := [13]int{
		w.within.dst, w.within.src, w.ahead.dst, w.ahead.src,
		blocks, w.block.dst, w.block.src,
		rows, row.dst, row.src,
		strips, strip.dst, strip.src,
	}
	for i := range table {
		if i < 4 || (i-4)%3 > 0 {
			table[i] *= 4
		}
	}
	asmTranspose(&table[0], &dst[0], &src[0], alpha)
}
