package pixel

import (
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/frame"
)

// known is a Source of frames of one pixel: class 1 twice and class 0 once to
// train, depths 1, 2 and 6, normals along two axes.
type known struct{}

func (known) Len(tasks.Split) int { return 3 }

func (known) Read(split tasks.Split, i int, dst *frame.Frame) error {
	dst.Resize(1, 1, true)
	dst.Label[0] = [3]int32{1, 0, 1}[i]
	dst.Depth[0] = [3]float32{6, 1, 2}[i]
	dst.Normal[0], dst.Normal[1], dst.Normal[2] = 0, [3]float32{1, 1, 0}[i], [3]float32{0, 0, 1}[i]
	if split == tasks.Test {
		dst.Label[0], dst.Depth[0] = -1, 0
		if i > 0 {
			dst.Label[0], dst.Depth[0] = 1, 4
		}
	}
	return nil
}

// TestConstant holds the metrics of the constant predictor against those worked
// out by hand: class 1, depth 2, and the normal (0, 2, 1) over the root of 5.
func TestConstant(t *testing.T) {
	p := problem{data: newData(known{}, tasks.Protocol{Batch: 1, Train: 3, Test: 3, Height: 1, Width: 1}, 1, true), meter: newMeter(2, true), classes: 2}
	got, err := p.Constant(tasks.Test)
	if err != nil {
		t.Fatal(err)
	}
	near, far := math.Acos(2/math.Sqrt(5))*180/math.Pi, math.Acos(1/math.Sqrt(5))*180/math.Pi // 26.57, 63.43
	want := []float64{
		100, 100, // mIoU of the one class there is, accuracy
		2, 0.5, // 4 predicted as 2
		(2*near + far) / 3, near, 0, 0, 100 * 2.0 / 3,
	}
	for i, v := range want {
		if math.Abs(got[i]-v) > 1e-4 {
			t.Errorf("metric %d is %v, not %v", i, got[i], v)
		}
	}
}
