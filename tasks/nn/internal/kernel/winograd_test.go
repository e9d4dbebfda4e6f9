package kernel

import (
	"math"
	"testing"
)

// guardWinograd has the next calls borrow memory between guards, just as large
// as they need.
func (a *arena) guardWinograd(w *winograd) {
	m := new(winogradMemory)
	w.grow(m, true)
	s := m.workers[0]
	all := []*[]float32{&m.filters, &s.window, &s.tiles, &s.bias, &s.taps, &s.masked, &s.smooth, &s.gradient, &s.sums, &s.dw}
	for i := range m.parts {
		all = append(all, &m.parts[i].dw, &m.parts[i].db)
	}
	for _, x := range all {
		a.replace(x, true)
	}
	old := idle.memory
	idle.memory = []*winogradMemory{m}
	a.t.Cleanup(func() { idle.memory = old })
}

// winogradCases are shapes that force everything that blocks of tiles can be:
// ragged edges, several images in a block and several blocks in an image.
var winogradCases = []convCase{
	{ConvShape: ConvShape{5, 3, 9, 11, 7, 3, 3, 1, 1}, act: ReLU, how: byTransforms},
	{ConvShape: ConvShape{9, 2, 5, 3, 3, 3, 3, 1, 0}, act: ReLU, how: byTransforms},
	{ConvShape: ConvShape{2, 17, 20, 39, 18, 3, 3, 1, 1}, how: byTransforms},
	{ConvShape: ConvShape{1, 9, 37, 36, 40, 3, 3, 1, 2}, act: Tanh, how: byTransforms},
	{ConvShape: ConvShape{3, 33, 18, 17, 9, 3, 3, 1, 0}, act: Sigmoid, noBias: true, how: byTransforms},
	{ConvShape: ConvShape{1, 1, 3, 3, 1, 3, 3, 1, 0}, how: byTransforms},
	{ConvShape: ConvShape{1, 1, 1, 1, 1, 3, 3, 1, 1}, how: byTransforms},
	{ConvShape: ConvShape{2, 4, 1, 2, 3, 3, 3, 1, 2}, act: ReLU, how: byTransforms},
}

func TestWinogradCases(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 14)
		for _, c := range winogradCases {
			c.check(t, ar)
		}
	})
}

// TestWinogradRounding holds the rounding of the transforms against that of the
// direct sums, as root mean squares: 64 channels, inputs in [-1, 1).
func TestWinogradRounding(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		c := convCase{ConvShape: ConvShape{2, 64, 17, 16, 64, 3, 3, 1, 1}}
		ar := newArena(t, 15)
		x, w, bias := ar.uniform(c.N*c.C*c.H*c.W), ar.uniform(c.Out*c.C*9), ar.uniform(c.Out)
		y, dy := ar.zeros(c.N*c.Out*c.H*c.W), ar.uniform(c.N*c.Out*c.H*c.W)
		dw, db, dx := ar.zeros(len(w)), ar.zeros(c.Out), ar.zeros(len(x))
		ry, _ := c.forward(x, w, bias)
		rw, _, rx := c.backward(x, w, y, dy, nil)
		var errors [2][3]float64
		for i := range errors {
			c.how = []way{bySums, byTransforms}[i]
			conv := c.build()
			conv.Forward(x, w, bias, y)
			conv.Backward(x, w, y, dy, dw, db, dx)
			errors[i] = [3]float64{rmsError(y, ry), rmsError(dw, rw), rmsError(dx, rx)}
		}
		t.Logf("y, dw, dx: direct %.2g, transforms %.2g", errors[0], errors[1])
		for i, direct := range errors[0] {
			if errors[1][i] > 1.5*direct {
				t.Errorf("error %d of y, dw, dx is %.2g, by direct sums %.2g", i, errors[1][i], direct)
			}
		}
	})
}

// rmsError is the root mean square of got - want over that of want.
func rmsError(got []float32, want []float64) float64 {
	var d, s float64
	for i, v := range want {
		e := float64(got[i]) - v
		d += e * e
		s += v * v
	}
	return math.Sqrt(d / s)
}
