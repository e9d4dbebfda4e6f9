package tabular

import (
	"cmp"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/internal/filecache"
	"github.com/mtobench/mtobench/tasks/internal/gzfile"
	"github.com/mtobench/mtobench/tasks/nn"
)

// Suite is a suite of one table; it implements tasks.Suite and
// tasks.Architect.
type Suite struct {
	Name, Title, Source string
	Get                 string // how to get the data
	Notes               string
	Folder              string // of the data folder
	// Names are the files, each in the forms it may have, of which the first
	// that is there is read.
	Names [][]string
	// Read reads the files, in the order of Names.
	Read func(paths []string) (*Data, error)
	// ReadFirst, where not nil, takes the place of Read: it reads as many rows
	// as the protocol wants, from the beginning.
	ReadFirst func(paths []string, rows int) (*Data, error)
	Targets   []Target
	Scores    []Score // of every task that they fit
	Hidden    []int   // widths of the trunk's layers
	Folds     int     // of a cross-validation; 0 for one split
	// Sizes gives the samples of the splits, the epochs and the batch size at a
	// profile; the rest of the protocol is the same everywhere.
	Sizes func(tasks.Profile) tasks.Protocol
	// Seed fixes the split, for all runs.
	Seed uint64
	// Streams says that every task has rows of its own.
	Streams bool

	cache *filecache.Keyed[int, *Data] // by the number of rows
}

// New completes a suite.
func New(s Suite) *Suite {
	s.cache = new(filecache.Keyed[int, *Data])
	return &s
}

// read gives the table, read once in a process.
func (s *Suite) read(paths []string, p tasks.Protocol) (*Data, error) {
	rows := 0
	if s.ReadFirst != nil {
		rows = p.Train + p.Val + p.Test
	}
	return s.cache.Get(rows, paths, func() (d *Data, err error) {
		if s.ReadFirst != nil {
			d, err = s.ReadFirst(paths, rows)
		} else {
			d, err = s.Read(paths)
		}
		if err == nil {
			err = gzfile.Describe(place(paths), d.check(s.Targets))
		}
		return d, err
	})
}

// Info implements tasks.Suite.
func (s *Suite) Info() tasks.Info {
	info := tasks.Info{
		Name: s.Name, Title: s.Title, Source: s.Source, Data: s.Get, Parts: s.Folds,
		Notes: strings.TrimSpace(s.Notes + " " + s.rules()),
	}
	for _, t := range s.Targets {
		info.Tasks = append(info.Tasks, t.Name)
		for _, score := range s.Scores {
			if score.fits(t.Kind) {
				m := scores[score]
				m.Task = t.Name
				if score == MAE {
					m.Unit = t.Unit
				}
				info.Metrics = append(info.Metrics, m)
			}
		}
	}
	return info
}

// rules says what is done to every table.
func (s *Suite) rules() string {
	text := "Numbers are standardised, categories and missing values are counted by the training rows alone."
	if slices.Contains(s.Scores, NRMSE) {
		text += " nRMSE is the root of the mean squared error over the deviation of the training targets."
	}
	if s.Streams {
		text += " Every task has rows of its own: a mini-batch has as many of each, and a task's loss counts its own."
	}
	if s.Folds > 1 {
		text += fmt.Sprintf(" A cell is a cross-validation of %d folds, the metrics their means.", s.Folds)
	}
	return text
}

// Protocol implements tasks.Suite.
func (s *Suite) Protocol(p tasks.Profile) tasks.Protocol {
	protocol := s.Sizes(p)
	protocol.Network = s.described(hard)
	if protocol.Optimizer.Name == "" {
		protocol.Optimizer = tasks.Optimizer{Name: "adam", LR: 1e-3}
	}
	if protocol.Selection == "" {
		protocol.Selection = tasks.BestVal
	}
	return protocol
}

// WithArchitecture implements tasks.Architect.
func (s *Suite) WithArchitecture(p tasks.Protocol, arch string) tasks.Protocol {
	p.Arch, p.Network = arch, s.described(arch)+"; single-task training: "+s.described(hard)
	return p
}

// Files implements tasks.Suite.
func (s *Suite) Files(data string, _ tasks.Protocol) ([]string, error) {
	var paths []string
	for _, names := range s.Names {
		path, err := gzfile.Find(filepath.Join(data, s.Folder), names...)
		if err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// Open implements tasks.Suite.
func (s *Suite) Open(o tasks.Options) (tasks.Problem, error) {
	task := o.Task
	p, targets, err := s.load(&o)
	if err != nil {
		return nil, err
	}
	var m nn.Meter = newMeter(targets, s.Scores, p.scale)
	if len(targets) < len(s.Targets) {
		m = lone{m, s.metricsBefore(task), s.metricsBefore(len(s.Targets))}
	}
	arch := o.Protocol.Arch
	if task != tasks.AllTasks {
		arch = hard
	}
	return nn.NewProblem(nn.Config{Network: network(arch, p.width, s.Hidden, targets), Data: p, Meter: m, Options: o})
}

// metricsBefore is the number of metrics of the tasks before one.
func (s *Suite) metricsBefore(task int) int {
	n := 0
	for _, t := range s.Targets[:task] {
		for _, score := range s.Scores {
			if score.fits(t.Kind) {
				n++
			}
		}
	}
	return n
}

// load reads, splits and prepares the data. A task that has rows of its own and
// is trained alone is a table of its own, with its part of the batch.
func (s *Suite) load(o *tasks.Options) (*prepared, []Target, error) {
	paths, err := s.Files(o.Data, o.Protocol)
	if err != nil {
		return nil, nil, err
	}
	d, err := s.read(paths, o.Protocol)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	rows, err := d.split(o.Protocol, s.Seed, o.Part, s.Folds)
	if err == nil {
		err = cmp.Or(d.checkStreams(rows, s.Targets), d.checkClasses(rows, s.Targets))
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %s: %w", s.Name, place(paths), err)
	}
	targets := s.Targets
	if s.Streams && o.Task != tasks.AllTasks {
		d, rows = d.alone(o.Task, rows)
		targets = targets[o.Task : o.Task+1]
		o.Protocol.Batch = max(1, o.Protocol.Batch/len(s.Targets))
		o.Task = 0
	}
	o.Protocol.Batch = min(o.Protocol.Batch, len(rows[tasks.Train]))
	return prepare(d, targets, rows), targets, nil
}

// place is what an error of a table names: its file, or the folder of several.
func place(paths []string) string {
	if len(paths) == 1 {
		return paths[0]
	}
	return filepath.Dir(paths[0])
}

// alone is the rows of a task alone, with their splits.
func (d *Data) alone(task int, rows split) (*Data, split) {
	at := map[int]int{} // row to row among the task's
	for i, s := range d.Stream {
		if s == task {
			at[i] = len(at)
		}
	}
	var out split
	for s, list := range rows {
		for _, i := range list {
			if j, own := at[i]; own {
				out[s] = append(out[s], j)
			}
		}
	}
	return d.rowsOf(task), out
}

// lone gives the metrics of a task that is a table of its own their place among
// the suite's.
type lone struct {
	nn.Meter
	at, total int
}

// Values implements nn.Meter.
func (l lone) Values() []float64 {
	out := make([]float64, l.total)
	for i := range out {
		out[i] = math.NaN()
	}
	copy(out[l.at:], l.Meter.Values())
	return out
}

// network is a trunk of an architecture with a dense layer a task.
func network(arch string, inputs int, hidden []int, targets []Target) nn.Network {
	net := nn.Network{Inputs: [][]int{{inputs}}, Trunk: trunk(arch, hidden, len(targets))}
	for k, t := range targets {
		net.Heads = append(net.Heads, nn.Head{
			Name: t.Name,
			Build: func(b *nn.Builder, z []*nn.Node) *nn.Node {
				return b.Dense(z[min(k, len(z)-1)], "out", t.outputs(), nn.Identity)
			},
			Loss: t.loss(),
		})
	}
	return net
}
