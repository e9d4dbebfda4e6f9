package metric

import "math"

// HasNormal says that a pixel has a normal: one component is not 0.
func HasNormal[F Real](x, y, z F) bool { return x != 0 || y != 0 || z != 0 }

// SumNotZero is what the code that published tables come from takes for
// HasNormal. It leaves out the normals whose components add up to 0.
func SumNotZero[F Real](x, y, z F) bool { return x+y+z != 0 }

// AppendAngles appends the angles between predicted and true normals of an
// image, 3 x pixels each, in degrees, of the pixels that have a normal
// according to valid. Vectors are taken for unit vectors; their inner product
// is clamped to [-1, 1].
func AppendAngles[F Real](dst []float64, pred, target []F, valid func(x, y, z F) bool) []float64 {
	n := len(target) / 3
	px, py, pz := pred[:n], pred[n:2*n], pred[2*n:]
	tx, ty, tz := target[:n], target[n:2*n], target[2*n:]
	for i := range n {
		if valid(tx[i], ty[i], tz[i]) {
			dot := float64(px[i])*float64(tx[i]) + float64(py[i])*float64(ty[i]) + float64(pz[i])*float64(tz[i])
			dst = append(dst, math.Acos(min(1, max(-1, dot)))*(180/math.Pi))
		}
	}
	return dst
}

// AngleThresholds are the degrees within which the share of pixels is given.
var AngleThresholds = [3]float64{11.25, 22.5, 30}

// Angles is the mean of angles and the shares within the thresholds.
type Angles struct {
	n      int
	sum    float64
	within [len(AngleThresholds)]int
}

// Add adds angles in degrees.
func (a *Angles) Add(degrees []float64) {
	a.n += len(degrees)
	for _, d := range degrees {
		a.sum += d
		for i, t := range AngleThresholds {
			if d < t {
				a.within[i]++
			}
		}
	}
}

// Mean is the mean angle; NaN without any.
func (a *Angles) Mean() float64 { return a.sum / float64(a.n) }

// Within is the share of angles below AngleThresholds[i], a fraction; NaN
// without any.
func (a *Angles) Within(i int) float64 { return float64(a.within[i]) / float64(a.n) }
