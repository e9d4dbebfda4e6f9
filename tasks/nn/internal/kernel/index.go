package kernel

import "fmt"

// GatherRows copies row idx[r] of src to row r of dst; rows have cols
// elements. Its backward pass is SegmentSum with the same indices.
func GatherRows(src []float32, cols int, idx []int32, dst []float32) {
	checkRows("src", len(src), cols)
	same("dst", len(dst), len(idx)*cols)
	rows := len(src) / cols
	for r, i := range idx {
		checkRow(i, rows)
		copy(dst[r*cols:(r+1)*cols], src[int(i)*cols:])
	}
}

// SegmentSum adds row r of src to row seg[r] of dst, which it clears first;
// rows without a segment member are zero. Rows are added in order. Its backward
// pass is GatherRows with the same indices.
func SegmentSum(src []float32, cols int, seg []int32, dst []float32) {
	checkRows("dst", len(dst), cols)
	same("src", len(src), len(seg)*cols)
	clear(dst)
	rows := len(dst) / cols
	for r, i := range seg {
		checkRow(i, rows)
		active.axpy(1, src[r*cols:(r+1)*cols], dst[int(i)*cols:(int(i)+1)*cols])
	}
}

// checkRow panics on an index that is no row.
func checkRow(i int32, rows int) {
	if i < 0 || int(i) >= rows {
		panic(fmt.Sprintf("kernel: index %d of %d rows", i, rows))
	}
}
