package metric

import (
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// pixelCase is a case of metrics_nyuv2, metrics_cityscapes or metrics_libmtl.
type pixelCase struct {
	Input struct {
		Classes int `json:"num_classes"`
		Batches []struct {
			Logits     [][][][]float64
			Label      [][][]int
			Depth      [][][][]float64
			DepthPred  [][][][]float64 `json:"depth_pred"`
			Normal     [][][][]float64
			NormalPred [][][][]float64 `json:"normal_pred"`
		}
	}
	Expect struct {
		Confusion [][]int64                 `json:"confusion_matrix"`
		IoU       golden.Float              `json:"mean_iou_float32"`
		Accuracy  golden.Float              `json:"pix_acc_float32"`
		PerBatch  []map[string]golden.Float `json:"per_batch"`
		Average   map[string]golden.Float   `json:"average_over_batches"`
		Vector    golden.Floats             `json:"metric_vector"`
		// LibMTL's.
		Segmentation golden.Floats `json:"seg_miou_acc"`
		Depth        golden.Floats `json:"depth_abs_rel"`
		Normals      golden.Floats `json:"normal"`
	}
}

type pixelFile struct {
	Tolerance float64
	Cases     []pixelCase
}

func near(t *testing.T, what string, got, w, tolerance float64) {
	t.Helper()
	if math.IsNaN(w) != math.IsNaN(got) || math.Abs(got-w) > tolerance*max(1, math.Abs(w)) {
		t.Errorf("%s: %v, want %v", what, got, w)
	}
}

// flat is an image's planes one after another.
func flat(planes [][][]float64) []float64 {
	var out []float64
	for _, p := range planes {
		for _, row := range p {
			out = append(out, row...)
		}
	}
	return out
}

// confuse counts a case's classes: the largest output, the first of equal ones.
func (c *pixelCase) confuse() *Confusion {
	m := NewConfusion(c.Input.Classes)
	for _, b := range c.Input.Batches {
		for i, image := range b.Label {
			for y, row := range image {
				for x, target := range row {
					best := 0
					for k := range b.Logits[i] {
						if b.Logits[i][k][y][x] > b.Logits[i][best][y][x] {
							best = k
						}
					}
					m.Add(target, best)
				}
			}
		}
	}
	return m
}

// batch is the figures of one batch, by the names of the files; unit makes
// predicted normals of unit length, where the code does.
func (c *pixelCase) batch(b int, unit func([]float64) []float64) (map[string]float64, *DepthError, []float64) {
	in := &c.Input.Batches[b]
	var depth DepthError
	var angles []float64
	for i := range in.Depth {
		AddDepth(&depth, flat(in.DepthPred[i]), flat(in.Depth[i]))
		if in.Normal != nil {
			angles = AppendAngles(angles, unit(flat(in.NormalPred[i])), flat(in.Normal[i]), SumNotZero)
		}
	}
	v := map[string]float64{"abs_err": depth.Abs(), "rel_err": depth.Rel()}
	if in.Normal != nil {
		var a Angles
		a.Add(angles)
		v["mean"], v["median"] = a.Mean(), MedianOf(angles)
		v["within11.25"], v["within22.5"], v["within30"] = a.Within(0), a.Within(1), a.Within(2)
	}
	return v, &depth, angles
}

// asIs leaves normals as they are.
func asIs(v []float64) []float64 { return v }

// TestGoldenPixels holds the metrics against those of FAMO's code on NYUv2 and
// CityScapes: the confusion matrix over all pixels, the rest batch by batch and
// the mean over batches.
func TestGoldenPixels(t *testing.T) {
	for _, name := range []string{"metrics_nyuv2.json", "metrics_cityscapes.json"} {
		var file pixelFile
		golden.Load(t, name, &file)
		for _, c := range file.Cases {
			m := c.confuse()
			for i, row := range c.Expect.Confusion {
				for j, n := range row {
					if m.Count(i, j) != n {
						t.Errorf("%s: class %d was taken for %d %d times, want %d", name, i, j, m.Count(i, j), n)
					}
				}
			}
			mean := 0.0
			for _, v := range m.IoU() {
				mean += v / float64(c.Input.Classes)
			}
			near(t, "mean IoU with absent classes", mean, float64(c.Expect.IoU), file.Tolerance)
			if !math.IsNaN(float64(c.Expect.IoU)) {
				near(t, "mean IoU", m.MeanIoU(), float64(c.Expect.IoU), file.Tolerance)
			}
			near(t, "accuracy", m.Accuracy(), float64(c.Expect.Accuracy), file.Tolerance)
			sums := map[string]float64{}
			for b, want := range c.Expect.PerBatch {
				got, _, _ := c.batch(b, asIs)
				for key, w := range want {
					near(t, name+" "+key, got[key], float64(w), file.Tolerance)
					sums[key] += got[key] / float64(len(c.Expect.PerBatch))
				}
			}
			for key, w := range c.Expect.Average {
				near(t, name+" mean over batches of "+key, sums[key], float64(w), file.Tolerance)
			}
			vector := []float64{mean, m.Accuracy()}
			for _, key := range []string{"abs_err", "rel_err", "mean", "median", "within11.25", "within22.5", "within30"} {
				if v, ok := sums[key]; ok {
					vector = append(vector, v)
				}
			}
			for i, w := range c.Expect.Vector {
				near(t, name+" metric vector", vector[i], w, file.Tolerance)
			}
		}
	}
}

// TestGoldenLibMTL holds the metrics over all pixels against LibMTL's code.
// Its cases of count_improvement are delta-m, of package reports.
func TestGoldenLibMTL(t *testing.T) {
	var file pixelFile
	golden.Load(t, "metrics_libmtl.json", &file)
	checked := 0
	for _, c := range file.Cases {
		if c.Input.Batches == nil {
			continue
		}
		checked++
		m := c.confuse()
		near(t, "mean IoU", m.MeanIoU(), c.Expect.Segmentation[0], file.Tolerance)
		near(t, "accuracy", m.Accuracy(), c.Expect.Segmentation[1], file.Tolerance)
		var depth DepthError
		var a Angles
		median := NewMedian()
		for b := range c.Input.Batches {
			_, d, angles := c.batch(b, unit)
			depth = DepthError{depth.n + d.n, depth.abs + d.abs, depth.rel + d.rel}
			a.Add(angles)
			for _, v := range angles {
				median.Add(float32(v))
			}
		}
		near(t, "absolute error", depth.Abs(), c.Expect.Depth[0], file.Tolerance)
		near(t, "relative error", depth.Rel(), c.Expect.Depth[1], file.Tolerance)
		mid, exact := median.Value()
		if !exact {
			t.Error("the median is not exact")
		}
		for i, got := range []float64{a.Mean(), mid, a.Within(0), a.Within(1), a.Within(2)} {
			near(t, "normals", got, c.Expect.Normals[i], file.Tolerance)
		}
	}
	if checked == 0 {
		t.Error("no case of pixels")
	}
}

// unit makes vectors of length 1, other than those of length 0.
func unit(v []float64) []float64 {
	out, n := make([]float64, len(v)), len(v)/3
	for i := range n {
		if l := math.Sqrt(v[i]*v[i] + v[n+i]*v[n+i] + v[2*n+i]*v[2*n+i]); l > 0 {
			out[i], out[n+i], out[2*n+i] = v[i]/l, v[n+i]/l, v[2*n+i]/l
		}
	}
	return out
}

// TestGoldenCelebA holds the counts and F1 against FAMO's code.
func TestGoldenCelebA(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []struct {
			Input struct {
				Prob  [][][]float64 `json:"prob_batch_task_sample"`
				Label [][][]float64
			}
			Expect struct {
				TP, FP, FN []int64
				F1         golden.Floats
				Mean       golden.Float `json:"mean_f1"`
			}
		}
	}
	golden.Load(t, "metrics_celeba.json", &file)
	for _, c := range file.Cases {
		counts := make([]Counts, len(c.Expect.F1))
		for b, prob := range c.Input.Prob {
			for k := range prob {
				for i, p := range prob[k] {
					counts[k].Add(p > 0.5, c.Input.Label[b][k][i] == 1)
				}
			}
		}
		mean := 0.0
		for k, n := range counts {
			if want := (Counts{c.Expect.TP[k], c.Expect.FP[k], c.Expect.FN[k]}); n != want {
				t.Errorf("task %d: %+v, want %+v", k, n, want)
			}
			near(t, "F1", n.F1(), c.Expect.F1[k], file.Tolerance)
			mean += n.F1() / float64(len(counts))
		}
		near(t, "mean F1", mean, float64(c.Expect.Mean), file.Tolerance)
	}
}
