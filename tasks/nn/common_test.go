package nn

import (
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// Layers that heads share are laid out once, among the shared parameters, and
// only those of the heads that are trained.
func TestSharedLayers(t *testing.T) {
	net := imageNetworks()["shared layers"]
	conv := func(in, out, k int) int { return in*out*k*k + out }
	trunk, common, second := conv(2, 4, 3), conv(3, 4, 3)+2*4, conv(4, 3, 3)
	own := []int{conv(4, 3, 1) + conv(3, 3, 1), conv(4, 3, 1) + conv(4, 1, 1), conv(4, 3, 1) + conv(3, 3, 1)}
	tests := []struct{ task, shared, heads int }{
		{tasks.AllTasks, trunk + common + second, own[0] + own[1] + own[2]},
		{0, trunk + common + second, own[0]},
		{1, trunk + common, own[1]},
	}
	for _, tt := range tests {
		c := sceneConfig(net, 4, 4)
		c.Options.Task = tt.task
		p := open(t, c)
		if shared, heads := p.Params(); shared != tt.shared || heads != tt.heads {
			t.Errorf("task %d: %d shared and %d head parameters, want %d and %d", tt.task, shared, heads, tt.shared, tt.heads)
		}
		var names []string
		for _, l := range p.Layers() {
			names = append(names, l.Name)
		}
		if all := strings.Join(names, " "); strings.Count(all, "shared/conv") != 1 || !strings.HasPrefix(all, "trunk/conv shared/conv shared/norm") {
			t.Errorf("task %d: layers %s", tt.task, all)
		}
	}
}

// The row of a task that does not have a shared layer is 0 there, and shared
// layers follow the weights of a representation's gradients.
func TestSharedGradients(t *testing.T) {
	p, _ := stepOf(t, sceneConfig(imageNetworks()["shared layers"], 4, 4))
	w := []float64{1, .5, 2}
	check(t, p.Backward(w))
	want := slices.Clone(p.params.grad)
	_, err := p.Jacobian()
	check(t, err)
	l := p.params.layers["shared/second"]
	for k, row := range p.jac.rows {
		if zero := kernel.SumSquares(row[l.atW:l.atW+l.weight]) == 0; zero != (k == 1) {
			t.Errorf("row %d has a gradient of %v in the layer that task 1 has not", k, row[l.atW])
		}
	}
	rep, err := p.Representation()
	check(t, err)
	clear(p.params.grad)
	check(t, rep.Combine(w, w))
	compare(t, "gradient", p.params.grad, want)
	if err := rep.Map(nil, nil); err == nil || !strings.Contains(err.Error(), "heads share") {
		t.Errorf("error %v of Map on a representation with shared layers", err)
	}
}
