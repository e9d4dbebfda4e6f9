package multimnist

import (
	"fmt"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
)

const (
	canvas = 36            // side of a composed image, pixels
	shift  = canvas - side // of the bottom right image
	// passes is how often a base image stands on each side of a full split:
	// 60,000 make the 120,000 of Lin et al.
	passes = 2
	// dataSeed fixes the pairing, for all runs, as the published files do.
	dataSeed = 2019
)

// pairs is the composed data set; it implements nn.Data.
type pairs struct{ splits [3]split }

// split is pairs of images, by number in the base sets.
type split struct {
	left, right images
	pair        [][2]int32
}

// held is the number of training images that validation samples are made of.
func held(p tasks.Protocol) int { return (p.Val + passes - 1) / passes }

// newPairs pairs the images of two base sets, the first of each where fewer
// samples are wanted than images are there. Validation samples, if any, are
// made of the last of these, which training then does without.
func newPairs(left, right base, p tasks.Protocol) (*pairs, error) {
	held := held(p)
	d := &pairs{}
	n := min(left.train.total, right.train.total)
	if most := passes * (n - held); p.Train > most {
		return nil, fmt.Errorf("%d training and %d validation samples are more than the %d that %d images give",
			p.Train, p.Val, passes*n, n)
	}
	n = min(n, p.Train+held)
	d.splits[tasks.Train] = newSplit(tasks.Train, left.train, right.train, 0, n-held, p.Train)
	d.splits[tasks.Val] = newSplit(tasks.Val, left.train, right.train, n-held, n, p.Val)
	n = min(left.test.total, right.test.total)
	if p.Test > passes*n {
		return nil, fmt.Errorf("%d test samples are more than the %d that %d images give", p.Test, passes*n, n)
	}
	n = min(n, p.Test)
	d.splits[tasks.Test] = newSplit(tasks.Test, left.test, right.test, 0, n, p.Test)
	return d, nil
}

// newSplit makes count pairs of the images [lo, hi): in each pass every image
// stands once on the left and once on the right, in an order of its own.
func newSplit(s tasks.Split, left, right images, lo, hi, count int) split {
	sp := split{left: left, right: right, pair: make([][2]int32, 0, count)}
	for pass := uint64(0); len(sp.pair) < count; pass++ {
		l := tasks.Rand(dataSeed, "multimnist left", uint64(s), pass).Perm(hi - lo)
		r := tasks.Rand(dataSeed, "multimnist right", uint64(s), pass).Perm(hi - lo)
		for i := 0; i < len(l) && len(sp.pair) < count; i++ {
			sp.pair = append(sp.pair, [2]int32{int32(lo + l[i]), int32(lo + r[i])})
		}
	}
	return sp
}

// Len implements nn.Data.
func (d *pairs) Len(s tasks.Split) int { return len(d.splits[s].pair) }

// Fill implements nn.Data.
func (d *pairs) Fill(s tasks.Split, index []int, b *nn.Batch) error {
	sp := &d.splits[s]
	for i, sample := range index {
		l, r := sp.pair[sample][0], sp.pair[sample][1]
		dst := b.Inputs[0][i*canvas*canvas:][:canvas*canvas]
		clear(dst)
		overlay(dst, sp.left.image(l))
		overlay(dst[shift*canvas+shift:], sp.right.image(r))
		b.Targets[0].Labels[i] = int32(sp.left.labels[l])
		b.Targets[1].Labels[i] = int32(sp.right.labels[r])
	}
	return nil
}

// image is image i.
func (m images) image(i int32) []byte { return m.pixels[int(i)*pixels:][:pixels] }

// intensity is a pixel's value in [0, 1].
var intensity = func() (t [256]float32) {
	for v := range t {
		t[v] = float32(v) / 255
	}
	return t
}()

// overlay puts an image on a canvas that begins at its top left corner.
func overlay(dst []float32, image []byte) {
	for y := range side {
		row := dst[y*canvas:][:side]
		for x, v := range image[y*side:][:side] {
			row[x] = max(row[x], intensity[v])
		}
	}
}
