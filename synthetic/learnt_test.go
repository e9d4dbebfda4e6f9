package synthetic

import (
	"math"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/frame"
	"github.com/mtobench/mtobench/tasks/nyuv2"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

// constant is the metrics of the best predictors that do not look at the image,
// each chosen on the training frames: the commonest class, the median depth and
// the mean normal. They are in the order of the suite's metrics.
func constant(t *testing.T, src frame.Source, classes int) []float64 {
	var f frame.Frame
	count := make([]int, classes)
	var depths []float64
	var normal [3]float64
	each(t, src, tasks.Train, &f, func(p int) {
		if l := f.Label[p]; l >= 0 {
			count[l]++
		}
		if z := f.Depth[p]; z > 0 {
			depths = append(depths, float64(z))
			for k := range 3 {
				if f.Normal != nil {
					normal[k] += float64(f.Normal[k*f.H*f.W+p])
				}
			}
		}
	})
	class := int32(slices.Index(count, slices.Max(count)))
	slices.Sort(depths)
	depth := depths[len(depths)/2]
	length := math.Hypot(math.Hypot(normal[0], normal[1]), normal[2])
	var labelled, right, valid int
	var abs, rel float64
	var angles []float64
	each(t, src, tasks.Test, &f, func(p int) {
		if l := f.Label[p]; l >= 0 {
			labelled++
			if l == class {
				right++
			}
		}
		if z := float64(f.Depth[p]); z > 0 {
			valid++
			abs += math.Abs(z - depth)
			rel += math.Abs(z-depth) / z
			if f.Normal != nil {
				cos := 0.0
				for k := range 3 {
					cos += normal[k] / length * float64(f.Normal[k*f.H*f.W+p])
				}
				angles = append(angles, 180/math.Pi*math.Acos(max(-1, min(1, cos))))
			}
		}
	})
	accuracy := 100 * float64(right) / float64(labelled)
	values := []float64{accuracy / float64(classes), accuracy, abs / float64(valid), rel / float64(valid)}
	if angles == nil {
		return values
	}
	slices.Sort(angles)
	mean := 0.0
	for _, a := range angles {
		mean += a / float64(len(angles))
	}
	values = append(values, mean, angles[len(angles)/2])
	for _, limit := range []float64{11.25, 22.5, 30} {
		below, _ := slices.BinarySearch(angles, limit)
		values = append(values, 100*float64(below)/float64(len(angles)))
	}
	return values
}

// each reads the frames of a split and calls do for every pixel.
func each(t *testing.T, src frame.Source, s tasks.Split, f *frame.Frame, do func(p int)) {
	for i := range src.Len(s) {
		if err := src.Read(s, i, f); err != nil {
			t.Fatal(err)
		}
		for p := range f.Label {
			do(p)
		}
	}
}

// TestScenesAreLearnt trains a small network for a few seconds: it is better on
// rooms that it has not seen than any prediction that does not look, in all of
// segmentation and normals. Depth takes longer.
func TestScenesAreLearnt(t *testing.T) {
	p := Scenes.Protocol(tasks.Quick)
	p.Train, p.Test = 192, 64
	o := tasks.Options{Protocol: p, Seed: 1, Task: tasks.AllTasks}
	problem := suitetest.Open(t, Scenes, o)
	suitetest.Train(t, problem, 3, 0, 5, p.Optimizer.LR)
	told, err := problem.(tasks.Constant).Constant(tasks.Test)
	if err != nil {
		t.Fatal(err)
	}
	got, blind := suitetest.Evaluate(t, problem), constant(t, sceneDrawing.source(o), nyuv2.Classes)
	for i, m := range Scenes.Info().Metrics {
		if math.Abs(told[i]-blind[i]) > 1e-4*blind[i] {
			t.Errorf("%s %s: the suite tells %v of the constant predictor, want %v", m.Task, m.Name, told[i], blind[i])
		}
		if m.Task == "depth" {
			continue
		}
		if better := got[i] < blind[i]; better == m.Higher {
			t.Errorf("%s %s: %.3f, without looking %.3f", m.Task, m.Name, got[i], blind[i])
		}
	}
	t.Logf("learnt %.3f, without looking %.3f", got, blind)
}
