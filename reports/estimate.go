package reports

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"github.com/mtobench/mtobench/reports/internal/stats"
)

// minSeeds is the fewest seeds for which a deviation or interval is given.
const minSeeds = 3

// estimate is a figure measured over seeds.
type estimate struct {
	mean float64
	sd   float64 // sample deviation, divisor n-1; NaN below minSeeds
	n    int     // seeds
}

var noEstimate = estimate{mean: math.NaN(), sd: math.NaN()}

func estimateOf(values []float64) estimate {
	if len(values) == 0 {
		return noEstimate
	}
	e := estimate{mean: stat.Mean(values, nil), sd: math.NaN(), n: len(values)}
	if e.n >= minSeeds {
		e.sd = stat.StdDev(values, nil)
	}
	return e
}

// se is the standard error of the mean.
func (e estimate) se() float64 { return e.sd / math.Sqrt(float64(e.n)) }

// difference is a mean of differences paired by seed with its test.
type difference struct {
	estimate
	p    float64 // two-sided, that the differences are symmetric about 0; NaN without pairs
	holm float64 // p corrected for the number of rows compared
}

func differenceOf(pairs []float64) difference {
	p := stats.Paired(pairs)
	return difference{estimate: estimateOf(pairs), p: p, holm: p}
}

// significant says that the corrected test rejects that there is none.
func (d difference) significant() bool { return d.holm <= level }
