package synthetic

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
)

// Planted describes a problem whose tasks are in groups that are known, so
// that a method which groups tasks can be scored.
type Planted struct {
	Tasks  int // M, at least 2
	Groups int // K, from 1 to M
	// Overlap is the part of a task's signal that all groups share, from 0 to 1.
	Overlap float64
	// Noise is the deviation of the targets' noise over the task's scale, at
	// least 0.
	Noise float64
	// Scatter is the part of the spread of the loss scales that lies within
	// groups, from 0, where the scales tell the groups, to 1, where they tell
	// nothing of them.
	Scatter float64
}

// DefaultPlanted is the suite "groups".
var DefaultPlanted = Planted{Tasks: 12, Groups: 3, Overlap: 0.2, Noise: 0.3, Scatter: 0.15}

// Groups is a regression on tasks in planted groups, our own. The tasks of a
// group are linear in the same latent features phi_g, and all groups share
// phi_0:
//
//	f_m(x) = sigma_m (sqrt(1-o) A_m phi_g(x) + sqrt(o) B_m phi_0(x)),
//	phi_g(x) = tanh(rate_g V_g x), x of length 32, f_m of length 4,
//
// where A_m and B_m are random matrices whose rows have norm 1, half of A_m the
// group's own, V_g is random and o is the overlap. The trunk ends in fewer units than the groups have
// latent features together, so that the groups compete for it. The rates make
// the features of one group steeper, and so slower to learn, than those of
// another. The loss scales sigma^2 lie within three orders of magnitude, which
// they nearly span (2.8 of them by default), from group to group and, by
// Scatter, within a group.
var Groups tasks.Suite = groupsSuite{DefaultPlanted}

type groupsSuite struct{ Planted }

const groupsName = "groups"

// planted are the parameters that a name may change.
func (p *Planted) planted() []struct {
	name  string
	whole *int
	part  *float64
	least float64
	most  float64
} {
	return []struct {
		name  string
		whole *int
		part  *float64
		least float64
		most  float64
	}{
		{"tasks", &p.Tasks, nil, 2, 1000},
		{"groups", &p.Groups, nil, 1, 1000},
		{"overlap", nil, &p.Overlap, 0, 1},
		{"noise", nil, &p.Noise, 0, 100},
		{"scatter", nil, &p.Scatter, 0, 1},
	}
}

// ParseGroups finds a suite of planted groups by its name, such as
// "groups-tasks24-groups4-overlap0.5": what it does not name is as in
// DefaultPlanted. ok is false for other names.
func ParseGroups(name string) (s tasks.Suite, ok bool, err error) {
	words := strings.Split(name, "-")
	if words[0] != groupsName {
		return nil, false, nil
	}
	p := DefaultPlanted
	for _, word := range words[1:] {
		if err := p.set(word); err != nil {
			return nil, true, fmt.Errorf("suite %s: %w", name, err)
		}
	}
	if p.Groups > p.Tasks {
		return nil, true, fmt.Errorf("suite %s: %d groups of %d tasks", name, p.Groups, p.Tasks)
	}
	return groupsSuite{p}, true, nil
}

func (p *Planted) set(word string) error {
	name := strings.TrimRight(word, "0123456789.")
	var valid []string
	for _, q := range p.planted() {
		if valid = append(valid, q.name); q.name != name {
			continue
		}
		v, err := strconv.ParseFloat(word[len(name):], 64)
		if err != nil || v < q.least || v > q.most || q.whole != nil && v != math.Trunc(v) {
			return fmt.Errorf("%q: %s takes a number from %g to %g", word, name, q.least, q.most)
		}
		if q.whole != nil {
			*q.whole = int(v)
		} else {
			*q.part = v
		}
		return nil
	}
	return fmt.Errorf("%q is none of %s with a number behind it", word, strings.Join(valid, ", "))
}

// name is the shortest that ParseGroups takes for these parameters.
func (p Planted) name() string {
	name := groupsName
	plain := DefaultPlanted
	usual := plain.planted()
	for i, q := range p.planted() {
		if q.whole != nil && *q.whole != *usual[i].whole {
			name += fmt.Sprintf("-%s%d", q.name, *q.whole)
		}
		if q.part != nil && *q.part != *usual[i].part {
			name += fmt.Sprintf("-%s%g", q.name, *q.part)
		}
	}
	return name
}

// of is the group of each task: as many tasks in each as can be, neighbours
// in different ones, so that a grouping by the tasks' order finds none.
func (p Planted) of() []int {
	of := make([]int, p.Tasks)
	for m := range of {
		of[m] = m % p.Groups
	}
	return of
}

// Info implements tasks.Suite.
func (s groupsSuite) Info() tasks.Info {
	info := tasks.Info{
		Name:   s.name(),
		Title:  "Planted groups",
		Source: "mtobench: drawn from a fixed seed",
		Groups: s.of(),
		Notes: fmt.Sprintf("%d tasks in %d planted groups: tasks of a group are linear in the same latent features, groups differ in how steep these are; "+
			"overlap %g, noise %g. The loss scales span %.1f orders of magnitude, %g of that within groups. nMSE is the mean squared error over the task's scale.",
			s.Tasks, s.Groups, s.Overlap, s.Noise, s.decades(), s.Scatter),
	}
	if name := s.name(); name != groupsName {
		info.Title += " (" + strings.ReplaceAll(strings.TrimPrefix(name, groupsName+"-"), "-", ", ") + ")"
	}
	for m, g := range info.Groups {
		task := groupsTask(m, g)
		info.Tasks = append(info.Tasks, task)
		info.Metrics = append(info.Metrics, tasks.Metric{Name: "nMSE", Task: task, Digits: 4})
	}
	return info
}

// groupsTask is the name of a task: group A has the tasks A1, A2, ...
func groupsTask(task, group int) string {
	letter := fmt.Sprintf("G%d.", group+1)
	if group < 26 {
		letter = string(rune('A' + group))
	}
	return fmt.Sprintf("%s (task %d)", letter, task+1)
}

// Protocol implements tasks.Suite.
func (s groupsSuite) Protocol(p tasks.Profile) tasks.Protocol {
	protocol := tasks.Protocol{
		Network:   fmt.Sprintf("MLP: dense %d-%d-%d, ReLU; heads dense %d-%d", groupsInputs, groupsHidden, groupsNeck, groupsNeck, groupsOutputs),
		Epochs:    100,
		Batch:     64,
		Train:     32_768,
		Test:      4_096,
		Optimizer: tasks.Optimizer{Name: "adam", LR: 2e-3},
		Selection: tasks.Last,
	}
	switch p {
	case tasks.Standard:
		protocol.Epochs, protocol.Train = 50, 16_384
	case tasks.Quick:
		protocol.Epochs, protocol.Train, protocol.Test = 15, 4_096, 1_024
	}
	return protocol
}

// Files implements tasks.Suite.
func (groupsSuite) Files(string, tasks.Protocol) ([]string, error) { return nil, nil }

// Open implements tasks.Suite.
func (s groupsSuite) Open(o tasks.Options) (tasks.Problem, error) {
	f := s.formula()
	variance := make([]float64, s.Tasks)
	for m, sigma := range f.sigma {
		variance[m] = sigma * sigma
	}
	return nn.NewProblem(nn.Config{
		Network: s.network(), Data: s.data(o.Protocol), Meter: nn.NewSquaredError(variance), Options: o,
	})
}

func (s groupsSuite) network() nn.Network {
	net := nn.Network{
		Inputs: [][]int{{groupsInputs}},
		Trunk: func(b *nn.Builder, x []*nn.Node) []*nn.Node {
			h := b.Dense(x[0], "dense1", groupsHidden, nn.ReLU)
			return []*nn.Node{b.Dense(h, "dense2", groupsNeck, nn.ReLU)}
		},
	}
	for _, task := range s.Info().Tasks {
		net.Heads = append(net.Heads, nn.Head{
			Name:  task,
			Build: func(b *nn.Builder, z []*nn.Node) *nn.Node { return b.Dense(z[0], "out", groupsOutputs, nn.Identity) },
			Loss:  nn.MSE,
		})
	}
	return net
}
