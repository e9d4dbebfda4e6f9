package reports

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
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

// difference is a mean of differences paired by seed with its interval.
type difference struct {
	estimate
	low, high float64 // 95 % interval of Student's t; NaN below minSeeds
}

func differenceOf(pairs []float64) difference {
	d := difference{estimate: estimateOf(pairs), low: math.NaN(), high: math.NaN()}
	if d.n < minSeeds {
		return d
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(d.n - 1)}.Quantile(0.975)
	half := t * d.sd / math.Sqrt(float64(d.n))
	d.low, d.high = d.mean-half, d.mean+half
	return d
}

// significant says that there is an interval and that it does not hold 0.
func (d difference) significant() bool { return d.low > 0 || d.high < 0 }
