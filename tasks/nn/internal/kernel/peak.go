package kernel

// MultiplyAdds does as many multiply-adds as the active twin can start, with
// nothing to load or store, and returns the number of floating-point
// operations: two a multiply-add. Timed, it gives the peak of one core that
// rates of other work are a share of.
func MultiplyAdds(rounds int) (operations float64) {
	if rounds < 1 {
		return 0
	}
	return active.peak(rounds)
}

// sink keeps what nobody reads from being left out by the compiler.
var sink float32

// multiplyAddsGo has 8 sums, as tile2x4 has.
func multiplyAddsGo(rounds int) float64 {
	var s0, s1, s2, s3, t0, t1, t2, t3 float32
	x, y := sink, sink
	for range rounds {
		s0 += x * y
		s1 += x * y
		s2 += x * y
		s3 += x * y
		t0 += x * y
		t1 += x * y
		t2 += x * y
		t3 += x * y
	}
	sink = s0 + s1 + s2 + s3 + t0 + t1 + t2 + t3
	return 8 * 2 * float64(rounds)
}
