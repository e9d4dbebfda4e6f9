package frame

import (
	"fmt"
	"sync"

	"github.com/mtobench/mtobench/tasks"
)

// Scaled is the frames of a Source of srcH x srcW pixels at h x w, which must
// not be more: images by the mean over the area that a pixel covers, all else
// from the nearest pixel, since labels cannot be mixed and a mean over the edge
// of a thing is the depth of nothing. A Source of that size is given back as it
// is.
func Scaled(src Source, srcH, srcW, h, w int) (Source, error) {
	switch {
	case h < 1 || w < 1 || h > srcH || w > srcW:
		return nil, fmt.Errorf("frames of %d x %d pixels cannot be brought to %d x %d", srcH, srcW, h, w)
	case h == srcH && w == srcW:
		return src, nil
	}
	return &scaled{Source: src, h: h, w: w, rows: spans(srcH, h), cols: spans(srcW, w)}, nil
}

type scaled struct {
	Source
	h, w       int
	rows, cols []span
	frames     sync.Pool // of *Frame, as the source gives them
}

// span is the source pixels that a pixel covers along one side.
type span struct {
	from    int
	weights []float32 // of the pixels from there, 1 in sum
	nearest int
}

// spans are those of n pixels over a side of src.
func spans(src, n int) []span {
	list := make([]span, n)
	for i := range list {
		// In units of 1/n of a source pixel, exact.
		lo, hi := i*src, (i+1)*src
		s := span{from: lo / n, nearest: (lo + hi) / (2 * n)}
		for p := s.from; p*n < hi; p++ {
			s.weights = append(s.weights, float32(min(hi, (p+1)*n)-max(lo, p*n))/float32(src))
		}
		list[i] = s
	}
	return list
}

// Read implements Source.
func (s *scaled) Read(split tasks.Split, i int, dst *Frame) error {
	src, _ := s.frames.Get().(*Frame)
	if src == nil {
		src = new(Frame)
	}
	defer s.frames.Put(src)
	if err := s.Source.Read(split, i, src); err != nil {
		return err
	}
	dst.Resize(s.h, s.w, src.Normal != nil)
	for y, row := range s.rows {
		for x, col := range s.cols {
			from, to := row.nearest*src.W+col.nearest, y*s.w+x
			dst.Label[to], dst.Depth[to] = src.Label[from], src.Depth[from]
			for c := range 3 {
				dst.Image[c*s.h*s.w+to] = cover(src.Image[c*src.H*src.W:], src.W, row, col)
				if src.Normal != nil {
					dst.Normal[c*s.h*s.w+to] = src.Normal[c*src.H*src.W+from]
				}
			}
		}
	}
	return nil
}

// cover is the mean of a plane over the pixels of two spans.
func cover(plane []float32, width int, row, col span) (mean float32) {
	for i, wy := range row.weights {
		at := (row.from+i)*width + col.from
		var sum float32
		for j, wx := range col.weights {
			sum += wx * plane[at+j]
		}
		mean += wy * sum
	}
	return mean
}
