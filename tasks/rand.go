package tasks

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
)

// Source is the random stream of a purpose: every stream of a run is derived
// from the seed, a purpose and numbers such as the epoch, so that no stream
// depends on how often another was used.
func Source(seed uint64, purpose string, n ...uint64) *rand.PCG {
	h := sha256.New()
	b := binary.LittleEndian.AppendUint64(nil, seed)
	b = binary.LittleEndian.AppendUint64(b, uint64(len(purpose)))
	b = append(b, purpose...)
	for _, v := range n {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	h.Write(b)
	s := h.Sum(nil)
	return rand.NewPCG(binary.LittleEndian.Uint64(s), binary.LittleEndian.Uint64(s[8:]))
}

// Rand is a generator over Source.
func Rand(seed uint64, purpose string, n ...uint64) *rand.Rand {
	return rand.New(Source(seed, purpose, n...))
}
