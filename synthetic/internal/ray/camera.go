package ray

import "math"

// Camera is a pinhole camera.
type Camera struct {
	At               Vec
	Yaw, Pitch, Roll float64 // radians: to the right, up, clockwise
	// Focal is the focal length over the width of the picture.
	Focal float64
}

// lens is a camera that looks at a picture of H x W pixels.
type lens struct {
	at, right, up, ahead Vec
	focal, cx, cy        float64 // in pixels
	h, w                 int
}

func (c Camera) lens(h, w int) lens {
	sy, cy := math.Sincos(c.Yaw)
	sp, cp := math.Sincos(c.Pitch)
	sr, cr := math.Sincos(c.Roll)
	ahead := Vec{sy * cp, sp, cy * cp}
	right, up := Vec{cy, 0, -sy}, Vec{-sy * sp, cp, -cy * sp}
	return lens{
		at: c.At, ahead: ahead,
		right: right.Scale(cr).Sub(up.Scale(sr)), up: up.Scale(cr).Add(right.Scale(sr)),
		focal: c.Focal * float64(w), cx: float64(w) / 2, cy: float64(h) / 2, h: h, w: w,
	}
}

// through is the direction of the ray through a point of the picture, pixels
// from its upper left corner; its length along the optical axis is 1, so that
// a distance along it is a depth.
func (l *lens) through(x, y float64) Vec {
	return l.ahead.Add(l.right.Scale((x - l.cx) / l.focal)).Add(l.up.Scale((l.cy - y) / l.focal))
}

// turn gives a direction of the world in camera coordinates.
func (l *lens) turn(v Vec) Vec { return Vec{v.Dot(l.right), v.Dot(l.up), -v.Dot(l.ahead)} }

// window is the part of the picture in which an object can be seen, and how
// near it comes.
type window struct {
	x0, x1, y0, y1 int // [x0, x1) x [y0, y1)
	depth          float64
	object         int
}

// window finds it by the corners of the object's box.
func (l *lens) window(index int, o *Object) window {
	v := window{l.w, 0, l.h, 0, miss, index}
	behind := false
	for c := range 8 {
		q := l.turn(o.At.Add(o.outward(o.corner(c))).Sub(l.at))
		depth := -q.Z
		v.depth = min(v.depth, depth)
		if depth < 0.01 {
			behind = true
			continue
		}
		x, y := l.cx+l.focal*q.X/depth, l.cy-l.focal*q.Y/depth
		v.x0, v.x1 = min(v.x0, clampInt(x-1, l.w)), max(v.x1, clampInt(x+2, l.w))
		v.y0, v.y1 = min(v.y0, clampInt(y-1, l.h)), max(v.y1, clampInt(y+2, l.h))
	}
	if v.depth = max(v.depth, 0); behind {
		if v.x1 == 0 {
			return window{object: index} // all of it is behind
		}
		v.x0, v.x1, v.y0, v.y1 = 0, l.w, 0, l.h
	}
	return v
}

// clampInt is the whole part, within [0, n].
func clampInt(v float64, n int) int { return int(min(float64(n), max(0, math.Floor(v)))) }
