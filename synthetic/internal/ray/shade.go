package ray

import "math"

// look is how a surface is looked at.
type look struct {
	d     Vec     // along the line of sight
	width float64 // what a pixel sees at the distance of a metre
	rays  int     // looked for from a surface to each light, 1 or 2
	salt  uint32  // picks the points of the lights that they go to
	last  []int   // of each light: the object that shaded last
}

// shade is the light that a surface sends to the camera.
func (s *Scene) shade(p *surface, v look) Vec {
	m, d := p.material, v.d
	length := math.Sqrt(d.Dot(d))
	slant := max(0.1, -p.normal.Dot(d)/length)
	c := m.colour(p.local, p.facing, v.width*p.t*length/math.Sqrt(slant))
	if m.Emit > 0 {
		return c.Scale(m.Emit)
	}
	up := 0.5 + 0.5*p.normal.Y
	light := s.Ground.Mix(s.Sky, up).Scale(s.corner(p))
	shine := 0.0
	for i := range s.Lights {
		l := &s.Lights[i]
		fall := l.fall(p)
		if fall*max(l.Colour.X, l.Colour.Y, l.Colour.Z) < faint {
			continue
		}
		to, seen := s.seen(l, p, v.rays, hash(v.salt, int32(i), 77), &v.last[i])
		if seen == 0 {
			continue
		}
		fall *= seen
		light = light.Add(l.Colour.Scale(fall))
		if m.Gloss > 0 {
			half := to.Sub(d.Scale(1 / length)).Unit()
			shine += m.Gloss * fall * math.Pow(max(0, half.Dot(p.normal)), 40)
		}
	}
	return c.Mul(light).Add(light.Scale(shine))
}

// faint is light that no camera of 8 bits would tell from none.
const faint = 0.002

// fall is how much light falls on a surface where nothing stands between: as
// much as from the middle of the light, so that only shadows are grainy.
func (l *Light) fall(p *surface) float64 {
	if l.Sun {
		return max(0, p.normal.Dot(l.At))
	}
	to := l.At.Sub(p.at)
	square := to.Dot(to)
	far := math.Sqrt(square)
	cos := max(0, p.normal.Dot(to)) / far
	n := l.U.Cross(l.V)
	if size := n.Dot(n); size > 0 { // a flat light seen aslant is smaller
		cos *= max(0.15, math.Abs(n.Dot(to))/(far*math.Sqrt(size)))
	}
	return cos / (0.3 + square)
}

// seen is the direction to the light and how much of it is seen: nothing, all,
// or half, by one point, or by two that lie across from each other.
func (s *Scene) seen(l *Light, p *surface, rays int, salt uint32, last *int) (Vec, float64) {
	from := p.at.Add(p.normal.Scale(1e-4))
	if l.Sun {
		if s.shaded(from, l.At, 1e3, last) {
			return l.At, 0
		}
		return l.At, 1
	}
	off := l.U.Scale(float64(salt&0xffff)/0x8000 - 1).Add(l.V.Scale(float64(salt>>16)/0x8000 - 1))
	share := 0.0
	points := [2]Vec{l.At.Add(off), l.At.Sub(off)}
	for _, at := range points[:rays] {
		to := at.Sub(from)
		far := math.Sqrt(to.Dot(to))
		if !s.shaded(from, to.Scale(1/far), far-1e-3, last) {
			share += 1 / float64(rays)
		}
	}
	return l.At.Sub(p.at).Unit(), share
}

// corner is how much of the ambient light reaches a point: less near the
// edges of a room.
func (s *Scene) corner(p *surface) float64 {
	if s.Shell == nil {
		return 1
	}
	open := 1.0
	for _, c := range [3][3]float64{
		{p.at.X, s.Shell.Size.X, p.normal.X}, {p.at.Y, s.Shell.Size.Y, p.normal.Y}, {p.at.Z, s.Shell.Size.Z, p.normal.Z},
	} {
		if math.Abs(c[2]) < 0.5 { // the sides that this one meets
			far := 4 * max(0, min(c[0], c[1]-c[0]))
			open *= 1 - 0.35/(1+far+far*far)
		}
	}
	return open
}
