package workload

import (
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
	"github.com/mtobench/mtobench/tasks/qm9"
)

// The sizes of made-up molecules: QM9's have 18 atoms on average, and most have
// from 9 to 26.
const (
	fewestAtoms = 9
	MostAtoms   = 26
)

// MPNN is the published network on molecules.
func MPNN() nn.Network { return qm9.Network(qm9.PaperWidth, qm9.PaperHidden, MostAtoms) }

// Molecules are made-up molecules with random features and targets. They
// implement nn.Data, the same for every split.
type Molecules struct {
	Sizes  []int       // atoms of each
	nodes  [][]float32 // of each, atoms x features
	pairs  [][]float32 // of each, atoms x atoms x features
	values [][]float32 // of each task
}

// NewMolecules draws n of them, of sizes from 9 to 26.
func NewMolecules(n int, seed uint64) *Molecules {
	m, r := &Molecules{}, tasks.Rand(seed, "molecules")
	for range n {
		v := fewestAtoms + r.IntN(MostAtoms-fewestAtoms+1)
		m.Sizes = append(m.Sizes, v)
		m.nodes = append(m.nodes, uniform(r, v*qm9.NodeFeatures))
		m.pairs = append(m.pairs, uniform(r, v*v*qm9.EdgeFeatures))
	}
	for range qm9.Targets {
		m.values = append(m.values, uniform(r, n))
	}
	return m
}

// Len implements nn.Data.
func (m *Molecules) Len(tasks.Split) int { return len(m.Sizes) }

// Fill implements nn.Data.
func (m *Molecules) Fill(_ tasks.Split, index []int, b *nn.Batch) error {
	nodes, pairs := b.Inputs[1], b.Inputs[2]
	for row, i := range index {
		b.Inputs[0][row] = float32(m.Sizes[i])
		nodes, pairs = nodes[copy(nodes, m.nodes[i]):], pairs[copy(pairs, m.pairs[i]):]
		for k, v := range m.values {
			b.Targets[k].Values[row] = v[i]
		}
	}
	return nil
}

// AppendNumbers appends sizes, features of nodes, features of pairs, and targets
// task by task.
func (m *Molecules) AppendNumbers(all []float32) []float32 {
	for _, v := range m.Sizes {
		all = append(all, float32(v))
	}
	for _, part := range [][][]float32{m.nodes, m.pairs, m.values} {
		for _, v := range part {
			all = append(all, v...)
		}
	}
	return all
}
