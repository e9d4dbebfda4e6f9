package nn

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
	"github.com/mtobench/mtobench/tasks/optim"
)

// flat is a vector of fixed length whose gob decodes in place, since graphs
// hold tensors over its elements.
type flat []float32

// GobEncode implements gob.GobEncoder.
func (f flat) GobEncode() ([]byte, error) {
	b := make([]byte, 0, 4*len(f))
	for _, v := range f {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b, nil
}

// GobDecode implements gob.GobDecoder.
func (f flat) GobDecode(b []byte) error {
	if len(b) != 4*len(f) {
		return fmt.Errorf("nn: checkpoint of %d parameters for a network of %d", len(b)/4, len(f))
	}
	for i := range f {
		f[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return nil
}

// state is what outlives a step: parameters, running statistics and the
// optimiser, one of the two.
type state struct {
	Params  flat
	Running flat
	Adam    *optim.Adam[float32]
	SGD     *optim.SGD[float32]
}

// newState makes the optimiser that o names.
func newState(ps *params, o tasks.Optimizer) (*state, error) {
	adam, sgd, err := optim.ByName[float32](o.Name, o.Momentum, o.WeightDecay)
	if err != nil {
		return nil, fmt.Errorf("nn: %w", err)
	}
	return &state{Params: ps.values, Running: ps.running, Adam: adam, SGD: sgd}, nil
}

// step does the optimiser's step: Adam's with vector instructions, as a loop
// in Go would cost a tenth of a training step.
func (s *state) step(grad []float32, lr float64) {
	a := s.Adam
	if a == nil {
		s.SGD.Step(s.Params, grad, lr)
		return
	}
	m, v := a.Begin(len(s.Params))
	kernel.Adam(s.Params, grad, m, v, kernel.AdamConfig{LR: lr, Beta1: a.Beta1, Beta2: a.Beta2, Eps: a.Eps, Decay: a.WeightDecay}, a.T)
}
