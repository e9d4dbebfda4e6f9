package ray

import "math"

// Vec is a point, a direction or a linear colour (red, green, blue).
type Vec struct{ X, Y, Z float64 }

// Add is v + w.
func (v Vec) Add(w Vec) Vec { return Vec{v.X + w.X, v.Y + w.Y, v.Z + w.Z} }

// Sub is v - w.
func (v Vec) Sub(w Vec) Vec { return Vec{v.X - w.X, v.Y - w.Y, v.Z - w.Z} }

// Scale is s v.
func (v Vec) Scale(s float64) Vec { return Vec{s * v.X, s * v.Y, s * v.Z} }

// Mul is the elementwise product.
func (v Vec) Mul(w Vec) Vec { return Vec{v.X * w.X, v.Y * w.Y, v.Z * w.Z} }

// Dot is the inner product.
func (v Vec) Dot(w Vec) float64 { return v.X*w.X + v.Y*w.Y + v.Z*w.Z }

// Cross is the vector product.
func (v Vec) Cross(w Vec) Vec {
	return Vec{v.Y*w.Z - v.Z*w.Y, v.Z*w.X - v.X*w.Z, v.X*w.Y - v.Y*w.X}
}

// Unit is v at length 1.
func (v Vec) Unit() Vec { return v.Scale(1 / math.Sqrt(v.Dot(v))) }

// Mix is v at 0, w at 1.
func (v Vec) Mix(w Vec, t float64) Vec { return v.Scale(1 - t).Add(w.Scale(t)) }

// Min is the elementwise minimum.
func (v Vec) Min(w Vec) Vec { return Vec{min(v.X, w.X), min(v.Y, w.Y), min(v.Z, w.Z)} }

// Max is the elementwise maximum.
func (v Vec) Max(w Vec) Vec { return Vec{max(v.X, w.X), max(v.Y, w.Y), max(v.Z, w.Z)} }

// RGB is the linear colour of an sRGB one, 0xrrggbb.
func RGB(hex int) Vec {
	c := func(shift uint) float64 { return math.Pow(float64(hex>>shift&255)/255, gamma) }
	return Vec{c(16), c(8), c(0)}
}

// gamma is that of the image, near enough to sRGB's.
const gamma = 2.2
