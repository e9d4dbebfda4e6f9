package align

import (
	"math/bits"
	"testing"
)

// numpy is the stream of numpy.random.RandomState(seed), with which the
// reference ran: MT19937, Matsumoto and Nishimura 1998, seeded by a number.
type numpy struct {
	state [624]uint32
	at    int
}

func newNumpy(seed uint32) *numpy {
	n := &numpy{at: 624}
	n.state[0] = seed
	for i := 1; i < len(n.state); i++ {
		before := n.state[i-1]
		n.state[i] = 1812433253*(before^before>>30) + uint32(i)
	}
	return n
}

func (n *numpy) uint32() uint32 {
	if n.at == len(n.state) {
		n.twist()
	}
	y := n.state[n.at]
	n.at++
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

func (n *numpy) twist() {
	for i := range n.state {
		y := n.state[i]&0x80000000 | n.state[(i+1)%624]&0x7fffffff
		n.state[i] = n.state[(i+397)%624] ^ y>>1 ^ (y & 1 * 0x9908b0df)
	}
	n.at = 0
}

// Float64 is random_sample: 53 bits of two words.
func (n *numpy) Float64() float64 {
	a, b := n.uint32()>>5, n.uint32()>>6
	return (float64(a)*(1<<26) + float64(b)) / (1 << 53)
}

// IntN is randint: words cut to the bits of the bound, until one is in range.
func (n *numpy) IntN(bound int) int {
	if bound == 1 {
		return 0
	}
	mask := uint32(1)<<bits.Len32(uint32(bound-1)) - 1
	for {
		if v := int(n.uint32() & mask); v < bound {
			return v
		}
	}
}

// The numbers are those of numpy 1.24 for seed 0.
func TestNumpy(t *testing.T) {
	n := newNumpy(0)
	for i, want := range []float64{0.5488135039273248, 0.7151893663724195, 0.6027633760716439} {
		if got := n.Float64(); got != want {
			t.Errorf("random_sample %d is %v, want %v", i, got, want)
		}
	}
	n = newNumpy(0)
	for i, want := range []int{0, 3, 3, 39, 9, 19, 21, 36} {
		if got := n.IntN(40); got != want {
			t.Errorf("randint %d is %v, want %v", i, got, want)
		}
	}
}
