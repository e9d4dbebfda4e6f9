package kernel

import "testing"

func TestGatherAndSegmentSum(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 29)
		for range 60 {
			rows, cols, n := ar.between(1, 12), ar.between(1, 20), ar.between(0, 30)
			src, idx := ar.uniform(rows*cols), make([]int32, n)
			for i := range idx {
				idx[i] = int32(ar.between(0, rows-1))
			}
			picked := ar.garbage(n * cols)
			GatherRows(src, cols, idx, picked)
			want, sums := make([]float64, n*cols), make([]float64, rows*cols)
			for i := range want {
				j := int(idx[i/cols])*cols + i%cols
				want[i] = float64(src[j])
				sums[j] += want[i]
			}
			near(t, "gathered", picked, want, 0)
			dst := ar.garbage(rows * cols)
			SegmentSum(picked, cols, idx, dst)
			near(t, "segment sums", dst, sums, 1e-6)
		}
	})
}

func TestIndexPanics(t *testing.T) {
	x := make([]float32, 4)
	mustPanic(t, "gather", func() { GatherRows(x, 2, []int32{2}, x[:2]) })
	mustPanic(t, "segment", func() { SegmentSum(x[:2], 2, []int32{-1}, x) })
}

func TestTranspose(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 30)
		for range 80 {
			rows, cols := ar.between(0, 40), ar.between(1, 40)
			x, y, want := ar.uniform(rows*cols), ar.garbage(rows*cols), make([]float64, rows*cols)
			for i, v := range x {
				want[i%cols*rows+i/cols] = float64(v)
			}
			Transpose(x, rows, cols, y)
			near(t, "transpose", y, want, 0)
		}
	})
}
