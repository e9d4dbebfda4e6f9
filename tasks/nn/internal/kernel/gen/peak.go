package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/reg"
)

// multiplyAdds does nothing but multiply-adds, all in registers. It has more
// sums than the latency of one times the number that start in a cycle.
func multiplyAdds() {
	begin("asmMultiplyAdds", "func(rounds int)", "does 12 independent multiply-adds of 8 floats in each round; rounds > 0.")
	multiplyAddsBody(zeroed(12), zeroed(1)[0])
}

func multiplyAddsBody(sums []reg.VecVirtual, x reg.VecVirtual) {
	rounds := load64("rounds")[0]
	countDown(rounds, func() {
		for _, s := range sums {
			VFMADD231PS(x, x, s)
		}
	})
	end()
}
