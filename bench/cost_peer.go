package main

import (
	"errors"
	"fmt"

	"github.com/mtobench/mtobench/bench/internal/machine"
	"github.com/mtobench/mtobench/bench/internal/peer"
	"github.com/mtobench/mtobench/reports/record"
)

// pythons are the interpreters that are tried: that of an environment may hide
// the system's, which has the system's PyTorch.
var pythons = []string{"python3", "/usr/bin/python3"}

// peerReport is what `cost -peer -json` prints.
type peerReport struct {
	Machine record.Machine `json:"machine"`
	PyTorch string         `json:"pytorch"`
	Results []peer.Result  `json:"results"`
}

// findPeer starts the peer. Without PyTorch it is nil: there is nothing to
// compare with, and nothing wrong unless an interpreter was named.
func (o *costOptions) findPeer(env *environment) (*peer.Process, error) {
	tried := pythons
	if o.python != "" {
		tried = []string{o.python}
	}
	p, err := peer.Find(env.ctx, tried...)
	if errors.Is(err, peer.ErrAbsent) && o.python == "" {
		fmt.Fprintf(env.stderr, "skipped: %v\n", err)
		return nil, nil
	}
	if err != nil {
		return nil, inputError{err}
	}
	return p, nil
}

// comparePeer measures the workloads of package peer against PyTorch.
func comparePeer(env *environment, o costOptions) error {
	p, err := o.findPeer(env)
	if p == nil {
		return err
	}
	defer p.Close()
	r := peerReport{Machine: machine.Describe(), PyTorch: p.Torch}
	for _, w := range peer.Workloads {
		fmt.Fprintf(env.stderr, "measuring %s\n", w.Name)
		result, err := peer.Measure(env.ctx, p, w, o.budget)
		if env.ctx.Err() != nil {
			return env.ctx.Err()
		}
		if err != nil {
			return err
		}
		r.Results = append(r.Results, result)
	}
	if err := r.print(env, o.json); err != nil {
		return err
	}
	return r.check()
}

// print writes the table and what it means, or JSON.
func (r peerReport) print(env *environment, asJSON bool) error {
	if asJSON {
		return printJSON(env.stdout, r)
	}
	m := r.Machine
	fmt.Fprintf(env.stdout, "%s, %d processors, %s kernels, %s; PyTorch %s\n\n", m.CPU, m.Cores, m.Kernel, m.Go, r.PyTorch)
	if err := peer.Table(env.stdout, r.Results); err != nil {
		return err
	}
	fmt.Fprintf(env.stdout, "\n%s\n", peer.Legend)
	return nil
}

// check returns an error when losses differ: then the times compare nothing.
func (r peerReport) check() error {
	for _, result := range r.Results {
		if !result.Agree() {
			return fmt.Errorf("%s: losses after 20 steps differ by %.2g of their size, more than %g",
				result.Workload, result.Difference, peer.Tolerance)
		}
	}
	return nil
}
