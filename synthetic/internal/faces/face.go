package faces

import (
	"image"
	"math"
	"math/rand/v2"

	"golang.org/x/image/vector"
)

// portrait is a face that is being drawn.
type portrait struct {
	canvas
	has Attributes
	r   *rand.Rand

	skin, hair   colour
	jaw          float64 // half the width of the face at the jaw
	cheek        float64 // and at the cheeks
	chin, top    float64 // where the face ends
	eye          float64 // half the width of an eye
	long         bool    // hair below the ears
	clothes      colour
	contrast     float64
	light, aside float64 // of the whole, and from one side
}

// Draw draws a face with random attributes at h x w pixels: planes of red,
// green and blue in [0,1].
func Draw(r *rand.Rand, h, w int, image []float32) Attributes {
	a := pick(r)
	render(r, a, h, w, image)
	return a
}

// render draws a face with these attributes.
func render(r *rand.Rand, a Attributes, h, w int, pix []float32) {
	p := &portrait{has: a, r: r, canvas: canvas{
		h: h, w: w, pix: pix, z: vector.NewRasterizer(w, h), mask: image.NewAlpha(image.Rect(0, 0, w, h)),
	}}
	// Each part has a stream of its own, so that an attribute changes what shows
	// it and nothing else.
	seed := r.Uint64()
	for i, part := range []func(){
		p.hold, p.settle, p.tint, p.backdrop, p.backHair, p.body, p.ears, p.face, p.beard, p.nose, p.mouth, p.eyes, p.brows, p.age,
		p.frontHair, p.hat, p.glasses, p.finish,
	} {
		p.r = rand.New(rand.NewPCG(seed, uint64(i)))
		part()
	}
}

// between is a number from a to b.
func (p *portrait) between(a, b float64) float64 { return a + (b-a)*p.r.Float64() }

// near is a number around a.
func (p *portrait) near(a, deviation float64) float64 {
	return a + deviation*max(-2, min(2, p.r.NormFloat64()))
}

// hold draws how the head is held.
func (p *portrait) hold() {
	s, c := math.Sincos(p.near(0, 0.07))
	p.pose = pose{cos: c, sin: s, scale: p.near(1, 0.05), dx: p.near(0, 3), dy: p.near(0, 3), turn: p.near(0, 6)}
	p.light, p.contrast = p.near(1, 0.1), p.between(0.1, 0.3)
	p.aside = p.near(0, 0.6)
}

// settle draws who it is.
func (p *portrait) settle() {
	tones := []int{0xf0c8a8, 0xe3b48f, 0xd9a27c, 0xc68d66, 0xa8714c, 0x7d5136, 0xeac0a0, 0xdcab88}
	p.skin = rgb(tones[p.r.IntN(len(tones))])
	shade := p.near(1, 0.04)
	if p.has[PaleSkin] {
		p.skin, shade = rgb(0xf6e4da), 0.7+0.3*shade
	}
	p.skin = p.skin.scale(shade)
	p.jaw, p.cheek, p.chin, p.top = p.near(34, 1.5), p.near(47, 1.5), p.near(179, 2), p.near(47, 1)
	if p.has[Male] {
		p.jaw, p.chin = p.jaw+5, p.chin+3
	}
	if p.has[OvalFace] {
		p.jaw, p.cheek, p.chin = p.jaw-5, p.cheek-3, p.chin+5
	}
	if p.has[Chubby] {
		p.jaw, p.cheek, p.chin = p.jaw+9, p.cheek+6, p.chin-1
	}
	p.eye = p.near(11, 0.5)
	if p.has[Attractive] {
		p.eye += 2.5
	}
	p.long = p.r.Float64() < choose(p.has[Male], 0.06, 0.9)
	p.clothes = p.any(0.15, 0.8)
}

// any is any colour, this dark or light.
func (p *portrait) any(dark, light float64) colour {
	v := p.between(dark, light)
	return colour{v * p.between(0.5, 1.2), v * p.between(0.5, 1.2), v * p.between(0.5, 1.2)}
}

// tint draws the colour of the hair.
func (p *portrait) tint() { p.hair = p.hairColour() }

func (p *portrait) hairColour() colour {
	a := &p.has
	switch {
	case a[BlackHair]:
		return rgb(0x17130f).scale(p.near(1.1, 0.15))
	case a[BlondHair]:
		return rgb(0xd8b46a).mix(rgb(0xf0dca0), p.r.Float64()).scale(p.near(0.97, 0.04))
	case a[BrownHair]:
		return rgb(0x5f3d22).mix(rgb(0x80532f), p.r.Float64()).scale(p.near(1, 0.06))
	case a[GrayHair]:
		return rgb(0x9c9c9e).mix(rgb(0xdadadc), p.r.Float64())
	}
	// None of them: between black and brown, or red.
	return []colour{rgb(0x35241a), rgb(0x3d2a1e), rgb(0x8a3c1c), rgb(0x9a8458)}[p.r.IntN(4)].scale(p.near(1, 0.06))
}

// backdrop is a wall, out of focus.
func (p *portrait) backdrop() {
	a, b := p.any(0.1, 0.9), p.any(0.1, 0.9)
	across := p.between(-1, 1)
	p.paint(path{{0, 0}, {Width, 0}, {Width, Height}, {0, Height}}, 1, func(x, y float64) colour {
		return a.mix(b, 0.5+across*(x/Width-0.5)+(1-math.Abs(across))*(y/Height-0.5))
	})
	upright := p.pose
	p.pose = pose{cos: 1, scale: 1}
	for range p.r.IntN(7) {
		p.glow(p.between(0, Width), p.between(0, Height), p.between(15, 60), p.between(20, 80), p.any(0, 1), p.between(0.2, 0.8))
	}
	p.pose = upright
}

// body is neck, shoulders and clothes.
func (p *portrait) body() {
	wide := choose(p.has[Male], 27, 21) + choose(p.has[Chubby], 5, 0)
	p.fill(blob(point{89 - wide, 150}, point{89 + wide, 150}, point{89 + wide + 4, 205}, point{89 + wide + 8, 240}, point{89 - wide - 8, 240}, point{89 - wide - 4, 205}), p.skin.scale(0.8), 1)
	slope := p.near(204, 2)
	collar := path{{-10, 240}, {0, slope + 8}, {89 - wide - 12, slope - 4}, {89 - wide + 2, slope - 6}, {89, p.near(217, 5)}, {89 + wide - 2, slope - 6}, {89 + wide + 12, slope - 4}, {Width, slope + 8}, {Width + 10, 240}}
	stripes := p.r.Float64() < 0.2
	tie := p.has[WearingNecktie]
	p.paint(collar, 1, func(x, y float64) colour {
		if stripes && int(x/6)%2 == 0 {
			return p.clothes.scale(0.75)
		}
		return p.clothes.scale(1 - 0.002*math.Abs(x-89))
	})
	solid := func(c colour) func(x, y float64) colour { return func(float64, float64) colour { return c } }
	if tie {
		shirt, silk := rgb(0xe8e8ea), p.any(0.1, 0.6)
		p.paint(path{{89 - wide, slope - 10}, {89 + wide, slope - 10}, {105, 225}, {73, 225}}, 1, solid(shirt))
		p.paint(path{{82, slope - 3}, {96, slope - 3}, {94, slope + 7}, {98, 225}, {80, 225}, {84, slope + 7}}, 1, solid(silk))
	}
	if p.has[WearingNecklace] {
		gold := []colour{rgb(0xf0d070), rgb(0xe8e8f0), rgb(0xf5ead0), rgb(0x202024)}[p.r.IntN(4)]
		drop := p.near(214, 2)
		p.paint(stroke(2.5, 2.5, 2.5, point{89 - wide, 190}, point{89 - wide/1.5, 205}, point{89, drop}, point{89 + wide/1.5, 205}, point{89 + wide, 190}), 1, solid(gold))
		p.paint(oval(89, drop, 4, 4), 1, solid(gold.scale(0.9)))
	}
}

// ears, and what hangs from them.
func (p *portrait) ears() {
	for _, side := range [2]float64{-1, 1} {
		x := 89 + side*(p.cheek+2)
		p.fill(oval(x, 122, 6, 13), p.skin.scale(0.85), 1)
		p.fill(oval(x+side, 122, 3, 8), p.skin.scale(0.68), 0.7)
	}
}

// outline is that of the face.
func (p *portrait) outline() path {
	side := []point{
		{89, p.top}, {89 + 0.7*p.cheek, p.top + 12}, {89 + p.cheek, 98}, {89 + p.cheek - 1, 130}, {89 + p.jaw + 4, 153},
		{89 + 0.62*p.jaw, p.chin - 8}, {89 + 0.25*p.jaw, p.chin},
	}
	all := side
	for i := len(side) - 1; i > 0; i-- {
		all = append(all, point{Width - side[i].x, side[i].y})
	}
	return blob(all...)
}

// face is the skin, its shading, and what shows on it.
func (p *portrait) face() {
	shadow := p.skin.scale(0.62)
	if p.has[DoubleChin] {
		p.fill(oval(89, p.chin-2, p.jaw+5, 16), p.skin.scale(0.9), 1)
		p.fill(stroke(1, 4, 1, point{89 - 0.8*p.jaw, p.chin - 1}, point{89, p.chin + 6}, point{89 + 0.8*p.jaw, p.chin - 1}), shadow, 0.6)
	}
	p.shade(p.outline(), 1, func(x, y float64) colour {
		u, v := (x-89-p.dx)/p.cheek, (y-115)/65
		d := u*u + 0.6*v*v
		return p.skin.scale((1.04 - p.contrast*d*d*0.55) * (1 + 0.12*p.aside*u))
	})
	if p.has[HighCheekbones] {
		for _, side := range [2]float64{-1, 1} {
			p.glow(89+side*29, 129, 13, 7, p.skin.mix(colour{1, 1, 1}, 0.45), 0.6)
			p.glow(89+side*35, 145, 12, 11, shadow, 0.4)
		}
	}
	if p.has[RosyCheeks] {
		for _, side := range [2]float64{-1, 1} {
			p.glow(89+side*29, 136, 16, 13, rgb(0xe8505a), 0.65)
		}
	}
	if !p.has[Attractive] { // the skin is not even
		for range 8 + p.r.IntN(10) {
			p.glow(89+p.between(-38, 38), p.between(75, 170), p.between(2.5, 7), p.between(2.5, 7), p.skin.mix(rgb(0x8a3020), 0.6), p.between(0.25, 0.6))
		}
	}
}

// age is what years do to a face.
func (p *portrait) age() {
	if p.has[Young] {
		return
	}
	line := p.skin.scale(0.5)
	for i := range 3 {
		y := 78 + 6.5*float64(i)
		p.fill(stroke(0.8, 2.4, 0.8, point{66, y + 1}, point{89, y - 1}, point{112, y + 1}), line, 0.6)
	}
	for _, m := range [2]bool{false, true} {
		fold := stroke(1, 3.4, 0.8, point{101, 133}, point{109, 142}, point{112, 152})
		crow := stroke(0.6, 1.4, 0.6, point{124, 110}, point{130, 107})
		crow2 := stroke(0.6, 1.4, 0.6, point{124, 114}, point{131, 116})
		for _, s := range []path{fold, crow, crow2} {
			if m {
				s = s.mirrored()
			}
			p.fill(s, line, 0.65)
		}
	}
}

// finish is the light, the camera's noise, and blur.
func (p *portrait) finish() {
	if p.has[Blurry] {
		p.blur(p.between(3.2, 4.5))
	} else {
		p.blur(0.5)
	}
	noise := p.between(0.005, 0.02)
	for i, v := range p.pix {
		p.pix[i] = float32(max(0, min(1, p.light*float64(v)+noise*p.r.NormFloat64())))
	}
}
