package peer

import (
	"bufio"
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mtobench/mtobench/bench/internal/machine"
	"github.com/mtobench/mtobench/methods"
)

// asPeer is the environment variable that makes the test binary a peer, which
// computes with this engine: its value says what goes wrong.
const asPeer = "MTOBENCH_TEST_PEER"

func TestMain(m *testing.M) {
	if how := os.Getenv(asPeer); how != "" {
		fakePeer(how)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// The ways of a fake peer.
const (
	honest  = "honest"
	wrong   = "wrong"   // its losses are off by 1 %
	absent  = "absent"  // it has no PyTorch
	crashes = "crashes" // it ends at the first request
	refuses = "refuses" // it answers a request with an error
	slow    = "slow"    // it takes a second for a product of matrices, others a nanosecond
	old     = "old"     // its OpenBLAS is slow until told which kernels to take
	stuck   = "stuck"   // told to take others, that is still slower
	deaf    = "deaf"    // it does not have those that it is told to take
	breaks  = "breaks"  // with those that it is told to take a product ends it
)

func fakePeer(how string) {
	tell := json.NewEncoder(os.Stdout)
	if how == absent {
		tell.Encode(answer{Error: "No module named 'torch'"})
		return
	}
	tell.Encode(answer{Torch: "fake", Threads: 1})
	in := bufio.NewReader(os.Stdin)
	var work side
	var g *Gradients
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		if how == crashes {
			fmt.Fprintf(os.Stderr, "Traceback\nMemoryError\n")
			os.Exit(1)
		}
		a, done := fakeArithmetic(line, in, &g, &work)
		if !done {
			a = fakeAnswer(line, in, &work, how)
		}
		if how == refuses {
			a = answer{Error: "ValueError: no"}
		}
		tell.Encode(a)
	}
}

// fakeArithmetic does the requests about methods alone: it has no rule but those
// of PCGrad, MGDA and UW.
func fakeArithmetic(line []byte, in io.Reader, g **Gradients, work *side) (a answer, done bool) {
	var r struct {
		gradientsRequest
		Kind string
	}
	if err := json.Unmarshal(line, &r); err != nil {
		return answer{Error: err.Error()}, true
	}
	switch r.Op {
	case "gradients":
		numbers := make([]float32, r.Floats)
		if err := binary.Read(in, binary.LittleEndian, numbers); err != nil || r.Floats != r.Tasks*(1+r.Params) {
			return answer{Error: fmt.Sprintf("%d numbers: %v", r.Floats, err)}, true
		}
		losses, rows := make([]float64, r.Tasks), [][]float32(nil)
		for k := range losses {
			losses[k] = float64(numbers[k])
			rows = append(rows, numbers[r.Tasks+k*r.Params:][:r.Params])
		}
		*g = gradientsOf(losses, rows)
		return answer{}, true
	case "method":
		in, err := methods.Lookup(r.Kind)
		if err != nil || !slices.Contains([]string{"pcgrad", "mgda", "uw"}, r.Kind) {
			return answer{Error: "no " + r.Kind}, true
		}
		o, err := newRule(in, nil, *g)
		if err != nil {
			return answer{Error: err.Error()}, true
		}
		*work = fakeRule{o}
		return answer{}, true
	}
	return answer{}, false
}

// fakeRule tells results, as a peer does.
type fakeRule struct{ rule }

func (f fakeRule) steps(n, threads int) (time.Duration, []float64, error) {
	d, _, err := f.rule.steps(n, threads)
	return d, f.g.result(), err
}

// fakeAnswer does a request.
func fakeAnswer(line []byte, in io.Reader, work *side, how string) answer {
	var r buildRequest
	if err := json.Unmarshal(line, &r); err != nil {
		return answer{Error: err.Error()}
	}
	if r.Op == "build" {
		return fakeBuild(r, in, work)
	}
	if r.Op == "memory" {
		return answer{Bytes: machine.PeakRSS()}
	}
	if r.Op == "product" {
		return fakeProduct(how)
	}
	if r.Op == "forget" {
		*work = nil
		return answer{}
	}
	if *work == nil {
		return answer{Error: "no workload"}
	}
	var s stepsRequest
	if err := json.Unmarshal(line, &s); err != nil {
		return answer{Error: err.Error()}
	}
	d, values, err := (*work).steps(s.N, s.Threads)
	if err != nil {
		return answer{Error: err.Error()}
	}
	if how == wrong {
		values[0] *= 1.01
	}
	return answer{Seconds: d.Seconds(), Values: values}
}

// fakeProduct is a product that no machine takes so long or so little for.
func fakeProduct(how string) answer {
	if how == slow {
		return answer{Seconds: 1, BLAS: "/lib/blas/libblas.so.3"}
	}
	a := answer{Seconds: 1e-9, BLAS: "/lib/openblas/libblas.so.3", CoreType: os.Getenv(coreTypeVar)}
	a.Core = cmp.Or(a.CoreType, "Zen")
	switch told := a.CoreType != ""; {
	case how == honest:
	case !told:
		a.Seconds, a.Core = 1, unknown
	case how == stuck:
		a.Seconds = 2
	case how == deaf:
		a.Seconds, a.Core = 0.9, unknown
	case how == breaks:
		os.Exit(1)
	}
	return a
}

// fakeBuild builds what the request describes, whose numbers must be those of
// our side but for a rounding.
func fakeBuild(r buildRequest, in io.Reader, work *side) answer {
	got := make([]float32, r.Floats)
	if err := binary.Read(in, binary.LittleEndian, got); err != nil {
		return answer{Error: err.Error()}
	}
	o, err := r.Spec.build()
	if err != nil {
		return answer{Error: err.Error()}
	}
	want, _ := o.numbers()
	near := func(a, b float32) bool { return math.Abs(float64(a-b)) <= 1e-6*math.Abs(float64(b)) }
	if !slices.EqualFunc(got, want, near) {
		return answer{Error: fmt.Sprintf("%d numbers, not the same %d", len(got), len(want))}
	}
	*work = o
	return answer{}
}

// fake starts a fake peer.
func fake(t *testing.T, how string) (*Process, error) {
	t.Helper()
	cmd := exec.CommandContext(context.Background(), os.Args[0])
	cmd.Env = append(os.Environ(), asPeer+"="+how)
	p, err := Start(cmd)
	if err == nil {
		t.Cleanup(func() { p.Close() })
	}
	return p, err
}

// small are workloads of each kind.
var small = []Workload{
	{Name: "lenet", Target: 1, Spec: Spec{Kind: LeNet, LR: learningRate, Tasks: 2, Batch: 3}},
	{Name: "lenet, per task", Target: 1, Spec: Spec{Kind: LeNet, LR: learningRate, Tasks: 2, PerTask: true, Batch: 3}},
	{Name: "mlp", Target: 1, Spec: Spec{Kind: MLP, LR: learningRate, Tasks: 3, Batch: 5}},
	{Name: "mlp, per task", Target: 1, Slow: true, Spec: Spec{Kind: MLP, LR: learningRate, Tasks: 3, PerTask: true, Batch: 5}},
	{Name: "mpnn", Target: 1, Spec: Spec{Kind: MPNN, LR: learningRate, Tasks: 11, Batch: 3, Form: Contracted}},
	{Name: "mpnn, published", Target: 1, Slow: true, Spec: Spec{Kind: MPNN, LR: learningRate, Tasks: 11, Batch: 2, Form: Published}},
	{Name: "segnet", Target: 1, Slow: true, Spec: Spec{Kind: SegNet, LR: sceneRate, Tasks: 3, Batch: 2, Levels: []int{3, 4, 5}, Height: 18, Width: 24}},
	{Name: "mtan", Target: 1, Slow: true, Spec: Spec{Kind: MTAN, LR: sceneRate, Tasks: 3, Batch: 2, Levels: []int{3, 4, 5}, Height: 20, Width: 24}},
	{Name: "celeba", Target: 1, Slow: true, Spec: Spec{Kind: CelebA, LR: facesRate, Tasks: 40, Batch: 4, Channels: 2, Size: 16}},
	{Name: "conv", Target: 1, Spec: Spec{Kind: Conv, Batch: 2, Channels: 3, Size: 6}},
}

func TestMeasure(t *testing.T) {
	p, err := fake(t, honest)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range small {
		r, err := Measure(context.Background(), p, w, 0)
		if err != nil {
			t.Fatal(err)
		}
		if r.Difference != 0 || !r.Agree() {
			t.Errorf("%s: the same engine differs by %g", w.Name, r.Difference)
		}
		if r.Ratio.N != w.rounds() || !(r.Ratio.Median > 0) || !(r.All.Median > 0) || !(r.Share.Median > 0) || !(r.Rate > 0) {
			t.Errorf("%s: %+v", w.Name, r)
		}
	}
}

// The peak memory of a fake peer is that of a process of this program.
func TestTheirMemory(t *testing.T) {
	p, err := fake(t, honest)
	if err != nil {
		t.Fatal(err)
	}
	idle, peak, err := TheirMemory(context.Background(), p, small[0])
	if err != nil || idle < 1<<20 || peak < idle {
		t.Errorf("memory %d before and %d after, %v", idle, peak, err)
	}
	told := 0
	if err := small[0].Train(func() { told++ }); err != nil || told != 1 {
		t.Errorf("%d first steps, %v", told, err)
	}
}

func TestDisagreementShows(t *testing.T) {
	p, err := fake(t, wrong)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Measure(context.Background(), p, small[2], 0)
	if err != nil {
		t.Fatal(err)
	}
	if r.Agree() || r.Difference < 0.009 || r.Difference > 0.011 {
		t.Errorf("losses off by 1 %%: difference %g", r.Difference)
	}
}

func TestPeerErrors(t *testing.T) {
	if _, err := fake(t, absent); err == nil || !strings.Contains(err.Error(), "No module named 'torch'") {
		t.Errorf("without PyTorch: %v", err)
	}
	for how, want := range map[string]string{
		crashes: ": MemoryError",
		refuses: "ValueError: no",
	} {
		p, err := fake(t, how)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Measure(context.Background(), p, small[2], 0); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("a peer that %s: %v", how, err)
		}
	}
}
