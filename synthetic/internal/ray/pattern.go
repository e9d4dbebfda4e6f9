package ray

import "math"

// Pattern is how a surface's two colours are laid out. Lengths are in metres.
type Pattern uint8

// The patterns.
const (
	Plain   Pattern = iota // A
	Mottled                // smooth noise between A and B, blobs of Size
	Wood                   // grain of A and B along the longer way, Size wide
	Planks                 // boards Size wide of tints between A and B
	Tiles                  // squares of Size in tints of A, with joints of B
	Checks                 // A and B in turn
	Stripes                // A and B upright, Size wide
	Spines                 // backs of books, Size wide, in many colours
	Canvas                 // a painting: patches of colours round A and B
	Panels                 // doors or drawers of Size, with gaps of B
	Panes                  // windows of B in a wall of A, Size apart
	Bricks                 // bricks of tints of A with joints of B
	Leaves                 // rough noise between A and B
	View                   // out of a window: the sky A over trees B, as high as eyes
)

// Material is how a surface looks, and what it is.
type Material struct {
	Class   int32 // the label, -1 for none
	Pattern Pattern
	A, B    Vec // linear colours
	Size    float64
	Seed    uint32
	Emit    float64 // how much it shines by itself
	Gloss   float64 // strength of the highlight
	Blind   bool    // a depth camera does not see it: glass, screens
}

// hash mixes integers to 32 random bits.
func hash(seed uint32, a, b int32) uint32 {
	h := seed*0x9E3779B1 ^ uint32(a)*0x85EBCA77 ^ uint32(b)*0xC2B2AE3D
	h = (h ^ h>>15) * 0x2C1B3C6D
	h = (h ^ h>>12) * 0x297A2D39
	return h ^ h>>15
}

// chance is hash in [0,1).
func chance(seed uint32, a, b int32) float64 { return float64(hash(seed, a, b)) / (1 << 32) }

// Noise is smooth noise in [0,1] with knots at whole numbers.
func Noise(seed uint32, u, v float64) float64 {
	fu, fv := math.Floor(u), math.Floor(v)
	i, j := int32(fu), int32(fv)
	u, v = u-fu, v-fv
	u, v = u*u*(3-2*u), v*v*(3-2*v)
	low := chance(seed, i, j)*(1-u) + chance(seed, i+1, j)*u
	high := chance(seed, i, j+1)*(1-u) + chance(seed, i+1, j+1)*u
	return low*(1-v) + high*v
}

// colour is that of a point of a surface. width is how much of the surface a
// pixel sees: what is finer than that is averaged away.
func (m *Material) colour(p, n Vec, width float64) Vec {
	if m.Pattern == Plain {
		return m.A
	}
	u, v := flat(p, n)
	keep := min(1, max(0, 1.5-width/m.Size))
	if keep == 0 {
		return m.mean()
	}
	c := m.at(u, v)
	if keep == 1 {
		return c
	}
	return m.mean().Mix(c, keep)
}

// flat are the two coordinates across the way that a surface faces; v is
// upright on walls.
func flat(p, n Vec) (u, v float64) {
	x, y, z := math.Abs(n.X), math.Abs(n.Y), math.Abs(n.Z)
	switch {
	case y >= x && y >= z:
		return p.X, p.Z
	case x >= z:
		return p.Z, p.Y
	}
	return p.X, p.Y
}

// shares are how much of B the patterns hold on average.
var shares = [...]float64{
	Plain: 0, Mottled: 0.5, Wood: 0.4, Planks: 0.5, Tiles: 0.1, Checks: 0.5, Stripes: 0.5, Spines: 0.5, Canvas: 0.5,
	Panels: 0.06, Panes: 0.35, Bricks: 0.2, Leaves: 0.5, View: 0.4,
}

func (m *Material) mean() Vec { return m.A.Mix(m.B, shares[m.Pattern]) }

// at is the colour at a place of the surface.
func (m *Material) at(u, v float64) Vec {
	u, v = u/m.Size, v/m.Size
	switch m.Pattern {
	case Mottled:
		return m.A.Mix(m.B, 0.65*Noise(m.Seed, u, v)+0.35*Noise(m.Seed+1, 2.7*u, 2.7*v))
	case Wood:
		grain := u + 2.5*Noise(m.Seed, 0.3*u, 0.06*v)
		return m.A.Mix(m.B, 0.8*math.Abs(2*(grain-math.Floor(grain))-1))
	case Planks:
		return m.planks(u, v)
	case Tiles:
		return m.cells(u, v, 0.07, 0.15)
	case Checks:
		if (int(math.Floor(u))+int(math.Floor(v)))&1 == 0 {
			return m.A
		}
		return m.B
	case Stripes:
		if u-math.Floor(u) < 0.5 {
			return m.A
		}
		return m.B
	case Spines:
		return m.spines(u, v)
	case Canvas:
		return m.canvas(u, v)
	case Panels:
		return m.cells(u, v, 0.04, 0)
	case Panes:
		return m.panes(u, v)
	case Bricks:
		u /= 2
		return m.cells(u+0.5*(math.Floor(v)-2*math.Floor(v/2)), v, 0.1, 0.35)
	case View:
		if top := 1.3 + 1.8*Noise(m.Seed, 2*u, 0); v < top+0.4/m.Size {
			return m.B.Scale(0.6 + 0.8*Noise(m.Seed+1, 5*u, 5*v))
		}
		return m.A.Scale(0.85 + 0.3*Noise(m.Seed+2, 1.5*u, 3*v))
	case Leaves:
		s := 0.5*Noise(m.Seed, u, v) + 0.3*Noise(m.Seed+1, 2.3*u, 2.3*v) + 0.2*Noise(m.Seed+2, 5.1*u, 5.1*v)
		return m.A.Mix(m.B, min(1, max(0, 2.4*s-0.7)))
	}
	return m.A
}

func (m *Material) planks(u, v float64) Vec {
	row := math.Floor(u)
	board := math.Floor((v + 7*chance(m.Seed, int32(row), 0)) / 7)
	tint := chance(m.Seed, int32(row), int32(board))
	c := m.A.Mix(m.B, 0.25+0.5*tint+0.25*(Noise(m.Seed, 6*u, v)-0.5))
	if u-row < 0.06 {
		return c.Scale(0.6)
	}
	return c
}

// cells are squares of tints of A, with joints of B this wide.
func (m *Material) cells(u, v, joint, spread float64) Vec {
	i, j := math.Floor(u), math.Floor(v)
	if u-i < joint || v-j < joint {
		return m.B
	}
	return m.A.Scale(1 + spread*(chance(m.Seed, int32(i), int32(j))-0.5)*2)
}

// spines are books of several widths and any colour, with a label each.
func (m *Material) spines(u, v float64) Vec {
	i := math.Floor(u)
	k := int32(i)
	if chance(m.Seed, k, 1) < 0.4 && u-i > 0.5 { // two thin ones
		k += 1 << 20
	}
	if f := u - i; f < 0.08 {
		return m.A.Scale(0.25)
	}
	c := hue(chance(m.Seed, k, 2), 0.2+0.6*chance(m.Seed, k, 3), 0.08+0.5*chance(m.Seed, k, 4))
	if l := math.Mod(math.Abs(v), 8) - 2 - 4*chance(m.Seed, k, 5); l > 0 && l < 1.2 {
		return c.Mix(Vec{0.8, 0.75, 0.6}, 0.7)
	}
	return c.Mix(m.A, 0.2)
}

// canvas is an abstract painting.
func (m *Material) canvas(u, v float64) Vec {
	a := Noise(m.Seed, u, 1.4*v)
	c := m.A
	if a > 0.5 {
		c = m.B
	}
	if Noise(m.Seed+7, 1.6*u, 1.2*v) > 0.62 {
		c = hue(chance(m.Seed, 1, 1), 0.7, 0.4)
	}
	return c.Scale(0.7 + 0.6*Noise(m.Seed+9, 3*u, 3*v))
}

// panes are windows, some of them lit or with the blinds down.
func (m *Material) panes(u, v float64) Vec {
	i, j := math.Floor(u), math.Floor(v)
	if x, y := u-i, v-j; x < 0.25 || x > 0.75 || y < 0.2 || y > 0.8 {
		return m.A
	}
	return m.B.Scale(0.5 + 1.2*chance(m.Seed, int32(i), int32(j)))
}

// hue is a linear colour by its hue in turns, its saturation and its value.
func hue(h, saturation, value float64) Vec {
	c := func(shift float64) float64 {
		k := h + shift
		k = 6 * (k - math.Floor(k))
		return value * (1 - saturation*max(0, min(k-0, 4-k, 1)))
	}
	return Vec{c(5.0 / 6), c(3.0 / 6), c(1.0 / 6)}
}

// Hue is a linear colour by its hue in turns, its saturation and its value,
// each in [0,1].
func Hue(h, saturation, value float64) Vec { return hue(h, saturation, value) }
