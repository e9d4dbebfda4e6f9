// Package lanes has the arithmetic of GO4Align's default, exact K-means of two
// groups, for processors with AVX2 and FMA: what package align does task by task,
// four tasks at a time. A step of a small network takes some 15 microseconds, and
// the plain loops take more than 1 % of that for 14 tasks. Where there is no such
// processor, or numbers are not what the loops here are for, a call changes
// nothing but its results and says so: package align has the same in Go, which
// agrees to rounding. The environment variable MTOBENCH_KERNEL=go, which forces
// the networks' arithmetic, turns this off too.
//
// What counts is how long a call takes where the rest of a training step has been
// in between, which leaves little of the caches: the loops are short instead of
// unrolled, and their constants side by side.
package lanes

// lanes is the number of float64 in a register.
const lanes = 4

// Make makes a slice of length n with room for whole registers.
func Make(n int) []float64 { return make([]float64, n, whole(n)) }

// Made tells whether x has the length and the room of what Make(n) makes. A part of
// a larger slice has more, which may be the caller's own numbers.
func Made(n int, x []float64) bool { return len(x) == n && cap(x) == whole(n) }

// whole is n, or what is missing to whole registers more.
func whole(n int) int { return (n + lanes - 1) / lanes * lanes }

// Tasks for which the loops here are faster than those in Go.
const (
	fewest = 4
	most   = 112 // of Halve, whose time grows with their square
)

// Indicate takes in the losses of M tasks at one mini-batch, Eqs 6, 5 and 7:
//
//	log    kept log - beta losses, less the largest of that
//	p      share sum(losses) / losses
//	q      e^log, less a factor, so that the sum is 1
//	gamma  p q
//
// All have length M; p, q and gamma are made by Make. It tells whether it has done
// so: not where M is small, where a loss or log is NaN or infinite, or where a
// number e^log would be below the normal ones. Then log is as it was.
func Indicate(losses, log, p, q, gamma []float64, beta, kept, share float64) bool {
	return ready && len(losses) >= fewest && indicate(losses, log, p, q, gamma, beta, kept, share)
}

// Halve finds the best two groups of x, those of least inertia: each number's
// group, 0 or 1 by ascending mean, to of, the mean of that group to means, and the
// two means to centres. Of several best it takes, but for rounding, the one whose
// lower group is the smallest. The slices have the length of x, but centres 2; means may be x.
//
// It tells whether it has done so: not for fewer or more numbers than it is made
// for, where all are equal, where one is NaN or infinite, or where squares of what
// is between the groups are beyond the range of a float64.
func Halve(x []float64, of []int, means, centres []float64) bool {
	return ready && len(x) >= fewest && len(x) <= most && halve(x, of, means, centres)
}

// need panics where a slice has not the length of the others, or not the room.
func need(same bool) {
	if !same {
		panic("lanes: slices differ in length or room")
	}
}
