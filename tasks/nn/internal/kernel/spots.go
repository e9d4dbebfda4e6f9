package kernel

import "math"

// spot is a pixel with a gradient: where what it multiplies starts.
type spot struct {
	at       int32
	gradient float32
}

// spotWalk is the way over windows of 2x2 side by side: the places of 8 of them,
// what the four places in a window add, twice, and the steps to the next 8 and
// to the next row, 8 times each.
type spotWalk struct{ eight, corner, ahead, down [8]int32 }

// newSpotWalk has pixels step floats apart and rows row floats apart.
func newSpotWalk(step, row int) (w spotWalk) {
	for i := range 8 {
		w.eight[i] = int32(2 * i * step)
		w.corner[i] = int32(i/2%2*row + i%2*step)
		w.ahead[i], w.down[i] = int32(16*step), int32(2*row)
	}
	return w
}

// listSpotsGo writes dy where y > floor, else 0, to dst, for rows of w windows
// that stand together, and lists those that are not zero with where the picked
// pixel of a window stands. It gives the length of the list and the sum.
func listSpotsGo(list []spot, dst, dy, y []float32, idx codes, w, rows int, floor float32, walk *spotWalk) (n int, sum float32) {
	sum = maskPlaneGo(flat(dst), flat(dy), flat(y), w*rows, 1, floor)
	for r := range rows {
		at, from := int32(r)*walk.down[0], idx.v[r*idx.ld:][:w]
		for x, g := range dst[r*w:][:w] {
			list[n] = spot{at + int32(x/8)*walk.ahead[0] + walk.eight[x%8] + walk.corner[from[x]&3], g}
			n += isSet(g)
		}
	}
	return n, sum
}

// isSet is 1 for a number that is not zero, without a branch.
func isSet(v float32) int {
	bits := math.Float32bits(v) << 1
	return int((bits | -bits) >> 31)
}

// spotsGo adds gradient * x[at+r*x.ld+i] of all spots to dst, for rows of
// vectors*16 floats.
func spotsGo(spots []spot, x plane, rows, vectors int, dst plane) {
	n := vectors * panel
	for r := range rows {
		for _, s := range spots {
			axpyGo(s.gradient, x.v[int(s.at)+r*x.ld:][:n], dst.v[r*dst.ld:][:n])
		}
	}
}
