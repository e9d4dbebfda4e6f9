package frame

import "math/rand/v2"

// scales are how much larger a part of the frame is shown.
var scales = [...]float64{1, 1.2, 1.5}

// Augment makes dst a part of src at src's size, and half of the time its
// mirror image, as MTAN's code does: a part 1, 1/1.2 or 1/1.5 times as high and
// wide, anywhere; the image bilinear with the corners in place, all else from
// the nearest pixel; depth over the scale, since what is larger is nearer;
// normals turned with the mirror. It divides inverse depths as well.
func Augment(r *rand.Rand, src, dst *Frame) {
	scale := scales[r.IntN(len(scales))]
	h, w := int(float64(src.H)/scale), int(float64(src.W)/scale)
	top, left := r.IntN(src.H-h+1), r.IntN(src.W-w+1)
	mirror := r.IntN(2) == 1
	dst.Resize(src.H, src.W, src.Normal != nil)
	crop{top, left, h, w, mirror}.apply(src, dst)
	for p := range dst.Depth {
		dst.Depth[p] /= float32(scale)
	}
	if mirror && dst.Normal != nil {
		x := dst.Normal[:dst.H*dst.W]
		for p, v := range x {
			x[p] = -v
		}
	}
}

// crop is a part of a frame, shown as a whole one, mirrored or not.
type crop struct {
	top, left, h, w int
	mirror          bool
}

func (c crop) apply(src, dst *Frame) {
	for y := range dst.H {
		y0, fy := between(y, dst.H, c.h)
		near := (c.top + y*c.h/dst.H) * src.W
		for x := range dst.W {
			to := y*dst.W + x
			if c.mirror {
				to = y*dst.W + dst.W - 1 - x
			}
			x0, fx := between(x, dst.W, c.w)
			c.blend(src, dst, to, (c.top+y0)*src.W+c.left+x0, min(1, c.h-1-y0), min(1, c.w-1-x0), fy, fx)
			from := near + c.left + x*c.w/dst.W
			dst.Label[to], dst.Depth[to] = src.Label[from], src.Depth[from]
			if dst.Normal != nil {
				for k, plane := 0, src.H*src.W; k < 3; k++ {
					dst.Normal[k*plane+to] = src.Normal[k*plane+from]
				}
			}
		}
	}
}

// between is where pixel i of n lies among those of a part of m pixels when the
// corners fall on each other: behind pixel at by a fraction.
func between(i, n, m int) (at int, fraction float32) {
	if n == 1 {
		return 0, 0
	}
	at = i * (m - 1) / (n - 1)
	return at, float32(i*(m-1)-at*(n-1)) / float32(n-1)
}

// blend writes the image's pixel to from the four at from; down and right are
// the steps to the others, 0 at the edge.
func (c crop) blend(src, dst *Frame, to, from, down, right int, fy, fx float32) {
	for k, plane := 0, src.H*src.W; k < 3; k++ {
		v := src.Image[k*plane+from:]
		upper := v[0] + fx*(v[right]-v[0])
		v = v[down*src.W:]
		lower := v[0] + fx*(v[right]-v[0])
		dst.Image[k*plane+to] = upper + fy*(lower-upper)
	}
}
