package kernel

// multiplyAddsAVX2 has 12 sums of 8 floats.
func multiplyAddsAVX2(rounds int) float64 {
	asmMultiplyAdds(rounds)
	return 12 * 8 * 2 * float64(rounds)
}
