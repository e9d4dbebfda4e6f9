package kernel

import "testing"

// TestMultiplyAdds: the count is of the rounds that were asked for.
func TestMultiplyAdds(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		one, many := MultiplyAdds(1), MultiplyAdds(1000)
		if one < 16 || many != 1000*one {
			t.Errorf("1 round %g operations, 1000 rounds %g", one, many)
		}
		if got := MultiplyAdds(0); got != 0 {
			t.Errorf("no round %g operations", got)
		}
	})
}

func BenchmarkMultiplyAdds(b *testing.B) {
	const rounds = 1000
	for b.Loop() {
		MultiplyAdds(rounds)
	}
	flops(b, MultiplyAdds(rounds))
}
