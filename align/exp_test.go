package align

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// Every e^x is within a unit in the last place, from 0 to where it is 0.
func TestExps(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	x := []float64{0, math.Copysign(0, -1), -1e-300, -1e-17, -1e-8, -math.Ln2, -math.Ln2 / 64, -707.9, -708, -708.1, -744, -745.2, -1e9}
	for n := range 400 {
		x = append(x, -float64(n)*math.Ln2/64, -float64(n)*math.Ln2/32)
	}
	for range 20_000 {
		x = append(x, -math.Exp(12*rng.Float64()-5), -rng.Float64(), -1e-4*rng.Float64(), -708*rng.Float64())
	}
	got := make([]float64, len(x))
	total, sum, worst := exps(got, x, 0), 0.0, 0.0
	for m, v := range x {
		sum += got[m]
		exact := exactExp(v)
		unit := math.Nextafter(got[m], 2) - got[m]
		over, _ := new(big.Float).Sub(new(big.Float).SetFloat64(got[m]), exact).Float64()
		worst = max(worst, math.Abs(over)/unit)
		if !(math.Abs(over) <= unit) {
			t.Fatalf("e^%v is %v, off by %.3g units", v, got[m], over/unit)
		}
	}
	if total != sum {
		t.Errorf("sum %v, want %v", total, sum)
	}
	shifted := []float64{2.5, -1, 3}
	exps(got[:3], shifted, 3)
	for m, v := range []float64{-0.5, -4, 0} {
		if want := []float64{0}; shifted[m] != v || exps(want, []float64{v}, 0) != got[m] {
			t.Errorf("less the largest %v, want %v; e to that %v, want %v", shifted[m], v, got[m], want[0])
		}
	}
	t.Logf("at most %.3f units off", worst)
	if got := []float64{0}; !math.IsNaN(exps(got, []float64{math.NaN()}, 0)) || !math.IsNaN(got[0]) {
		t.Errorf("e^NaN is %v", got[0])
	}
}

// exactExp is e^x to 100 bits or more, by the series of e^(x/2^n).
func exactExp(x float64) *big.Float {
	n := max(0, math.Ilogb(math.Abs(x)+1)+8)
	y := new(big.Float).SetPrec(200).SetFloat64(math.Ldexp(x, -n))
	sum, term := big.NewFloat(1).SetPrec(200), big.NewFloat(1).SetPrec(200)
	for i := 1; i < 24; i++ {
		term.Mul(term, y).Quo(term, new(big.Float).SetInt64(int64(i)))
		sum.Add(sum, term)
	}
	for range n {
		sum.Mul(sum, sum)
	}
	return sum
}
