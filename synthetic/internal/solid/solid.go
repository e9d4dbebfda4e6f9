// Package solid has short ways to write lists of solids and their colours.
package solid

import (
	"math/rand/v2"

	"github.com/mtobench/mtobench/synthetic/internal/ray"
)

// Vec is shorter to write in lists of solids.
func Vec(x, y, z float64) ray.Vec { return ray.Vec{X: x, Y: y, Z: z} }

// Between is a number from a to b.
func Between(r *rand.Rand, a, b float64) float64 { return a + (b-a)*r.Float64() }

// Pick is one of a list.
func Pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// Shift is a colour made lighter or darker, and a little redder or bluer.
func Shift(r *rand.Rand, c ray.Vec) ray.Vec {
	s := Between(r, 0.7, 1.3)
	warm := Between(r, -0.06, 0.06)
	return Vec(c.X*s*(1+warm), c.Y*s, c.Z*s*(1-warm))
}

// Material is a plain one of a class.
func Material(class int32, c ray.Vec) ray.Material { return ray.Material{Class: class, A: c} }

// Box is one from corner to corner.
func Box(m ray.Material, x0, y0, z0, x1, y1, z1 float64) ray.Part {
	return ray.Part{Shape: ray.Box, Min: Vec(x0, y0, z0), Max: Vec(x1, y1, z1), Material: &m}
}

// Ball is an ellipsoid from corner to corner.
func Ball(m ray.Material, x0, y0, z0, x1, y1, z1 float64) ray.Part {
	return ray.Part{Shape: ray.Ellipsoid, Min: Vec(x0, y0, z0), Max: Vec(x1, y1, z1), Material: &m}
}

// Post stands at x, z with radii at the bottom and the top.
func Post(m ray.Material, x, z, y0, y1, bottom, top float64) ray.Part {
	r := max(bottom, top)
	return ray.Part{Shape: ray.Frustum, Min: Vec(x-r, y0, z-r), Max: Vec(x+r, y1, z+r), Bottom: bottom / r, Top: top / r, Material: &m}
}

// Legs are four of them below a board from -x to x and -z to z.
func Legs(m ray.Material, x, y, z, thick float64, round bool) []ray.Part {
	var list []ray.Part
	for _, c := range [4][2]float64{{-1, -1}, {1, -1}, {-1, 1}, {1, 1}} {
		cx, cz := c[0]*(x-thick), c[1]*(z-thick)
		if round {
			list = append(list, Post(m, cx, cz, 0, y, 0.6*thick, thick))
		} else {
			list = append(list, Box(m, cx-thick/1.5, 0, cz-thick/1.5, cx+thick/1.5, y, cz+thick/1.5))
		}
	}
	return list
}
