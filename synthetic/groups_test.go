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

// The loss scales nearly span three orders of magnitude; without scatter they are
// those of the groups.
func TestGroupsScales(t *testing.T) {
	for _, scatter := range []float64{0, 0.15, 1} {
		p := DefaultPlanted
		p.Scatter = scatter
		of, sigma := p.of(), p.scales()
		for m, s := range sigma {
			if n := of[m]; scatter == 0 && sigma[n] != s { // the first tasks are of groups 0, 1, ...
				t.Errorf("task %d of group %d has scale %g, the group %g", m, n, s, sigma[n])
			}
		}
		if span := p.decades(); span < 2.75 || span > 3.001 {
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

// The parts of f_m add up as Groups says: sqrt(1-o) of the group's features and
// sqrt(o) of those that all share.
func TestGroupsOverlap(t *testing.T) {
	targets := func(overlap float64) ([]float32, *groupsFormula) {
		d, f := groupsData(Planted{Tasks: 6, Groups: 2, Overlap: overlap}, 50)
		return d.splits[tasks.Train].y, f
	}
	own, f := targets(0)
	common, _ := targets(1)
	both, _ := targets(0.36)
	for i, v := range both {
		sigma := f.sigma[i/groupsOutputs%f.Tasks]
		if want := 0.8*float64(own[i]) + 0.6*float64(common[i]); math.Abs(float64(v)-want) > 1e-5*sigma {
			t.Fatalf("target %d is %v, want %v", i, v, want)
		}
	}
}

// Features of one group are steeper than those of another by the rates, and
// half of A_m is the group's own: its rows have a cosine of about 1/2 within a
// group and none between groups.
func TestGroupsFormula(t *testing.T) {
	f := groupsSuite{Planted{Tasks: 30, Groups: 3}}.formula()
	for g, rate := range []float64{0.5, 1, 2, 1} { // the last are those that all share
		var squares float64
		for _, v := range f.features[g] {
			squares += v * v / groupsLatents
		}
		if got := math.Sqrt(squares); math.Abs(got/rate-1) > 0.25 {
			t.Errorf("features %d have rate %.2f, want about %g", g, got, rate)
		}
	}
	var sum, n [2]float64 // within groups, between
	for a, ma := range f.own {
		for b, mb := range f.own[:a] {
			kind := 0
			if f.of[a] != f.of[b] {
				kind = 1
			}
			for i, v := range ma {
				sum[kind] += v * mb[i] / groupsOutputs
			}
			n[kind]++
		}
	}
	if within, between := sum[0]/n[0], sum[1]/n[1]; math.Abs(within-0.5) > 0.1 || math.Abs(between) > 0.2 {
		t.Errorf("mean cosine of A %.2f within groups, %.2f between", within, between)
	}
}

// nMSE is in units of the task's scale: before training it is alike for all
// tasks, whose loss scales span three orders of magnitude.
func TestGroupsMetric(t *testing.T) {
	for m, v := range suitetest.Evaluate(t, suitetest.Open(t, Groups, groupsOptions(Groups, 128))) {
		if v < 0.05 || v > 3 {
			t.Errorf("task %d: nMSE %.3g before training", m, v)
		}
	}
}
