package faces

import "math"

// strands is the look of hair at a place: lighter and darker streaks.
func (p *portrait) strands(x, y float64) colour {
	streak := math.Sin(0.9*x+0.15*y) * math.Sin(0.37*x-0.05*y+1)
	if p.has[WavyHair] {
		streak = math.Sin(0.45*x + 2.2*math.Sin(0.16*y+0.03*x))
	}
	shine := 1 - math.Min(1, math.Abs(y-62)/60)
	return p.hair.scale(0.92 + 0.16*streak + 0.22*shine)
}

// backHair hangs behind the head.
func (p *portrait) backHair() {
	if !p.long || p.has[Bald] {
		return
	}
	end := p.between(175, 225)
	var right []point
	for y := 60.0; y <= end; y += 8 {
		x := 50 + 10*math.Min(1, (y-60)/70)
		switch {
		case p.has[WavyHair]:
			x += 6 + 6*math.Sin(0.2*y)
		case p.has[StraightHair]:
			x -= 3
		default:
			x += 1.5 * math.Sin(0.1*y)
		}
		right = append(right, point{89 + x, y})
	}
	outline := append([]point{{89, 36}, {125, 44}}, right...)
	for i := len(right) - 1; i >= 0; i-- {
		outline = append(outline, point{Width - right[i].x, right[i].y})
	}
	outline = append(outline, point{53, 44})
	p.shade(blob(outline...), 1, func(x, y float64) colour { return p.strands(x, y).scale(0.75) })
}

// frontHair is the hair on the head, with what hangs into the face.
func (p *portrait) frontHair() {
	a := &p.has
	if a[Bald] {
		p.glow(85, 72, 24, 13, p.skin.mix(colour{1, 1, 1}, 0.7), 0.6)
		p.both(path{{89 + p.cheek - 2, 92}, {89 + p.cheek + 4, 94}, {89 + p.cheek + 4, 112}, {89 + p.cheek - 1, 110}}, p.hair, 0.5)
		p.jewels()
		return
	}
	line := p.near(76, 1.5) // where the hair begins
	if a[RecedingHairline] {
		line = p.near(62, 1)
	}
	crown := p.near(40, 2)
	side := choose(p.long, 150, choose(a[Male], 104, 125))
	outer, inner := p.cheek+choose(a[WavyHair], 11, choose(a[StraightHair], 4, 7)), p.cheek-3
	temple := choose(a[RecedingHairline], 66, line+6)
	var edge []point
	for y := side; y > 70; y -= 8 {
		x := outer
		if a[WavyHair] {
			x += 3.5 * math.Sin(0.3*y)
		}
		edge = append(edge, point{89 + x, y})
	}
	parting := p.near(0, 14)
	outline := append([]point{{89 + inner, side}}, edge...)
	outline = append(outline, point{89 + 0.75*outer, crown + 12}, point{89 + 0.35*outer, crown}, point{89 - 0.35*outer, crown}, point{89 - 0.75*outer, crown + 12})
	for i := len(edge) - 1; i >= 0; i-- {
		outline = append(outline, point{Width - edge[i].x, edge[i].y})
	}
	outline = append(outline, point{89 - inner, side}, point{89 - inner + 1, 100})
	if a[RecedingHairline] {
		outline = append(outline, point{89 - 0.8*inner, 84}, point{89 - 0.55*inner, temple - 8}, point{89 - 0.25*inner, line + 8}, point{89, line + 11}, point{89 + 0.25*inner, line + 8}, point{89 + 0.55*inner, temple - 8}, point{89 + 0.8*inner, 84})
	} else {
		outline = append(outline, point{89 - 0.75*inner, temple + 3}, point{89 - 0.35*inner, line - 2}, point{89 + parting, line - 9}, point{89 + 0.4*inner, line - 2}, point{89 + 0.75*inner, temple + 3})
	}
	outline = append(outline, point{89 + inner - 1, 100})
	p.shade(blob(outline...), 1, p.strands)
	if a[Bangs] {
		p.bangs(crown)
	}
	p.streaks(crown, line, outer)
	p.jewels()
}

// bangs are strands that hang over the forehead.
func (p *portrait) bangs(crown float64) {
	for i := range 11 {
		x := 50 + 7.8*float64(i)
		end := p.near(98, 3)
		if p.has[WavyHair] {
			end -= 5
		}
		p.shade(stroke(9, 12, 4, point{89 + 0.7*(x-89), crown + 14}, point{x, 75}, point{x + p.near(0, 3), end}), 1, p.strands)
	}
}

// streaks tell straight hair from wavy.
func (p *portrait) streaks(crown, line, outer float64) {
	dark, light := p.hair.scale(0.62), p.hair.mix(colour{1, 1, 1}, 0.28)
	for i := range 10 {
		c := dark
		if i%2 == 0 {
			c = light
		}
		x := outer * (-0.9 + 0.2*float64(i))
		a, b := point{89 + 0.5*x, crown + 5}, point{89 + 0.95*x, line - 6}
		m := point{(a.x + b.x) / 2, (a.y + b.y) / 2}
		switch {
		case p.has[WavyHair]:
			p.fill(stroke(1, 2.4, 1, a, point{m.x - 4, m.y - 4}, point{m.x + 4, m.y + 3}, b), c, 0.55)
		case p.has[StraightHair]:
			p.fill(stroke(1, 1.6, 1, a, m, b), c, 0.55)
		}
	}
}

// jewels are earrings.
func (p *portrait) jewels() {
	if !p.has[WearingEarrings] {
		return
	}
	c := []colour{rgb(0xf4d878), rgb(0xf0f0f8), rgb(0xd8e8f8), rgb(0xe04060)}[p.r.IntN(4)]
	hang := p.between(4, 14)
	for _, side := range [2]float64{-1, 1} {
		x := 89 + side*(p.cheek+4)
		p.fill(oval(x, 138+hang/2, 3.5, 3.5+hang/2), c, 1)
		p.fill(oval(x-1, 137+hang/2, 1.2, 1.5), colour{1, 1, 1}, 0.9)
	}
}
