package main

import (
	"cmp"
	"errors"
	"fmt"
	"runtime/debug"

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
	Product peer.Product   `json:"pytorch_product"`
	Results []peer.Result  `json:"results"`
}

// findPeer starts the peer, with fast kernels, and measures its product of
// matrices. Without PyTorch the peer is nil: there is nothing to compare with, and
// nothing wrong unless an interpreter was named.
func (o *costOptions) findPeer(env *environment) (*peer.Process, peer.Product, error) {
	tried := pythons
	if o.python != "" {
		tried = []string{o.python}
	}
	p, err := peer.Find(env.ctx, tried...)
	if errors.Is(err, peer.ErrAbsent) && o.python == "" {
		fmt.Fprintf(env.stderr, "skipped: %v\n", err)
		return nil, peer.Product{}, nil
	}
	if err != nil {
		return nil, peer.Product{}, inputError{err}
	}
	fast, product, err := p.WithFastKernels(env.ctx)
	if err != nil {
		p.Close()
		return nil, product, cmp.Or(env.ctx.Err(), err)
	}
	return fast, product, nil
}

// comparePeer measures workloads of package peer against PyTorch.
func comparePeer(env *environment, o costOptions) error {
	chosen, err := peer.Choose(o.workloads)
	if err != nil {
		return inputError{err}
	}
	p, product, err := o.findPeer(env)
	if p == nil {
		return err
	}
	defer p.Close()
	r := peerReport{Machine: machine.Describe(), PyTorch: p.Torch, Product: product}
	r.Results, err = o.compareWorkloads(env, p, chosen)
	if err != nil && len(r.Results) == 0 {
		return err
	}
	if err = errors.Join(err, r.print(env, o.json)); err != nil {
		return err
	}
	return r.check()
}

// compareWorkloads measures workloads; with an error it gives those before it.
func (o *costOptions) compareWorkloads(env *environment, p *peer.Process, chosen []peer.Workload) ([]peer.Result, error) {
	var results []peer.Result
	for _, w := range chosen {
		fmt.Fprintf(env.stderr, "measuring %s\n", w.Title)
		r, err := o.compareWorkload(env, p, w)
		if env.ctx.Err() != nil {
			return results, env.ctx.Err()
		}
		if err != nil {
			return results, err
		}
		results = append(results, r)
	}
	return results, nil
}

// compareWorkload measures the times of a workload, and the memory.
func (o *costOptions) compareWorkload(env *environment, p *peer.Process, w peer.Workload) (peer.Result, error) {
	r, err := peer.Measure(env.ctx, p, w, o.budget)
	if err != nil {
		return r, err
	}
	debug.FreeOSMemory() // the largest workloads leave no room for another process beside
	if env.program != "" {
		s, err := startOf(env, w.Name, o.data, "-peer")
		if err != nil {
			return r, err
		}
		r.Memory.Ours = s.PeakRSS
	}
	r.Memory.Idle, r.Memory.Theirs, err = peer.TheirMemory(env.ctx, p, w)
	return r, err
}

// startWorkload is the process that compareWorkload starts.
func (o *costOptions) startWorkload(env *environment) error {
	chosen, err := peer.Choose(o.start)
	if err != nil {
		return inputError{err}
	}
	for _, w := range chosen {
		if err := w.Train(func() { tellStep(env) }); err != nil {
			return err
		}
	}
	return tellMemory(env)
}

// print writes the tables and what they mean, or JSON.
func (r peerReport) print(env *environment, asJSON bool) error {
	if asJSON {
		return printJSON(env.stdout, r)
	}
	m, w := r.Machine, env.stdout
	fmt.Fprintf(w, "%s, %d processors, %s kernels, %s; PyTorch %s\n\n%s\n\n", m.CPU, m.Cores, m.Kernel, m.Go, r.PyTorch, r.Product)
	if err := peer.Table(w, r.Results, r.Product); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s\n\n", peer.Legend)
	if err := peer.MemoryTable(w, r.Results); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s\n", peer.MemoryLegend)
	return err
}

// check returns an error when losses differ: then the times compare nothing.
func (r peerReport) check() error {
	for _, result := range r.Results {
		if !result.Agree() {
			return fmt.Errorf("%s: losses of the two sides %s, which is more than %g of their size", result.Workload, result.Agreement, peer.Tolerance)
		}
	}
	return nil
}
