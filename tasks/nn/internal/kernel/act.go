package kernel

import "fmt"

// Act is an elementwise activation whose derivative is a function of its value.
type Act uint8

const (
	None    Act = iota // y = x
	ReLU               // y = max(x, 0)
	Sigmoid            // y = 1/(1+exp(-x))
	Tanh               // y = tanh(x)
)

// String is the usual name of the activation.
func (a Act) String() string {
	switch a {
	case None:
		return "none"
	case ReLU:
		return "relu"
	case Sigmoid:
		return "sigmoid"
	case Tanh:
		return "tanh"
	}
	return fmt.Sprintf("Act(%d)", uint8(a))
}

// floor is the value that the activation raises smaller ones to.
func (a Act) floor() float32 {
	if a == ReLU {
		return 0
	}
	return noFloor
}

// smooth tells of activations that need a pass of their own.
func (a Act) smooth() bool { return a == Sigmoid || a == Tanh }

// Apply writes act(x) to y, which may be x. Sigmoid and Tanh are good to a few
// units in the last place. NaN stays NaN.
func (a Act) Apply(x, y []float32) {
	same("y", len(y), len(x))
	switch {
	case len(x) == 0:
	case a == Sigmoid:
		active.sigmoid(x, y)
	case a == Tanh:
		active.tanh(x, y)
	case a == ReLU || &x[0] != &y[0]:
		active.biasPlane(flat(y), flat(x), len(x), 1, 0, a.floor())
	}
}

// Grad writes dy*act'(y) to dst, where y is the output of the activation. The
// derivative of ReLU at 0 is 0. dst may be dy.
func (a Act) Grad(dst, dy, y []float32) {
	same("dy", len(dy), len(y))
	same("dst", len(dst), len(y))
	switch {
	case len(y) == 0:
	case a == Sigmoid:
		active.sigmoidGrad(dst, dy, y)
	case a == Tanh:
		active.tanhGrad(dst, dy, y)
	case a == ReLU || &dst[0] != &dy[0]:
		active.maskPlane(flat(dst), flat(dy), flat(y), len(y), 1, a.floor())
	}
}

// BiasAct replaces every element of the row-major y, of cols columns, by
// act(y + bias of its column). A nil bias is zero. NaN stays NaN.
func BiasAct(y []float32, cols int, bias []float32, act Act) {
	checkRows("y", len(y), cols)
	if bias == nil {
		act.Apply(y, y)
		return
	}
	same("bias", len(bias), cols)
	if len(y) == 0 {
		return
	}
	active.biasRows(y, cols, bias, act.floor())
	if act.smooth() {
		act.Apply(y, y)
	}
}

// BiasActGrad is the backward pass of BiasAct: dst = dy*act'(y), where y is the
// output of BiasAct, and db the sums of the columns of dst. The derivative of
// ReLU at 0 is 0. dst may be dy. A nil db is not computed.
func BiasActGrad(dst, dy, y []float32, cols int, db []float32, act Act) {
	checkRows("y", len(y), cols)
	if db == nil {
		act.Grad(dst, dy, y)
		return
	}
	same("dy", len(dy), len(y))
	same("dst", len(dst), len(y))
	same("db", len(db), cols)
	clear(db)
	if act.smooth() {
		act.Grad(dst, dy, y)
		dy = dst
	}
	active.maskRows(dst, dy, y, cols, db, act.floor())
}

// checkRows panics when n elements are not whole rows of cols.
func checkRows(what string, n, cols int) {
	if cols <= 0 || n%cols != 0 {
		panic(fmt.Sprintf("kernel: %s of %d elements in rows of %d", what, n, cols))
	}
}

// raised is max(v, floor); NaN in v stays, NaN in floor raises nothing.
func raised(v, floor float32) float32 {
	if v < floor {
		return floor
	}
	return v
}

func biasRowsGo(y []float32, cols int, bias []float32, floor float32) {
	for ; len(y) > 0; y = y[cols:] {
		for c, b := range bias {
			y[c] = raised(y[c]+b, floor)
		}
	}
}

// maskRowsGo also adds the sums of the columns to db.
func maskRowsGo(dst, dy, y []float32, cols int, db []float32, floor float32) {
	for r := 0; r < len(y); r += cols {
		for c := range db {
			v := dy[r+c]
			if y[r+c] <= floor {
				v = 0
			}
			dst[r+c] = v
			db[c] += v
		}
	}
}

func biasPlaneGo(dst, src plane, w, rows int, bias, floor float32) {
	for r := range rows {
		s := src.v[r*src.ld:][:w]
		d := dst.v[r*dst.ld:][:w]
		for i, v := range s {
			d[i] = raised(v+bias, floor)
		}
	}
}

// maskPlaneGo gives the sum of what it writes.
func maskPlaneGo(dst, dy, y plane, w, rows int, floor float32) float32 {
	var sum float64
	for r := range rows {
		d, g, o := dst.v[r*dst.ld:][:w], dy.v[r*dy.ld:][:w], y.v[r*y.ld:][:w]
		for i, v := range g {
			if o[i] <= floor {
				v = 0
			}
			d[i] = v
			sum += float64(v)
		}
	}
	return float32(sum)
}
