package qm9

import (
	"fmt"
	"math"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
)

// Len implements nn.Data.
func (s *Samples) Len(split tasks.Split) int { return len(s.Index[split]) }

// Fill implements nn.Data for the inputs of Network: numbers of atoms, atoms,
// pairs, as nn.Graphs has them. Targets are standardised.
func (s *Samples) Fill(split tasks.Split, index []int, b *nn.Batch) error {
	set, err := s.sets[split]()
	if err != nil {
		return err
	}
	sizes, atoms, pairs := b.Inputs[0], b.Inputs[1], b.Inputs[2]
	for row, at := range index {
		i := s.Index[split][at]
		sizes[row] = float32(set.Atoms(i))
		set.FillNodes(i, atoms)
		set.FillPairs(i, pairs)
		atoms, pairs = atoms[set.Atoms(i)*NodeFeatures:], pairs[set.Pairs(i)*EdgeFeatures:]
		for k, t := range targets {
			v := float32(s.Standard(set.Target(i, k), k))
			if math.IsInf(float64(v), 0) {
				return fmt.Errorf("molecule gdb_%d: target %s is %v %s, too far from the training split's", set.id[i], t.name, set.Target(i, k), t.unit)
			}
			b.Targets[k].Values[row] = v
		}
	}
	return nil
}
