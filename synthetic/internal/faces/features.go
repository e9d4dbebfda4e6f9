package faces

// both draws a path on both sides of the face.
func (p *portrait) both(q path, c colour, alpha float64) {
	p.fill(q, c, alpha)
	p.fill(q.mirrored(), c, alpha)
}

// beard is what grows on the jaw.
func (p *portrait) beard() {
	a := &p.has
	if a[NoBeard] {
		return
	}
	c := p.hair.mix(rgb(0x241a14), 0.45)
	if a[GrayHair] {
		c = p.hair.scale(0.8)
	}
	full := !a[FiveOClockShadow] && !a[Goatee] && !a[Mustache] && !a[Sideburns]
	jaw := blob(
		point{89 - p.cheek, 132}, point{89 - p.jaw + 2, 146}, point{89 - 16, 143}, point{89, 141}, point{89 + 16, 143}, point{89 + p.jaw - 2, 146}, point{89 + p.cheek, 132},
		point{89 + p.jaw + 3, 155}, point{89 + 0.6*p.jaw, p.chin - 7}, point{89, p.chin + 1}, point{89 - 0.6*p.jaw, p.chin - 7}, point{89 - p.jaw - 3, 155},
	)
	switch {
	case full:
		p.fill(jaw, c, 0.85)
	case a[FiveOClockShadow]:
		p.fill(jaw, c, 0.33)
	}
	if a[Goatee] {
		p.fill(blob(point{89 - 15, 160}, point{89, 163}, point{89 + 15, 160}, point{89 + 12, p.chin - 4}, point{89, p.chin + 3}, point{89 - 12, p.chin - 4}), c, 0.9)
	}
	if a[Mustache] {
		p.fill(stroke(2, 9, 2, point{89 - 20, 149}, point{89 - 8, 144}, point{89 + 8, 144}, point{89 + 20, 149}), c, 0.9)
	}
	if a[Sideburns] {
		p.both(path{{89 + p.cheek - 9, 100}, {89 + p.cheek + 1, 100}, {89 + p.cheek, 136}, {89 + p.cheek - 7, 142}}, c, 0.92)
	}
}

func (p *portrait) nose() {
	wide := p.near(9.5, 0.5)
	if p.has[BigNose] {
		wide += 5
	}
	tip := p.near(134, 1)
	shadow := p.skin.scale(0.6)
	p.both(stroke(0.5, 2.2, 1.5, point{96, 112}, point{95, 124}, point{89 + wide - 1, tip}), shadow, 0.35)
	if p.has[BigNose] {
		p.glow(89, tip-1, 15, 10, p.skin.mix(rgb(0xb04030), 0.3).scale(0.95), 0.6)
		p.both(stroke(1, 2.5, 1, point{89 + wide - 2, tip - 7}, point{89 + wide + 2, tip - 1}, point{89 + wide - 4, tip + 3}), shadow, 0.8)
	}
	p.both(oval(89+0.55*wide, tip+1.5, 0.3*wide, 1.6), rgb(0x2a120c), 0.7)
	p.fill(stroke(0.8, 2, 0.8, point{89 - wide, tip + 1}, point{89, tip + 5}, point{89 + wide, tip + 1}), shadow, 0.6)
	if p.has[PointyNose] {
		p.fill(stroke(2, 4, 6, point{89, 108}, point{89, 122}, point{89, tip - 2}), p.skin.mix(colour{1, 1, 1}, 0.7), 0.75)
		p.fill(path{{82.5, tip}, {95.5, tip}, {89, tip + 9}}, shadow, 0.9)
	}
}

func (p *portrait) mouth() {
	a := &p.has
	half, y := p.near(17, 0.8), p.near(154, 1)
	lift, open := p.near(0, 0.6), 0.0
	if a[Smiling] {
		half, lift = half+6, 6
	}
	if a[MouthSlightlyOpen] {
		open = choose(a[Smiling], 7, 5)
	}
	upper, lower := p.near(3.6, 0.3), p.near(4.6, 0.3)
	if a[BigLips] {
		upper, lower = upper+3.2, lower+3.8
	}
	lip := p.skin.mix(rgb(0xa04840), 0.4)
	if a[WearingLipstick] {
		lip = []colour{rgb(0xc01830), rgb(0xd03858), rgb(0xa01848), rgb(0xd84848)}[p.r.IntN(4)]
	}
	left, right := point{89 - half, y - lift}, point{89 + half, y - lift}
	p.fill(blob(left, point{89 - 0.45*half, y - upper - 1 - 0.3*lift}, point{89, y - upper}, point{89 + 0.45*half, y - upper - 1 - 0.3*lift}, right,
		point{89 + 0.55*half, y + open + lower - 1}, point{89, y + open + lower + 1}, point{89 - 0.55*half, y + open + lower - 1}), lip, 0.95)
	inner := point{89, y + open}
	if a[MouthSlightlyOpen] {
		gap := blob(point{89 - half + 3, y - lift + 1}, point{89, y - 1}, point{89 + half - 3, y - lift + 1}, point{89 + 0.5*half, y + open - 1}, inner, point{89 - 0.5*half, y + open - 1})
		p.fill(gap, rgb(0x3a0f10), 1)
		p.fill(stroke(1, 0.8*open, 1, point{89 - half + 6, y - 0.6*lift + 1}, point{89, y + 0.35*open}, point{89 + half - 6, y - 0.6*lift + 1}), rgb(0xf2efe8), 1)
	} else {
		p.fill(stroke(1, 1.8, 1, left, point{89, y + 0.5}, right), lip.scale(0.4), 0.8)
	}
	if a[Smiling] {
		p.both(stroke(0.8, 2, 0.8, point{89 + half + 1, y - lift - 8}, point{89 + half + 5, y - lift - 1}, point{89 + half + 2, y + 4}), p.skin.scale(0.6), 0.6)
	}
}

func (p *portrait) eyes() {
	a := &p.has
	iris := []colour{rgb(0x3a2414), rgb(0x4a3018), rgb(0x4a6a8a), rgb(0x4f6a4a), rgb(0x2a1a10)}[p.r.IntN(5)]
	open := p.near(5.6, 0.3) + choose(a[Attractive], 1.3, 0)
	if a[NarrowEyes] {
		open = 2.2
	}
	gaze := p.near(0, 1.5)
	for _, side := range [2]float64{-1, 1} {
		x, y := 89+side*20, 111.0
		out, in := x+side*p.eye, x-side*p.eye
		p.glow(x, y-2, 17, 11, p.skin.scale(0.65), 0.45)
		if a[BagsUnderEyes] {
			p.fill(stroke(0.8, 4.5, 0.8, point{in, y + 6}, point{x, y + 11}, point{out, y + 6}), p.skin.scale(0.58).mix(rgb(0x503048), 0.25), 0.6)
		}
		if a[HeavyMakeup] {
			p.fill(blob(point{in, y}, point{x, y - open - 6}, point{out + side*4, y - 5}, point{out, y}, point{x, y - open}), rgb(0x4a2c44).mix(iris, 0.3), 0.6)
		}
		white := blob(point{in, y + 1}, point{x, y - open}, point{out, y - 0.5}, point{x, y + 0.75*open})
		p.fill(white, rgb(0xf0ece8), 1)
		r := min(5, open+0.8)
		p.fill(oval(x+gaze, y-0.3, r, min(r, open)), iris, 1)
		p.fill(oval(x+gaze, y-0.3, 0.45*r, min(0.45*r, open)), rgb(0x080606), 1)
		p.fill(oval(x+gaze-1.5, y-1.8, 1.1, 1.1), colour{1, 1, 1}, 0.9)
		lash := choose(a[HeavyMakeup], 3.4, 1.7)
		p.fill(stroke(1, lash, 1, point{in, y + 0.5}, point{x, y - open}, point{out + side*choose(a[HeavyMakeup], 4, 0.5), y - choose(a[HeavyMakeup], 2.5, 0.5)}), rgb(0x140c0a), 0.9)
	}
}

func (p *portrait) brows() {
	a := &p.has
	c := p.hair.mix(rgb(0x1c120c), 0.55)
	if a[GrayHair] {
		c = p.hair.scale(0.7)
	}
	thick, y := choose(a[Male], 4.2, 3), p.near(97, 0.8)
	if a[BushyEyebrows] {
		thick += 4
	}
	rise := 0.5
	if a[ArchedEyebrows] {
		rise = 5.5
	}
	p.both(stroke(thick, thick, 0.8, point{98, y + 1}, point{107, y - 0.8*rise}, point{114, y - rise}, point{125, y + 2}), c, 0.88)
}
