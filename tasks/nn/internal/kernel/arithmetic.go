package kernel

import (
	"fmt"
	"math"
	"os"
)

// envVar forces the arithmetic: "go", "avx2" or "avx512".
const envVar = "MTOBENCH_KERNEL"

// arithmetic is one twin of the inner loops. Everything above it is shared.
type arithmetic struct {
	name string

	tiles       func(m, n, k int, a operand, b, c plane, add bool)
	gatherTiles func(m, n int, a plane, b []float32, starts [4]int, offsets []int, c plane)
	// pairTiles and pairGather are tiles and gatherTiles for two panels, of 17
	// to 32 columns; nil where there are none.
	pairTiles  func(m, n, k int, a operand, b plane, step int, c plane, add bool)
	pairGather func(m, n int, a plane, b0, b1 []float32, offsets []int, c plane)
	// skipping is nil where products multiply by zeros too.
	skipping  *skipping
	packRows  func(dst []float32, b plane, k, w int)
	packTrans func(dst []float32, b plane, k, n int, alpha float32)
	axpy      func(a float32, x, y []float32)
	scale     func(a float32, x, dst []float32)
	dot       func(x, y []float32) float64
	dot32     func(x, y []float32) float32
	sums      func(x, y []float32) (sum, dot float64)
	transpose func(dst, src plane, rows, cols int)

	// nonzeroBits, tables and lookups multiply by a matrix of zeros and ones.
	nonzeroBits func(words []uint64, y plane, cols int)
	tables      func(scale []float32, b plane, tables []float32)
	lookups     func(words []uint64, tables, scale []float32, c plane, add bool)
	// pairTables and pairLookups are tables and lookups for 17 to 32 columns; nil
	// where there are none.
	pairTables  func(scale []float32, b plane, cols int, tables []float32)
	pairLookups func(words []uint64, tables, scale []float32, c plane, cols int, add bool)
	// column is both for one column, of 64 rows; nil where there is none.
	column func(words []uint64, b, scale, c []float32, add bool)

	// interleave and deal take rectangles of pixels from planes and back.
	interleave func(dst window, src planes, channels, rows, cols int)
	deal       func(dst planes, src window, channels, rows, cols int)

	biasRows  func(y []float32, cols int, bias []float32, floor float32)
	maskRows  func(dst, dy, y []float32, cols int, db []float32, floor float32)
	biasPlane func(dst, src plane, w, rows int, bias, floor float32)
	maskPlane func(dst, dy, y plane, w, rows int, floor float32) float32

	copyRows  func(dst, src plane, w, rows int)
	addRows   func(dst, src plane, w, rows int)
	correlate func(at []int, cols int, x plane, w, rows int, dz, dst plane)
	// correlateRows has a row of dz for each channel, correlate one for each
	// pixel.
	correlateRows func(at []int, x plane, w, rows int, dz, dst plane)
	// correlations are the sizes that correlate does.
	correlations []tapTile
	pool2        func(dst plane, idx codes, src plane, w, rows int, bias, floor float32)
	unpool2      func(dst, dy, y plane, idx codes, w, rows int, floor float32) float32

	// listSpots, spots and stack are for gradients of what a pooling picked.
	listSpots func(list []spot, dst, dy, y []float32, idx codes, w, rows int, floor float32, walk *spotWalk) (n int, sum float32)
	spots     func(spots []spot, x plane, rows, vectors int, dst plane)
	stack     func(dst window, src plane, kh, rows, cols int)

	winogradImage          func(dst spectrum, src window, tiles, channels int)
	winogradGradient       func(dst spectrum, src window, tiles, channels int)
	winogradResult         func(dst window, src spectrum, bias []float32, floor float32, tiles, channels int)
	winogradFilters        func(dst []float32, step int, src []float32, turned bool, groups int)
	winogradFilterGradient func(dst plane, src spectrum, rows, cols int)

	gramBlock func(rows [][]float32, lo, hi int, g []float64)
	combine   func(w []float64, rows [][]float32, dst []float32)

	exp, log, sigmoid, tanh func(x, dst []float32)
	sigmoidGrad, tanhGrad   func(dst, dy, y []float32)

	adam    func(w, g, m, v []float32, c [6]float32)
	sgd     func(w, g, velocity []float32, c [3]float32)
	affine  func(a, b float32, x, y []float32)
	affine2 func(a float32, x []float32, b float32, y []float32, c float32, z []float32)

	peak func(rounds int) (operations float64)
}

// plane is a matrix of float32: row r starts at v[r*ld].
type plane struct {
	v  []float32
	ld int
}

// from is the plane that starts i floats further on.
func (p plane) from(i int) plane { return plane{p.v[i:], p.ld} }

// flat is a vector as a plane of one row.
func flat(v []float32) plane { return plane{v, len(v)} }

// operand is a matrix with any two strides: element (i, j) is v[i*rs+j*cs].
type operand struct {
	v      []float32
	rs, cs int
}

// from is the operand that starts at element (i, j).
func (o operand) from(i, j int) operand { return operand{o.v[i*o.rs+j*o.cs:], o.rs, o.cs} }

// newOperand is op(A) for a row-major A with leading dimension ld.
func newOperand(trans bool, v []float32, ld int) operand {
	if trans {
		return operand{v, 1, ld}
	}
	return operand{v, ld, 1}
}

// codes are the positions of the largest values of pooling windows: ky*Size+kx.
type codes struct {
	v  []uint16
	ld int
}

// noFloor is the floor of no activation. A comparison with NaN is never true,
// so nothing is raised to it and nothing is masked by it.
var noFloor = float32(math.NaN())

// active is the arithmetic in use. Only tests change it after the start.
var active = mustChoose(os.Getenv(envVar))

// Name tells which arithmetic is in use: "avx512", "avx2" or "go".
func Name() string { return active.name }

// choose gives the arithmetic for a value of the environment variable.
func choose(want string) (*arithmetic, error) {
	twins := available()
	if want == "" {
		return twins[0], nil
	}
	for _, a := range twins {
		if a.name == want {
			return a, nil
		}
	}
	switch want {
	case "avx2":
		return nil, fmt.Errorf("%s=avx2: this machine has not all of AVX2, FMA and BMI1", envVar)
	case "avx512":
		return nil, fmt.Errorf("%s=avx512: this machine has no AVX-512 (F, VL, DQ, BW) and BMI2", envVar)
	}
	return nil, fmt.Errorf("%s=%q: want go, avx2 or avx512", envVar, want)
}

// mustChoose ends the program with one line when the environment asks for an
// arithmetic that cannot be had: going on with another would falsify timings.
func mustChoose(want string) *arithmetic {
	a, err := choose(want)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	return a
}

// need panics when a slice that must hold at least n floats does not.
func need(what string, have, n int) {
	if have < n {
		panic(fmt.Sprintf("kernel: %s has %d elements, needs %d", what, have, n))
	}
}

// same panics when two lengths that must agree do not.
func same(what string, have, want int) {
	if have != want {
		panic(fmt.Sprintf("kernel: %s has %d elements, not %d", what, have, want))
	}
}
