package synthetic

import (
	"math/rand/v2"
	"sync"

	"github.com/mtobench/mtobench/synthetic/internal/pull"
)

// Limits of what is off when places are taken, in Angstrom.
const (
	offFixed = 0.12
	offFree  = 0.3
)

// pulls are those that nobody uses, for their memory.
var pulls = sync.Pool{New: func() any { return new(pull.Pairs) }}

// embed gives places that keep the bounds, or false.
func (b *bounds) embed(r *rand.Rand) ([][3]float64, bool) {
	at := b.start(r)
	p := pulls.Get().(*pull.Pairs)
	defer pulls.Put(p)
	p.Clear()
	for i := range b.n {
		for j := range i {
			p.Add(i, j, b.low[i*b.n+j], b.high[i*b.n+j])
		}
	}
	p.Relax(at, 800, 0.04, 0.85)
	return at, b.kept(at)
}
