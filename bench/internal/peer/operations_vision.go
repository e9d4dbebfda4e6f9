package peer

import "github.com/mtobench/mtobench/tasks/nn/networks"

// conv is the multiply-adds of a convolution of size x size for one image.
func conv(in, out, size, pixels int) float64 {
	return float64(in * out * size * size * pixels)
}

// sceneOperations counts those of SegNet, and of MTAN's attention.
func (s Spec) sceneOperations() float64 {
	first, rest := conv(3, s.Levels[0], 3, s.Height*s.Width), 0.0
	h, w := s.Height, s.Width
	for i := range s.Levels {
		rest += s.level(i, h*w)
		if s.Kind == MTAN {
			rest += float64(s.Tasks) * s.attention(i, h*w)
		}
		h, w = h/2, w/2
	}
	for _, head := range networks.NYUv2() {
		c := s.Levels[0]
		rest += conv(c, c, 3, s.Height*s.Width) + conv(c, head.Channels, 1, s.Height*s.Width)
	}
	return 2 * float64(s.Batch) * (2*first + 3*rest)
}

// below is the channels that the decoder leaves of a level.
func (s Spec) below(i int) int { return s.Levels[max(0, i-1)] }

// level is a level of encoder and decoder, without the image's own layer.
func (s Spec) level(i, pixels int) float64 {
	c, below, more := s.Levels[i], s.below(i), 1.0
	if i >= 2 {
		more = 2
	}
	n := more*conv(c, c, 3, pixels) + conv(c, below, 3, pixels) + more*conv(below, below, 3, pixels)
	if i > 0 {
		n += conv(below, c, 3, pixels)
	}
	return n
}

// attention is a level of a task's attention modules and of the layers between.
func (s Spec) attention(i, pixels int) float64 {
	c, below, next := s.Levels[i], s.below(i), s.Levels[min(i+1, len(s.Levels)-1)]
	seen := c
	if i > 0 {
		seen += c
	}
	gates := conv(seen, c, 1, pixels) + conv(c, c, 1, pixels) + conv(c+below, below, 1, pixels) + conv(below, below, 1, pixels)
	return gates + conv(c, next, 3, pixels) + conv(c, below, 3, pixels)
}

// facesOperations counts those of the CelebA network.
func (s Spec) facesOperations() float64 {
	size, w := s.Size, s.Channels
	first, rest := conv(3, w, 3, size*size), 0.0
	for _, in := range []int{w, 2 * w, 4 * w} {
		size /= 2
		rest += conv(in, 2*in, 3, size*size) + conv(2*in, 2*in, 3, size*size)
	}
	dense := float64(8 * w)
	rest += 2*dense*dense + dense*float64(s.Tasks)
	return 2 * float64(s.Batch) * (2*first + 3*rest)
}
