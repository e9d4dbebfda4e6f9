package tabular

import (
	"fmt"
	"strings"

	"github.com/mtobench/mtobench/tasks/nn"
)

// The architectures. What all tasks' gradients meet in, the shared parameters
// of gradient-oriented methods, is all of a network but the tasks' last layers:
// the experts and the gates, the columns and their stitches.
const (
	hard        = ""             // hard sharing: one trunk
	mmoe        = "mmoe"         // experts, and a gate a task: Ma et al., KDD 2018
	cgc         = "cgc"          // shared experts and experts of each task: Tang et al., RecSys 2020
	ple         = "ple"          // two levels of them
	crossStitch = "cross-stitch" // a column a task, combined behind each layer: Misra et al., CVPR 2016
)

// Numbers of experts.
const (
	mmoeExperts   = 4
	sharedExperts = 2
)

// Architectures implements tasks.Architect.
func (s *Suite) Architectures() []string { return []string{mmoe, cgc, ple, crossStitch} }

// described says what a network of an architecture consists of.
func (s *Suite) described(arch string) string {
	width := make([]string, len(s.Hidden))
	for i, h := range s.Hidden {
		width[i] = fmt.Sprint(h)
	}
	mlp := "dense inputs-" + strings.Join(width, "-") + ", ReLU"
	text := map[string]string{
		hard:        "MLP: " + mlp,
		mmoe:        fmt.Sprintf("MMoE: %d experts, %s, and a gate a task", mmoeExperts, mlp),
		cgc:         fmt.Sprintf("CGC: %d shared experts and one a task, %s, and a gate a task", sharedExperts, mlp),
		ple:         fmt.Sprintf("PLE: %d levels of %d shared experts and one a task, %s, with a gate a task and one that is shared", len(s.Hidden), sharedExperts, mlp),
		crossStitch: "cross-stitch: a column a task, " + mlp + ", combined behind each layer",
	}[arch]
	return text + "; one dense layer a head"
}

// mlp stacks layers.
func mlp(b *nn.Builder, x *nn.Node, name string, hidden []int) *nn.Node {
	for i, n := range hidden {
		x = b.Dense(x, fmt.Sprintf("%sdense%d", name, i+1), n, nn.ReLU)
	}
	return x
}

// trunk builds the shared part; it gives a tensor a task, or one for all.
func trunk(arch string, hidden []int, tasks int) func(b *nn.Builder, x []*nn.Node) []*nn.Node {
	return func(b *nn.Builder, x []*nn.Node) []*nn.Node {
		switch arch {
		case mmoe:
			return mixture(b, x[0], hidden, tasks)
		case cgc:
			own, _ := gated(b, repeat(x[0], tasks), x[0], "", hidden, true)
			return own
		case ple:
			own, shared := repeat(x[0], tasks), x[0]
			for i, h := range hidden {
				own, shared = gated(b, own, shared, fmt.Sprintf("level%d", i+1), []int{h}, i == len(hidden)-1)
			}
			return own
		case crossStitch:
			return stitched(b, x[0], hidden, tasks)
		}
		return []*nn.Node{mlp(b, x[0], "", hidden)}
	}
}

func repeat(x *nn.Node, n int) []*nn.Node {
	list := make([]*nn.Node, n)
	for i := range list {
		list[i] = x
	}
	return list
}

// mixture is MMoE.
func mixture(b *nn.Builder, x *nn.Node, hidden []int, tasks int) []*nn.Node {
	var experts, z []*nn.Node
	for e := range mmoeExperts {
		experts = append(experts, mlp(b, x, fmt.Sprintf("expert%d", e+1), hidden))
	}
	for k := range tasks {
		z = append(z, b.Mixture(experts, b.Dense(x, fmt.Sprintf("gate%d", k+1), len(experts), nn.Identity)))
	}
	return z
}

// gated is a level of PLE, on an input of each task and one that is shared: a
// task's gate sees its own expert and the shared ones, the shared gate all; the
// last level has no shared gate.
func gated(b *nn.Builder, own []*nn.Node, shared *nn.Node, name string, hidden []int, last bool) (next []*nn.Node, all *nn.Node) {
	var common, experts []*nn.Node
	for e := range sharedExperts {
		common = append(common, mlp(b, shared, fmt.Sprintf("%sshared%d", name, e+1), hidden))
	}
	experts = append(experts, common...)
	for k, x := range own {
		e := mlp(b, x, fmt.Sprintf("%sown%d", name, k+1), hidden)
		experts = append(experts, e)
		sees := append([]*nn.Node{e}, common...)
		next = append(next, b.Mixture(sees, b.Dense(x, fmt.Sprintf("%sgate%d", name, k+1), len(sees), nn.Identity)))
	}
	if last {
		return next, nil
	}
	return next, b.Mixture(experts, b.Dense(shared, name+"gate", len(experts), nn.Identity))
}

// stitched is cross-stitch.
func stitched(b *nn.Builder, x *nn.Node, hidden []int, tasks int) []*nn.Node {
	columns := repeat(x, tasks)
	for i, h := range hidden {
		layer := make([]*nn.Node, tasks)
		for k := range columns {
			layer[k] = b.Dense(columns[k], fmt.Sprintf("column%ddense%d", k+1, i+1), h, nn.ReLU)
		}
		next := make([]*nn.Node, tasks)
		for k := range next {
			next[k] = b.Stitch(layer, fmt.Sprintf("column%dstitch%d", k+1, i+1), k)
		}
		columns = next
	}
	return columns
}
