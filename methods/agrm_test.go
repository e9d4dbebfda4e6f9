package methods

import (
	"fmt"
	"strings"
	"testing"
)

// eachAGRM runs a test of AGRM on every method that has weights.
func eachAGRM(t *testing.T, test func(t *testing.T, of, on Info)) {
	t.Helper()
	for _, of := range All {
		on, err := Lookup("agrm(" + of.Name + ")")
		if of.Kind == Baseline || of.NoWeights || of.Name == "go4align" {
			if err == nil || !strings.HasPrefix(err.Error(), "agrm("+of.Name+"): ") {
				t.Errorf("agrm(%s): error %v", of.Name, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Run(of.Name, func(t *testing.T) { test(t, of, on) })
	}
}

// With a group for every task AGRM changes nothing, bit by bit; with one group
// all tasks get the mean of METHOD's weights.
func TestAGRMOnAMethod(t *testing.T) {
	steps := randomSteps(conformTasks)
	eachAGRM(t, func(t *testing.T, of, on Info) {
		want := conformRun(t, of, makeMethod(t, of, conformTasks, nil), steps, 0, conformSteps)
		single := map[string]string{"grouping": "single"}
		if !sameResults(conformRun(t, on, makeMethod(t, on, conformTasks, single), steps, 0, conformSteps), want) {
			t.Error("one group a task differs from the method alone")
		}
		one := map[string]string{"groups": "1"}
		for i, r := range conformRun(t, on, makeMethod(t, on, conformTasks, one), steps, 0, conformSteps) {
			var mean, head float64
			for k, w := range want[i].weights {
				mean += w / conformTasks
				head += want[i].heads[k] / conformTasks
			}
			for k := range r.weights {
				tol := 1e-12 * maxAbs(want[i].weights)
				checkClose(t, fmt.Sprintf("step %d weight %d", i, k), r.weights[k:k+1], []float64{mean}, tol)
				checkClose(t, fmt.Sprintf("step %d head %d", i, k), r.heads[k:k+1], []float64{head}, 1e-12*maxAbs(want[i].heads))
			}
		}
	})
}

// What AGRM itself keeps between steps, its random stream and the number of
// groups, goes on from the saved state bit by bit, whether METHOD keeps the
// stream too or not.
func TestAGRMGoesOn(t *testing.T) {
	const cut, steps = 9, 25
	batches := randomSteps(conformTasks)
	for _, name := range []string{"agrm(rlw)", "agrm(si)"} {
		on, err := Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, set := range variants() {
			goesOn(t, on, set, batches, cut, steps)
		}
	}
}

// The methods of the paper's table 4, in the groups of its indicators' place:
// K-means on the weights 1, 2, 9, 10 and 11 finds two groups.
func TestAGRMGroupsWeights(t *testing.T) {
	on, err := Lookup("agrm(fixed)")
	if err != nil {
		t.Fatal(err)
	}
	m := makeMethod(t, on, 5, map[string]string{"weights": "1,10,2,9,11"})
	s := newStep(nil, randomRows(5, 7, 3))
	if err := m.Step(s); err != nil {
		t.Fatal(err)
	}
	checkClose(t, "weights", traceOf(m).Weights, []float64{7.5, 50, 7.5, 50, 50}, 1e-12)
	if got := fmt.Sprint(traceOf(m).Groups); got != "[0 1 0 1 1]" {
		t.Errorf("groups %s", got)
	}
}
