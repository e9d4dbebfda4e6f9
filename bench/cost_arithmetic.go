package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/mtobench/mtobench/bench/internal/machine"
	"github.com/mtobench/mtobench/bench/internal/peer"
	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/reports/record"
)

// arithmeticReport is what `cost -arithmetic -json` prints.
type arithmeticReport struct {
	Machine record.Machine    `json:"machine"`
	PyTorch string            `json:"pytorch,omitempty"`
	Product *peer.Product     `json:"pytorch_product,omitempty"` // nil without PyTorch
	Results []peer.Arithmetic `json:"results"`
}

// measureArithmetic measures what the methods themselves do, and with -peer the
// same methods in PyTorch.
func (o *costOptions) measureArithmetic(env *environment) error {
	chosen, err := o.chooseMethods()
	if err != nil {
		return err
	}
	tasks, err := counts("-tasks", o.tasks, 2, 1<<10)
	if err != nil {
		return err
	}
	params, err := counts("-params", o.params, 1, 1e8)
	if err != nil {
		return err
	}
	r := arithmeticReport{Machine: machine.Describe()}
	var p *peer.Process
	var product peer.Product
	if o.peer {
		if p, product, err = o.findPeer(env); err != nil {
			return err
		}
	}
	if p != nil {
		defer p.Close()
		r.PyTorch, r.Product = p.Torch, &product
	}
	for _, k := range tasks {
		for i, n := range params {
			if err := o.measureSize(env, &r, p, chosen, k, n, i == 0); err != nil {
				return err
			}
		}
	}
	return r.print(env, o.json)
}

// measureSize measures the methods at K tasks and P parameters; those that ask
// for no gradients only if first is set.
func (o *costOptions) measureSize(env *environment, r *arithmeticReport, p *peer.Process, chosen []variant, tasks, params int, first bool) error {
	g := peer.NewGradients(tasks, params)
	if p != nil {
		if err := g.Send(p); err != nil {
			return err
		}
	}
	for _, in := range chosen {
		if in.Kind == methods.Baseline || !first && in.Kind == methods.LossOriented {
			continue
		}
		fmt.Fprintf(env.stderr, "measuring %s, K = %d, P = %.0e\n", in.Name, tasks, float64(params))
		a, err := peer.MeasureArithmetic(env.ctx, p, in.Info, in.set, g, o.budget)
		if env.ctx.Err() != nil {
			return env.ctx.Err()
		}
		if err != nil {
			return err
		}
		r.Results = append(r.Results, a)
	}
	return nil
}

// print writes the table and what it means, or JSON.
func (r arithmeticReport) print(env *environment, asJSON bool) error {
	if asJSON {
		return printJSON(env.stdout, r)
	}
	m := r.Machine
	fmt.Fprintf(env.stdout, "%s, %d processors, %s kernels, %s", m.CPU, m.Cores, m.Kernel, m.Go)
	if r.Product != nil {
		fmt.Fprintf(env.stdout, "; PyTorch %s\n\n%s", r.PyTorch, r.Product)
	}
	fmt.Fprint(env.stdout, "\n\n")
	if err := peer.ArithmeticTable(env.stdout, r.Results); err != nil {
		return err
	}
	fmt.Fprintf(env.stdout, "\n%s\n", peer.ArithmeticLegend)
	return nil
}

// counts reads whole numbers from a list; 1e6 is one too.
func counts(flag, list string, least, most float64) ([]int, error) {
	var all []int
	for _, s := range strings.Split(list, ",") {
		v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
		if err != nil || v != float64(int(v)) || v < least || v > most {
			return nil, badInput("%s %s: %q is no whole number from %g to %g", flag, list, s, least, most)
		}
		all = append(all, int(v))
	}
	return all, nil
}
