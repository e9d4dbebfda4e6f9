package align

import "math"

// exps takes top, the largest of the numbers x, off each of them, writes e^x
// to dst, and returns the sum of that: one loop, because where the rest of a
// training step has been in between, the end of each costs a wrong guess. e^x
// is within 1 unit in the last place, and faster than math.Exp: with
// x = (32 n + i) ln 2 / 32 + r it is 2^n 2^(i/32) e^r, and |r| is so small
// that seven terms of e^r are enough: Tang, "Table-driven implementation of
// the exponential function in IEEE floating-point arithmetic", ACM Trans.
// Math. Softw. 15/2, 1989.
func exps(dst, x []float64, top float64) (total float64) {
	dst = dst[:len(x)]
	t := &expTable
	for m, v := range x {
		v -= top
		x[m] = v
		if !(v >= -708) { // e^v may be below the normal numbers, or v is NaN
			dst[m] = math.Exp(v)
			total += dst[m]
			continue
		}
		shifted := v*t.inverse + t.whole
		n := int32(math.Float64bits(shifted)) // the low end of the mantissa
		parts := shifted - t.whole
		r := v - parts*t.high - parts*t.low
		c := &t.terms
		tail := r + r*r*(c[2]+r*c[3]+r*r*(c[4]+r*c[5]+r*r*c[6]))
		power := math.Float64frombits(t.roots[n&31] + uint64(int64(n>>5))<<52)
		dst[m] = power + power*tail
		total += dst[m]
	}
	return total
}

const expHigh = 0x1.62e42fefp-6 // ln 2 / 32, short enough that 32n+i times it is exact

// expTable is all numbers of exps, side by side: as constants each of them may
// be a line of memory to wait for, where the rest of a training step has been
// in between.
var expTable = struct {
	inverse   float64 // of ln 2 / 32
	whole     float64 // what is added to it loses its fraction
	high, low float64 // ln 2 / 32 is their sum
	terms     [7]float64
	roots     [32]uint64 // the bits of 2^(i/32)
}{
	inverse: 32 / math.Ln2, whole: 0x1.8p52, high: expHigh, low: math.Ln2/32 - expHigh,
	terms: [...]float64{1, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720},
	roots: [...]uint64{
		0x3ff0000000000000, 0x3ff059b0d3158574, 0x3ff0b5586cf9890f, 0x3ff11301d0125b51,
		0x3ff172b83c7d517b, 0x3ff1d4873168b9aa, 0x3ff2387a6e756238, 0x3ff29e9df51fdee1,
		0x3ff306fe0a31b715, 0x3ff371a7373aa9cb, 0x3ff3dea64c123422, 0x3ff44e086061892d,
		0x3ff4bfdad5362a27, 0x3ff5342b569d4f82, 0x3ff5ab07dd485429, 0x3ff6247eb03a5585,
		0x3ff6a09e667f3bcd, 0x3ff71f75e8ec5f74, 0x3ff7a11473eb0187, 0x3ff82589994cce13,
		0x3ff8ace5422aa0db, 0x3ff93737b0cdc5e5, 0x3ff9c49182a3f090, 0x3ffa5503b23e255d,
		0x3ffae89f995ad3ad, 0x3ffb7f76f2fb5e47, 0x3ffc199bdd85529c, 0x3ffcb720dcef9069,
		0x3ffd5818dcfba487, 0x3ffdfc97337b9b5f, 0x3ffea4afa2a490da, 0x3fff50765b6e4540,
	},
}
