package qm9

import (
	"fmt"

	"github.com/mtobench/mtobench/tasks"
)

// Suite is the suite "qm9".
var Suite tasks.Suite = suite{}

type suite struct{}

// published are the errors of single-task training in the released code of
// Nash-MTL, which delta-m on the validation split is against when it chooses
// an epoch and lowers the learning rate.
var published = [Targets]float64{0.0671, 0.1814, 60.576, 53.915, 0.5027, 4.539, 58.838, 64.244, 63.852, 66.223, 0.07212}

// Info implements tasks.Suite.
func (suite) Info() tasks.Info {
	return Describe(tasks.Info{
		Name:     "qm9",
		Title:    "QM9",
		Source:   "Ramakrishnan, Dral, Rupp, von Lilienfeld: Quantum chemistry structures and properties of 134 kilo molecules, Scientific Data 1, 2014; network of Gilmer et al.: Neural Message Passing for Quantum Chemistry, ICML 2017",
		Data:     "dsgdb9nsd.xyz.tar.bz2 of https://doi.org/10.6084/m9.figshare.978904, whole or unpacked, or gdb9.sdf, gdb9.sdf.csv and uncharacterized.txt as PyTorch Geometric has them, into qm9/ of the data folder",
		Settings: map[string]string{"go4align.groups": "5"},
		Notes: "Errors are mean absolute ones in the units of the published tables; U0, U, H and G are atomisation energies. " +
			"Targets are standardised by the training split. The validation score, which chooses the epoch and drives the learning rate, " +
			"is Δm on the validation split against the published errors of single-task training, as in the released code; of single-task training it is the task’s error. " +
			"The published splits have 110,831, 10,000 and 10,000 molecules; the profile standard has the same shares of 3,000, quick has fewer. " +
			"Bonds are those of the file, or perceived from the places of the atoms where it has none.",
	}, published)
}

// Describe adds the eleven tasks and their metrics. The validation score takes
// errors over the references.
func Describe(info tasks.Info, references [Targets]float64) tasks.Info {
	for k, t := range targets {
		info.Tasks = append(info.Tasks, t.name)
		info.Metrics = append(info.Metrics, tasks.Metric{Name: "MAE", Task: t.name, Unit: t.unit, Digits: t.digits, Reference: references[k]})
	}
	return info
}

// Protocol implements tasks.Suite.
func (suite) Protocol(profile tasks.Profile) tasks.Protocol {
	p := Published()
	switch profile {
	case tasks.Quick:
		p.Epochs, p.Units = 40, 8
		p.Train, p.Val, p.Test = 960, 200, 200
	case tasks.Standard:
		p.Epochs, p.Units = 130, 16
		p.Train, p.Val, p.Test = Sizes(3000)
	default:
		p.Train, p.Val, p.Test = Sizes(fullSize)
	}
	return p
}

// Published is the protocol that Nash-MTL (ICML 2022), FAMO and GO4Align share,
// without the sizes of the splits.
func Published() tasks.Protocol {
	return tasks.Protocol{
		Network: "message passing (Gilmer et al. 2017): dense 11-d on each atom, ReLU; 3 passes over the complete graph by an edge network 5-2d-d×d, mean, ReLU, GRU d; " +
			"Set2Set of 3 steps; dense 2d-d, ReLU; heads dense d-1",
		Epochs:    300,
		Batch:     120,
		Units:     PaperWidth,
		Optimizer: tasks.Optimizer{Name: "adam", LR: 1e-3},
		Schedule:  tasks.Schedule{Name: "plateau", Factor: 0.7, Patience: 5, Min: 1e-5},
		Selection: tasks.BestVal,
	}
}

// The protocols by name: the one that most papers share, which is the suite's
// own, and that of NTKMTL.
var (
	nashmtl = tasks.NamedProtocol{Name: "nashmtl", Text: "batch 120 and patience 5 (Nash-MTL, ICML 2022; FAMO, GO4Align), as without a name"}
	ntkmtl  = tasks.NamedProtocol{Name: "ntkmtl", Text: "batch 60 and patience 10 (NTKMTL, NeurIPS 2025), not 120 and 5"}
)

// Protocols implements tasks.Protocoler.
func (suite) Protocols() []tasks.NamedProtocol { return []tasks.NamedProtocol{nashmtl, ntkmtl} }

// WithProtocol implements tasks.Protocoler.
func (suite) WithProtocol(p tasks.Protocol, name string) tasks.Protocol {
	if name == ntkmtl.Name {
		p.Batch, p.Schedule.Patience = 60, 10
		p.Notes = "protocol " + ntkmtl.Name + ": " + ntkmtl.Text
	}
	return p
}

// Fit implements tasks.Fitter: of a set without all molecules the published
// splits have their shares; of one with more, which has those of
// uncharacterized.txt too, the training split has the rest.
func (suite) Fit(p tasks.Protocol, data string) (tasks.Protocol, error) {
	train, val, test := Sizes(fullSize)
	if p.Train != train || p.Val != val || p.Test != test {
		return p, nil
	}
	set, err := Load(data)
	if err != nil {
		return p, err
	}
	p.Train, p.Val, p.Test = Sizes(set.Len())
	p.Notes = join(p.Notes, sizeNote(set.Len()))
	return p, nil
}

// sizeNote says of a set of n molecules how its splits differ from the
// published ones, if they do.
func sizeNote(n int) string {
	switch {
	case n < fullSize:
		return fmt.Sprintf("of the %d molecules that are there, not %d, the splits have the published shares", n, fullSize)
	case n > fullSize:
		return fmt.Sprintf("of the %d molecules that are there %d more than published train: those of uncharacterized.txt, which is not beside them, are not left out", n, n-fullSize)
	}
	return ""
}

// join puts two notes, either of which may be empty, into one.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// Files implements tasks.Suite.
func (suite) Files(data string, _ tasks.Protocol) ([]string, error) { return Files(data) }

// Open implements tasks.Suite.
func (suite) Open(o tasks.Options) (tasks.Problem, error) {
	set, err := Load(o.Data)
	if err != nil {
		return nil, fmt.Errorf("qm9: %w", err)
	}
	s, err := NewSamples(set, o.Protocol)
	if err != nil {
		return nil, fmt.Errorf("qm9: %w", err)
	}
	return NewProblem(s, o)
}
