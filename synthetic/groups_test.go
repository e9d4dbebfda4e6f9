package synthetic

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

func groupsOptions(s tasks.Suite, train int) tasks.Options {
	o := tasks.Options{Seed: 1, Task: tasks.AllTasks, Protocol: s.Protocol(tasks.Quick)}
	o.Protocol.Train, o.Protocol.Val, o.Protocol.Test = train, 0, 256
	return o
}

func TestGroupsConform(t *testing.T) {
	suitetest.Describe(t, Groups)
	suitetest.Conform(t, Groups, groupsOptions(Groups, 128))
}

// What a name says is what the suite is, and its own name says no more than
// it must.
func TestParseGroups(t *testing.T) {
	for name, want := range map[string]Planted{
		"groups":                             DefaultPlanted,
		"groups-tasks24-groups4":             {24, 4, 0.2, 0.3, 0.15},
		"groups-tasks5-overlap0.5-scatter1":  {5, 3, 0.5, 0.3, 1},
		"groups-tasks2-groups1-noise0":       {2, 1, 0.2, 0, 0.15},
		"groups-tasks30-groups30-overlap0.9": {30, 30, 0.9, 0.3, 0.15},
	} {
		s, ok, err := ParseGroups(name)
		if !ok || err != nil || s.(groupsSuite).Planted != want {
			t.Errorf("%s: %+v, %v, %v", name, s, ok, err)
			continue
		}
		if got := s.Info().Name; got != name {
			t.Errorf("%s calls itself %s", name, got)
		}
		suitetest.Describe(t, s)
	}
	for _, name := range []string{"groups-", "groups-tasks", "groups-tasks1", "groups-tasks2.5", "groups-overlap2", "groups-tasks4-groups5", "groups-speed3"} {
		if _, ok, err := ParseGroups(name); !ok || err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if _, ok, _ := ParseGroups("groupsie"); ok {
		t.Error("another name is taken")
	}
}

// The loss scales span three orders of magnitude; without scatter they are
// those of the groups.
func TestGroupsScales(t *testing.T) {
	for _, scatter := range []float64{0, 0.15, 1} {
		p := DefaultPlanted
		p.Scatter = scatter
		of, sigma := p.of(), p.scales()
		low, high := math.Inf(1), 0.0
		for m, s := range sigma {
			low, high = min(low, s*s), max(high, s*s)
			if n := of[m]; scatter == 0 && sigma[n] != s { // the first tasks are of groups 0, 1, ...
				t.Errorf("task %d of group %d has scale %g, the group %g", m, n, s, sigma[n])
			}
		}
		if span := math.Log10(high / low); span < 2.4 || span > 3.001 {
			t.Errorf("scatter %g: the loss scales span %.2f orders of magnitude", scatter, span)
		}
	}
}

// groupsData is training samples of a suite of planted groups.
func groupsData(p Planted, n int) (*drawn, *groupsFormula) {
	s := groupsSuite{p}
	d := s.data(groupsOptions(s, n).Protocol)
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	d.know(tasks.Train, all)
	return d, d.formula.(*groupsFormula)
}

// A task's targets have the variance of its signal and noise; those of tasks
// of a group are linear in the same features, and those of other groups are
// not, but for what the groups share.
func TestGroupsData(t *testing.T) {
	p := Planted{Tasks: 6, Groups: 2, Overlap: 0, Noise: 0}
	d, f := groupsData(p, 600)
	sp := &d.splits[tasks.Train]
	for m := range p.Tasks {
		for g := range p.Groups {
			if left := unexplained(sp, d, f, m, g); (left < 1e-6) != (f.of[m] == g) {
				t.Errorf("task %d of group %d: features of group %d leave %.2g of its variance", m, f.of[m], g, left)
			}
		}
	}
	p.Noise = 0.5
	noisy, _ := groupsData(p, 600)
	var sum float64
	for i, v := range noisy.splits[tasks.Train].y {
		e := float64(v-sp.y[i]) / f.sigma[i/groupsOutputs%p.Tasks]
		sum += e * e
	}
	if got := math.Sqrt(sum / float64(len(sp.y))); math.Abs(got-0.5) > 0.01 {
		t.Errorf("the noise has deviation %.3f, want 0.5", got)
	}
}

// unexplained is the part of a task's first output that a linear function of
// a group's features does not give, by least squares.
func unexplained(sp *drawnSplit, d *drawn, f *groupsFormula, task, group int) float64 {
	a, y := mat.NewDense(sp.n, groupsLatents, nil), mat.NewVecDense(sp.n, nil)
	var total float64
	for i := range sp.n {
		for j := range groupsLatents {
			var dot float64
			for q, x := range sp.x[i*groupsInputs:][:groupsInputs] {
				dot += f.features[group][j*groupsInputs+q] * float64(x)
			}
			a.Set(i, j, math.Tanh(dot))
		}
		y.SetVec(i, float64(sp.target(d, i, task)[0]))
		total += y.AtVec(i) * y.AtVec(i)
	}
	var w, fit mat.VecDense
	if err := w.SolveVec(a, y); err != nil {
		panic(err)
	}
	fit.MulVec(a, &w)
	fit.SubVec(&fit, y)
	return mat.Dot(&fit, &fit) / total
}

// Training one group's task helps no other group: gradients of the shared
// parameters agree within a group and not between groups.
func TestGroupsConflict(t *testing.T) {
	p := Planted{Tasks: 6, Groups: 2, Overlap: 0, Noise: 0.1, Scatter: 0}
	s := groupsSuite{p}
	problem := suitetest.Open(t, s, groupsOptions(s, 1024))
	suitetest.Train(t, problem, p.Tasks, 0, 4, 2e-3)
	losses := make([]float64, p.Tasks)
	cos := mat.NewSymDense(p.Tasks, nil)
	steps := problem.Steps()
	if err := problem.Epoch(4); err != nil {
		t.Fatal(err)
	}
	for range steps {
		if err := problem.Next(); err != nil {
			t.Fatal(err)
		}
		if err := problem.Losses(losses); err != nil {
			t.Fatal(err)
		}
		j, err := problem.Jacobian()
		if err != nil {
			t.Fatal(err)
		}
		g := j.Gram()
		for a := range p.Tasks {
			for b := a + 1; b < p.Tasks; b++ {
				cos.SetSym(a, b, cos.At(a, b)+g.At(a, b)/math.Sqrt(g.At(a, a)*g.At(b, b))/float64(steps))
			}
		}
	}
	var within, between []float64
	for a, ga := range s.of() {
		for b := a + 1; b < p.Tasks; b++ {
			if ga == s.of()[b] {
				within = append(within, cos.At(a, b))
			} else {
				between = append(between, cos.At(a, b))
			}
		}
	}
	mean := func(v []float64) (sum float64) {
		for _, x := range v {
			sum += x / float64(len(v))
		}
		return sum
	}
	t.Logf("within %.3f, between %.3f; %.3f", within, between, mean(within)-mean(between))
	negative := 0
	for _, c := range between {
		if c < 0 {
			negative++
		}
	}
	if mean(within) < mean(between)+0.05 || negative == 0 {
		t.Errorf("mean cosine of gradients within groups %.3f, between %.3f, %d of %d conflict", mean(within), mean(between), negative, len(between))
	}
}
