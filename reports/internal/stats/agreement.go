package stats

import "gonum.org/v1/gonum/stat"

// AdjustedRand is the Rand index of two groupings of the same things, adjusted
// for chance (Hubert and Arabie, "Comparing partitions", J. Classification 2,
// 1985): 1 where they are the same, whatever the groups are called, 0 on
// average for groupings at random of these sizes. Groups are numbered from 0.
func AdjustedRand(a, b []int) float64 {
	if len(a) != len(b) {
		panic("stats: groupings of different lengths")
	}
	pairs := func(n int) float64 { return float64(n) * float64(n-1) / 2 }
	type both struct{ a, b int }
	inBoth, inA, inB := map[both]int{}, map[int]int{}, map[int]int{}
	for i := range a {
		inBoth[both{a[i], b[i]}]++
		inA[a[i]]++
		inB[b[i]]++
	}
	// Whole numbers, so that the order in which a map is gone through does not
	// matter.
	var together, ofA, ofB float64
	for _, n := range inBoth {
		together += pairs(n)
	}
	for _, n := range inA {
		ofA += pairs(n)
	}
	for _, n := range inB {
		ofB += pairs(n)
	}
	expected, most := 0.0, (ofA+ofB)/2
	if all := pairs(len(a)); all > 0 {
		expected = ofA * ofB / all
	}
	if most == expected { // both are one group, or both one group a thing
		return 1
	}
	return (together - expected) / (most - expected)
}

// Spearman is the rank correlation of x and y: the correlation of their
// mid-ranks. NaN where one of them never changes.
func Spearman(x, y []float64) float64 {
	return stat.Correlation(MidRanks(x), MidRanks(y), nil)
}
