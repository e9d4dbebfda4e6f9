//go:build !amd64

package lanes

const ready = false

func indicate(_, _, _, _, _ []float64, _, _, _ float64) bool { return false }

func halve(_ []float64, _ []int, _, _ []float64) bool { return false }
