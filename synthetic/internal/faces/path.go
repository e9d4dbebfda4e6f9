package faces

import "math"

// point is a place on a portrait: CelebA's pixels, 178 wide and 218 high, from
// the upper left corner, whatever the size that is drawn.
type point struct{ x, y float64 }

// The size of CelebA's aligned images.
const (
	Width  = 178
	Height = 218
)

// path is a closed polygon.
type path []point

// steps is how many straight pieces make a bend between two given points.
const steps = 6

// bend is a smooth line through points (Catmull-Rom).
func bend(points []point, closed bool) path {
	n := len(points)
	at := func(i int) point {
		if closed {
			return points[(i+n)%n]
		}
		return points[max(0, min(n-1, i))]
	}
	pieces := n
	if !closed {
		pieces--
	}
	var line path
	for i := range pieces {
		a, b, c, d := at(i-1), at(i), at(i+1), at(i+2)
		for s := range steps {
			t := float64(s) / steps
			line = append(line, point{spline(a.x, b.x, c.x, d.x, t), spline(a.y, b.y, c.y, d.y, t)})
		}
	}
	if !closed {
		line = append(line, points[n-1])
	}
	return line
}

func spline(a, b, c, d, t float64) float64 {
	return b + 0.5*t*(c-a+t*(2*a-5*b+4*c-d+t*(3*(b-c)+d-a)))
}

// blob is the smooth outline through points.
func blob(points ...point) path { return bend(points, true) }

// oval is an ellipse.
func oval(x, y, rx, ry float64) path {
	const corners = 28
	p := make(path, corners)
	for i := range p {
		s, c := math.Sincos(2 * math.Pi * float64(i) / corners)
		p[i] = point{x + rx*c, y + ry*s}
	}
	return p
}

// stroke is a smooth line through points, this wide at its start, its middle
// and its end.
func stroke(start, middle, end float64, points ...point) path {
	line := bend(points, false)
	n := len(line)
	out := make(path, 2*n)
	for i, p := range line {
		a, b := line[max(0, i-1)], line[min(n-1, i+1)]
		dx, dy := b.x-a.x, b.y-a.y
		length := math.Hypot(dx, dy) + 1e-9
		t := float64(i) / float64(n-1)
		w := start*(1-t)*(1-2*t) + 4*middle*t*(1-t) + end*t*(2*t-1)
		w = max(0.1, w) / 2 / length
		out[i], out[2*n-1-i] = point{p.x - w*dy, p.y + w*dx}, point{p.x + w*dy, p.y - w*dx}
	}
	return out
}

// mirrored is a path on the other side of the middle, x = 89.
func (p path) mirrored() path {
	q := make(path, len(p))
	for i, v := range p {
		q[len(p)-1-i] = point{Width - v.x, v.y}
	}
	return q
}
