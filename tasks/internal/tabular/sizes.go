package tabular

import "github.com/mtobench/mtobench/tasks"

// Sizes is what of a protocol depends on the suite and the profile.
type Sizes struct {
	Train, Val, Test, Batch int
	Quick, Standard, Paper  int    // epochs
	Note                    string // of the profile paper; there is a usual one
}

// At is the protocol at a profile.
func (s Sizes) At(p tasks.Profile) tasks.Protocol {
	out := tasks.Protocol{Epochs: s.Standard, Batch: s.Batch, Train: s.Train, Val: s.Val, Test: s.Test}
	switch p {
	case tasks.Quick:
		out.Epochs = s.Quick
	case tasks.Paper:
		out.Epochs = s.Paper
		if out.Notes = s.Note; s.Note == "" {
			out.Notes = "no paper on multi-task optimisation fixes a network for this set"
		}
	}
	return out
}
