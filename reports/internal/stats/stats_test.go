package stats

import (
	"math"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// darwin are the differences in height of Darwin's 15 pairs of maize plants,
// in eighths of an inch (Fisher, The Design of Experiments, 1935, table 2).
var darwin = []float64{49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48}

// Fisher counts 863 of the 32768 assignments of signs with a sum of at least
// the observed 314 (section 21): 5.267 per cent on both sides. The same is
// 0.05267333984375 of scipy 1.10.1: stats.permutation_test((darwin,), sum,
// permutation_type="samples", n_resamples=inf).
func TestPairedAgainstFisher(t *testing.T) {
	near(t, "p", Paired(darwin), 2*863.0/32768, 1e-12)
}

// scipy 1.10.1: stats.wilcoxon(darwin, mode="exact") gives the lesser sum 24 and
// p = 0.041259765625; R's wilcox.test(darwin) prints V = 96, p-value = 0.04126.
func TestSignedRank(t *testing.T) {
	near(t, "Darwin", signedRank(darwin), 0.041259765625, 1e-12)
	// Of 3, 3 and 5 the doubled mean ranks are 3, 3 and 6; with -3 the lesser
	// sum is 3, and of the 8 assignments 3 have at most that.
	near(t, "ties", signedRank([]float64{3, -3, 5, 0}), 2*3.0/8, 1e-12)
	near(t, "zeros", signedRank([]float64{0, 0}), 1, 0)
}

// The tables of the signed-rank test (Wilcoxon 1945, table 1; n = 20, sum 52)
// have the level 0.05 as the largest at most that. The p-values are those of scipy
// 1.10.1, stats.wilcoxon(d, mode="exact").
func TestPairedBeyondFlips(t *testing.T) {
	at := func(negative int) float64 {
		d := make([]float64, 20)
		left := negative
		for r := 20; r >= 1; r-- { // ranks that sum to negative
			d[r-1] = float64(r)
			if r <= left {
				d[r-1], left = -d[r-1], left-r
			}
		}
		return Paired(d)
	}
	near(t, "p at the tabled sum", at(52), 0.04844093322753906, 1e-12)
	near(t, "p one beyond", at(53), 0.05316925048828125, 1e-12)
}

func TestPairedFewPairs(t *testing.T) {
	for n := 1; n <= 8; n++ {
		d := make([]float64, n)
		for i := range d {
			d[i] = 0.1 * float64(i+1)
		}
		near(t, "all of one sign", Paired(d), LeastP(n), 1e-12)
	}
	if p := LeastP(5); p <= 0.05 {
		t.Errorf("five pairs reach %v", p)
	}
	if p := LeastP(6); p > 0.05 {
		t.Errorf("six pairs do not reach 0.05: %v", p)
	}
	if !math.IsNaN(Paired(nil)) || !math.IsNaN(Paired([]float64{1, math.NaN()})) {
		t.Error("p without data")
	}
	near(t, "equal sums", Paired([]float64{0.1, 0.2, -0.3}), 1, 0)
}

// Holm (1979) by hand, as numpy computes it: the sorted p times 5, 4, 3, 2, 1,
// and their running maximum. R: p.adjust(c(0.04, 0.01, 0.03, 0.02, 0.05), "holm").
func TestHolm(t *testing.T) {
	got := Holm([]float64{0.04, 0.01, math.NaN(), 0.03, 0.02, 0.05})
	for i, want := range []float64{0.09, 0.05, math.NaN(), 0.09, 0.08, 0.09} {
		if math.IsNaN(want) != math.IsNaN(got[i]) || math.Abs(got[i]-want) > 1e-12 {
			t.Errorf("%d: got %v, want %v", i, got[i], want)
		}
	}
	if got := Holm([]float64{0.5, 0.9}); got[0] != 1 || got[1] != 1 {
		t.Errorf("beyond 1: %v", got)
	}
}

// Of three values the resamples can be listed: 27, of which 1 is all least,
// and 1/27 > 2.5 %, so that the interval is from the least to the largest.
func TestBootstrapOfThree(t *testing.T) {
	x := []float64{1, 2, 4}
	low, high := Bootstrap(tasks.Rand(1, "test"), []int{3}, func(d [][]int) float64 {
		return (x[d[0][0]] + x[d[0][1]] + x[d[0][2]]) / 3
	})
	if low != 1 || high != 4 {
		t.Errorf("got %v to %v, want 1 to 4", low, high)
	}
}

// The bootstrap of a mean of n values is nearly normal with the variance of
// the sample over n (Efron and Tibshirani 1993, section 5); of the sum of two
// independent strata the variances add.
func TestBootstrapOfMany(t *testing.T) {
	const n = 100
	x := make([]float64, n)
	for i := range x {
		x[i] = float64(i) // variance (n²-1)/12
	}
	mean := func(drawn []int) (m float64) {
		for _, i := range drawn {
			m += x[i] / n
		}
		return m
	}
	low, high := Bootstrap(tasks.Rand(1, "test"), []int{n, n}, func(d [][]int) float64 { return mean(d[0]) + mean(d[1]) })
	half := 1.96 * math.Sqrt(2*(n*n-1)/12.0/n)
	near(t, "low", low, 99-half, 0.05*half)
	near(t, "high", high, 99+half, 0.05*half)
	again, _ := Bootstrap(tasks.Rand(1, "test"), []int{n, n}, func(d [][]int) float64 { return mean(d[0]) + mean(d[1]) })
	if again != low {
		t.Error("the same stream gives another interval")
	}
}

// numpy.quantile([1, 2, 4, 8], [0, 0.1, 0.5, 0.9, 1]).
func TestQuantile(t *testing.T) {
	for q, want := range map[float64]float64{0: 1, 0.1: 1.3, 0.5: 3, 0.9: 6.8, 1: 8} {
		near(t, "quantile", Quantile([]float64{1, 2, 4, 8}, q), want, 1e-12)
	}
}

// scipy.stats.trim_mean(x, 0.25), which rliable's aggregate_iqm is.
func TestIQM(t *testing.T) {
	for _, c := range []struct {
		x    []float64
		want float64
	}{
		{[]float64{1, 2, 3, 100}, 2.5},
		{[]float64{9, 1, 5, 3, 7}, 5},
		{[]float64{1, 2, 4, 8, 16, 32, 64, 128, 256}, 124.0 / 5}, // 9 // 4 = 2 off either end
		{[]float64{3}, 3},
	} {
		near(t, "IQM", IQM(c.x), c.want, 1e-12)
	}
	if !math.IsNaN(IQM(nil)) {
		t.Error("a mean of nothing")
	}
}

// The example of Mann and Whitney's U in scipy.stats.mannwhitneyu: males
// [19, 22, 16, 29, 24], females [20, 11, 17, 12], U1 = 17 of 20.
func TestImprovement(t *testing.T) {
	males, females := []float64{19, 22, 16, 29, 24}, []float64{20, 11, 17, 12}
	near(t, "P(female below male)", Improvement(females, males), 17.0/20, 1e-12)
	near(t, "P(male below female)", Improvement(males, females), 3.0/20, 1e-12)
	near(t, "ties", Improvement([]float64{1, 1}, []float64{1, 2}), 0.75, 1e-12)
}

// By hand: of the first suite's runs 0, 1/2 and 1 are at or below the
// thresholds, of the second's 1/4, 1/4 and 3/4.
func TestProfile(t *testing.T) {
	got := Profile([][]float64{{1, 3}, {0, 2, 2.5, 9}}, []float64{0, 1.5, 3})
	if want := []float64{0.125, 0.375, 0.875}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// demsar are the AUC of C4.5, C4.5+m, C4.5+cf and C4.5+m+cf on 14 data sets
// (Demšar, Statistical comparisons of classifiers over multiple data sets,
// JMLR 7, 2006, table 6). On voting the last two print the same, but the table
// ranks them 2 and 3.
var demsar = [][]float64{
	{.763, .768, .771, .798}, {.599, .591, .590, .569}, {.954, .971, .968, .967}, {.628, .661, .654, .657},
	{.882, .888, .886, .898}, {.936, .931, .916, .931}, {.661, .668, .609, .685}, {.583, .583, .563, .625},
	{.775, .838, .866, .875}, {1, 1, 1, 1}, {.940, .962, .965, .962}, {.619, .666, .614, .669},
	{.972, .981, .9751, .975}, {.957, .978, .946, .970},
}

// Demšar gives mean ranks 3.143, 2.000, 2.893 and 1.964, a chi-square of
// 9.28, F = 3.69 and, for the level 0.05, the critical difference 1.25.
func TestFriedmanAgainstDemsar(t *testing.T) {
	lower := make([][]float64, len(demsar))
	for i, row := range demsar {
		for _, v := range row {
			lower[i] = append(lower[i], -v)
		}
	}
	r := Friedman(lower)
	for j, want := range []float64{3.143, 2.000, 2.893, 1.964} {
		near(t, "mean rank", r.MeanRanks[j], want, 0.0005)
	}
	near(t, "chi-square", r.ChiSquare, 9.28, 0.005)
	near(t, "F", r.F, 3.69, 0.005)
	near(t, "critical difference", r.Critical, 1.25, 0.005)
	// numpy 1.24 and scipy 1.10.1 from the same table: rankdata, the two formulas,
	// f.sf(F, 3, 39) and studentized_range.ppf(0.95, 4, inf).
	near(t, "chi-square", r.ChiSquare, 9.278571428571437, 1e-9)
	near(t, "F", r.F, 3.686313032089068, 1e-9)
	near(t, "p", r.P, 0.01982300619224907, 1e-9)
	near(t, "critical difference", r.Critical, 1.2535591471176057, 1e-4)
}

// Demšar's table 5(a): critical values of the Nemenyi test, which are the
// studentized range over the root of 2; to more digits by scipy 1.10.1:
// stats.studentized_range.ppf(0.95, k, inf) / sqrt(2).
func TestStudentizedRange(t *testing.T) {
	for i, want := range []float64{1.959964, 2.343701, 2.569032, 2.727774, 2.849705, 2.948320, 3.030878, 3.101730, 3.163684} {
		near(t, "q", studentizedRange(i+2, 0.95)/math.Sqrt2, want, 2e-6)
	}
}

// Methods that keep their order on every suite leave F without bound.
func TestFriedmanWithoutDoubt(t *testing.T) {
	r := Friedman([][]float64{{1, 2, 3}, {10, 20, 30}, {4, 5, 6}})
	if !math.IsInf(r.F, 1) || r.P != 0 || r.MeanRanks[2] != 3 {
		t.Errorf("got %+v", r)
	}
}
