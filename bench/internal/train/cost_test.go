package train

import (
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// TestTurns: what comes back every so many blocks, two to a pair, falls to
// either side as often, within five standard deviations; strictly by turns,
// every fourth block is always the same side's.
func TestTurns(t *testing.T) {
	const pairs = 20000
	turns := turns{rng: tasks.Rand(0, "turns")}
	var second []bool // whose block it is
	for range pairs {
		s := turns.swap()
		second = append(second, s, !s)
	}
	for i := 0; i < len(second); i += 4 {
		if second[i] == second[i+2] {
			t.Fatalf("pairs %d and %d begin with the same side", i/2, i/2+1)
		}
	}
	for period := 1; period <= 40; period++ {
		for phase := range period {
			n, count := 0, 0
			for i := phase; i < len(second); i += period {
				n++
				if second[i] {
					count++
				}
			}
			if off := 2*count - n; off*off > 25*n {
				t.Errorf("every %d blocks from block %d on: %d of %d are the second's", period, phase, count, n)
			}
		}
	}
}
