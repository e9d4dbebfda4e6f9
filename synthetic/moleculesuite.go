package synthetic

import (
	"fmt"
	"sync"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/qm9"
)

// Molecules is the suite "molecules": drawn molecules with the targets, the
// reader and the network of the suite "qm9", without a file.
var Molecules tasks.Suite = moleculeSuite{}

type moleculeSuite struct{}

// moleculeSeed draws the molecules, for all runs.
const moleculeSeed = 1

// moleculeSpread is the mean absolute deviation of each target over the first
// 2,000 molecules, to two digits: what the predictor of their mean errs by.
var moleculeSpread = [qm9.Targets]float64{1.6, 16, 1200, 2200, 290, 1000, 13000, 14000, 14000, 12000, 5.4}

// Info implements tasks.Suite.
func (moleculeSuite) Info() tasks.Info {
	return qm9.Describe(tasks.Info{
		Name:   "molecules",
		Title:  "Drawn molecules",
		Source: "mtobench: drawn from a fixed seed; network of Gilmer et al.: Neural Message Passing for Quantum Chemistry, ICML 2017",
		Notes: "Graphs with the valences of their elements, places by distance geometry and the eleven properties of QM9 by formulas of their own kinds, " +
			"read as QM9’s files are. Errors are mean absolute ones. The validation score is their mean, each over the target’s mean absolute deviation.",
	}, moleculeSpread)
}

// Protocol implements tasks.Suite.
func (moleculeSuite) Protocol(profile tasks.Profile) tasks.Protocol {
	p := qm9.Published()
	p.Notes = "the protocol that is published for QM9"
	switch profile {
	case tasks.Quick:
		p.Epochs, p.Units = 14, 10
		p.Batch, p.Optimizer.LR = 8, 5e-3 // many steps of few molecules, of which there are few
		p.Notes += ", but for batch and learning rate, so that few molecules do"
		p.Train, p.Val, p.Test = 240, 60, 100
	case tasks.Standard:
		p.Epochs, p.Units = 100, 16
		p.Train, p.Val, p.Test = 2000, 200, 500
	default:
		p.Train, p.Val, p.Test = 20_000, 2000, 2000
	}
	return p
}

// Files implements tasks.Suite.
func (moleculeSuite) Files(string, tasks.Protocol) ([]string, error) { return nil, nil }

// Open implements tasks.Suite. Validation and test molecules are drawn when
// they are first wanted, so that training begins at once.
func (moleculeSuite) Open(o tasks.Options) (tasks.Problem, error) {
	s, err := qm9.NewLateSamples(o.Protocol, func(split tasks.Split, numbers []int) (*qm9.Set, error) {
		return moleculesOf(moleculeSplit{sizes(o.Protocol), split}, numbers)
	})
	if err != nil {
		return nil, fmt.Errorf("molecules: %w", err)
	}
	return qm9.NewProblem(s, o)
}

// moleculeSplit says which molecules are meant: a split, where all are of these
// sizes.
type moleculeSplit struct {
	sizes [3]int
	split tasks.Split
}

// moleculeSets shares the sets among the cells of a process.
var moleculeSets sync.Map

// moleculesOf is a split's molecules, drawn at the first call.
func moleculesOf(which moleculeSplit, numbers []int) (*qm9.Set, error) {
	draw := sync.OnceValues(func() (*qm9.Set, error) { return MoleculeSet(numbers, moleculeSeed) })
	once, _ := moleculeSets.LoadOrStore(which, draw)
	return once.(func() (*qm9.Set, error))()
}
