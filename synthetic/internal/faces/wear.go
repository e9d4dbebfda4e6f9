package faces

// hat is a cap, a hat with a brim, or a woollen one.
func (p *portrait) hat() {
	if !p.has[WearingHat] {
		return
	}
	c := p.any(0.1, 0.85)
	w := p.cheek + 12
	dome := blob(point{89 - w, 82}, point{89 - w, 55}, point{89 - 0.6*w, 28}, point{89, 20}, point{89 + 0.6*w, 28}, point{89 + w, 55}, point{89 + w, 82}, point{89, 78})
	shaded := func(x, y float64) colour { return c.scale(1.1 - 0.006*(y-20)) }
	p.shade(dome, 1, shaded)
	switch p.r.IntN(3) {
	case 0: // a cap's peak
		p.fill(blob(point{89 - w + 4, 80}, point{89, 70}, point{89 + w - 4, 80}, point{89 + 0.7*w, 92}, point{89, 95}, point{89 - 0.7*w, 92}), c.scale(0.7), 1)
	case 1: // a brim
		p.fill(oval(89, 79, w+20, 10), c.scale(0.75), 1)
		p.fill(stroke(7, 8, 7, point{89 - w, 70}, point{89, 66}, point{89 + w, 70}), c.scale(0.35), 1)
	default: // a knitted edge
		p.fill(stroke(12, 13, 12, point{89 - w, 77}, point{89, 73}, point{89 + w, 77}), c.mix(colour{1, 1, 1}, 0.35), 1)
	}
}

// glasses are thin or thick, some of them dark.
func (p *portrait) glasses() {
	if !p.has[Eyeglasses] {
		return
	}
	c := []colour{rgb(0x101010), rgb(0x4a2a18), rgb(0x8a8a90), rgb(0x7a1c24)}[p.r.IntN(4)]
	thick, rx, ry := p.between(2, 4.5), p.near(16, 1), p.near(12, 1.5)
	dark := choose(p.r.Float64() < 0.3, 0.85, 0.12)
	for _, side := range [2]float64{-1, 1} {
		x := 89 + side*20.5
		p.fill(oval(x, 112, rx, ry), rgb(0x20242a), dark)
		p.fill(ring(x, 112, rx, ry, thick), c, 0.95)
		p.fill(stroke(thick, thick*0.8, thick, point{x + side*rx, 110}, point{x + side*(rx+6), 109}, point{89 + side*(p.cheek+2), 112}), c, 0.95)
	}
	p.fill(stroke(thick, thick*0.8, thick, point{89 - 5, 109}, point{89, 107}, point{89 + 5, 109}), c, 0.95)
}

// ring is an oval line.
func ring(x, y, rx, ry, thick float64) path {
	p := oval(x, y, rx+thick/2, ry+thick/2)
	hole := oval(x, y, rx-thick/2, ry-thick/2)
	p = append(p, p[0], hole[0]) // across and back: the hole's line runs the other way
	for i := len(hole) - 1; i >= 0; i-- {
		p = append(p, hole[i])
	}
	return p
}
