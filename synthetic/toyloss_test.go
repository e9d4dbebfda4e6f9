package synthetic

import (
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// TestGoldenToyGrid compares losses and gradients with those of FAMO's code.
func TestGoldenToyGrid(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []struct {
			Input struct {
				Scale  float64
				Points [][2]float64
			}
			Expect struct {
				F    []golden.Floats
				Grad [][]golden.Floats
			}
		}
	}
	golden.Load(t, "toy_grid.json", &file)
	near := func(got, want float64) bool {
		return math.Abs(got-want) <= file.Tolerance*math.Max(1, math.Abs(want))
	}
	for _, c := range file.Cases {
		for p, x := range c.Input.Points {
			losses, grad := toy(x, c.Input.Scale)
			for i := range losses {
				if want := c.Expect.F[p][i]; !near(losses[i], want) {
					t.Errorf("scale %g: loss %d at %v is %v, want %v", c.Input.Scale, i, x, losses[i], want)
				}
				for j, want := range c.Expect.Grad[p][i] {
					if !near(grad[i][j], want) {
						t.Errorf("scale %g: derivative %d of loss %d at %v is %v, want %v", c.Input.Scale, j, i, x, grad[i][j], want)
					}
				}
			}
		}
	}
}

// TestToyGradient checks the gradient by central differences, away from where
// it jumps.
func TestToyGradient(t *testing.T) {
	const h = 1e-6
	for _, x := range [][2]float64{{-8.5, 7.5}, {1, 3}, {9, -1}, {0.5, -9}, {-4, 0.7}} {
		_, grad := toy(x, toyScale)
		for j := range x {
			up, down := x, x
			up[j] += h
			down[j] -= h
			a, b := ToyLosses(up), ToyLosses(down)
			for i := range a {
				if got, want := grad[i][j], (a[i]-b[i])/(2*h); math.Abs(got-want) > 1e-7 {
					t.Errorf("derivative %d of loss %d at %v is %v, by differences %v", j, i, x, got, want)
				}
			}
		}
	}
}

// TestToyFront walks the true front, where the gradients point against each
// other, and finds the straight line within the distance that is documented.
func TestToyFront(t *testing.T) {
	worst := 0.0
	for x1 := -6.99; x1 < 7; x1 += 0.01 {
		lo, hi := -10.0, -7.0
		for range 60 { // bisects the cross product of the gradients
			mid := (lo + hi) / 2
			_, g := toy([2]float64{x1, mid}, toyScale)
			if g[0][0]*g[1][1]-g[0][1]*g[1][0] > 0 {
				lo = mid
			} else {
				hi = mid
			}
		}
		x := [2]float64{x1, lo}
		if _, g := toy(x, toyScale); g[0][0]*g[1][0]+g[0][1]*g[1][1] >= 0 {
			t.Fatalf("the gradients do not oppose each other at %v", x)
		}
		worst = math.Max(worst, toyDistance(x))
	}
	if worst > 0.08 || worst > toyReached {
		t.Errorf("the true front is up to %v from the line", worst)
	}
}

func TestToyDistance(t *testing.T) {
	for _, c := range []struct {
		x    [2]float64
		want float64
	}{
		{[2]float64{0, -8.3552}, 0},
		{[2]float64{7, -7.3552}, 1},
		{[2]float64{10, -12.3552}, 5},
		{[2]float64{-10, -4.3552}, 5},
	} {
		if got := toyDistance(c.x); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("distance of %v is %v, want %v", c.x, got, c.want)
		}
	}
}
