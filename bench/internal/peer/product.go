package peer

import (
	"context"
	"fmt"

	"github.com/mtobench/mtobench/tasks/nn"
)

// How PyTorch's product of matrices is timed: the fastest of all counts.
const (
	productSize   = 256
	productRounds = 5 // between which the peak is measured
	productRuns   = 5 // of a round
)

// slowShare is the share of a core's peak below which PyTorch's product is slow.
// Of an AVX-512 core's peak the reference BLAS reached 2 to 3 %, OpenBLAS with
// the SSE3 kernels that it takes for a processor it does not know 10 to 21 %,
// with AVX2 kernels 45 %, with AVX-512 kernels 70 %.
const slowShare = 0.25

// Product is PyTorch's product of float32 matrices, which a BLAS does that may
// come with the system, with one thread.
type Product struct {
	Kernels
	Share float64 `json:"share_of_peak"` // of one core, with the kernels that ours has
	Slow  bool    `json:"slow"`          // too slow for a fair comparison
	BLAS  string  `json:"blas"`          // its file, "" where that cannot be found out
	// SetHere says that CoreType is this program's choice, not the user's: Other
	// is then what OpenBLAS took by itself. Else Other is what this program tried
	// and did not keep, empty if nothing.
	SetHere bool    `json:"openblas_coretype_set_here"`
	Other   Kernels `json:"other_kernels,omitzero"`
}

// Kernels are those that a product was measured with.
type Kernels struct {
	Rate float64 `json:"rate"` // floating-point operations a second, 0 where the peer failed with them
	Core string  `json:"core"` // the processor whose kernels OpenBLAS took, "" for another BLAS
	// CoreType is the peer's OPENBLAS_CORETYPE, which makes OpenBLAS take them.
	CoreType string `json:"openblas_coretype"`
}

// coreTypeVar is the environment variable.
const coreTypeVar = "OPENBLAS_CORETYPE"

// coreTypes are OpenBLAS's kernels with the instructions of ours. They are in
// each OpenBLAS of the last years, and fit for AMD's processors as well.
var coreTypes = map[string]string{"avx512": "SkylakeX", "avx2": "Haswell"}

// unknown is the processor that OpenBLAS takes one for that it does not know. Its
// SSE3 kernels reach 35 % of an AVX2 core's peak, which is not slow but old.
const unknown = "Prescott"

// productRequest makes the peer multiply square matrices N times.
type productRequest struct {
	Op   string `json:"op"` // "product"
	Size int    `json:"size"`
	N    int    `json:"n"`
}

// WithFastKernels measures the peer's product and gives the process to go on
// with, as all that are like it will be. That is p, unless OpenBLAS took old
// kernels, the user chose none and a process that is told to take newer ones is
// faster: then p is closed. With an error p is left open.
func (p *Process) WithFastKernels(ctx context.Context) (*Process, Product, error) {
	return p.withKernels(ctx, coreTypes[nn.Kernel()])
}

// withKernels is WithFastKernels with the kernels to try, "" for none.
func (p *Process) withKernels(ctx context.Context, coreType string) (*Process, Product, error) {
	own, err := p.Product()
	if err != nil || coreType == "" || !own.outdated() || own.Core == coreType {
		return p, own, err
	}
	told, tried, err := p.toldToTake(ctx, coreType)
	if err == nil && tried.Core != own.Core && tried.Rate > own.Rate {
		p.Close()
		tried.SetHere, tried.Other = true, own.Kernels
		return told, tried, nil
	}
	if err == nil {
		told.Close()
	}
	own.Other = tried.Kernels
	return p, own, ctx.Err()
}

// outdated says that OpenBLAS chose its kernels itself, and not well.
func (r Product) outdated() bool {
	return r.Core != "" && r.CoreType == "" && (r.Slow || r.Core == unknown)
}

// toldToTake is a process like p whose OpenBLAS has these kernels, with its
// product. With an error there is none, and the product names the kernels alone.
func (p *Process) toldToTake(ctx context.Context, coreType string) (*Process, Product, error) {
	failed := Product{Kernels: Kernels{CoreType: coreType}}
	told, err := p.another(ctx, coreTypeVar+"="+coreType)
	if err != nil {
		return nil, failed, err
	}
	r, err := told.Product()
	if err != nil {
		told.Close()
		return nil, failed, err
	}
	return told, r, nil
}

// Product measures the peer's product.
func (p *Process) Product() (Product, error) {
	var r Product
	var top float64
	for range productRounds {
		top = max(top, peak())
		a, err := p.call(productRequest{"product", productSize, productRuns}, nil)
		if err != nil {
			return r, fmt.Errorf("PyTorch's product of matrices: %w", err)
		}
		r.Rate = max(r.Rate, 2*productSize*productSize*productSize/a.Seconds)
		r.BLAS, r.Core, r.CoreType = a.BLAS, a.Core, a.CoreType
	}
	r.Share = r.Rate / top
	r.Slow = r.Share < slowShare
	return r, nil
}

// String is a line: how fast, by what, which kernels were tried, and if that is
// slow, what helps.
func (p Product) String() string {
	by := p.BLAS
	if by == "" {
		by = "a BLAS of unknown name"
	}
	if p.Core != "" {
		by += ", OpenBLAS's kernels for " + p.Core
	}
	if p.CoreType != "" && !p.SetHere {
		by += "; " + coreTypeVar + "=" + p.CoreType + " is set"
	}
	speed := fmt.Sprintf("PyTorch multiplies matrices at %.3g GFLOP/s with one thread, %.0f %% of a core's peak (%s)", p.Rate/1e9, 100*p.Share, by)
	if !p.Slow {
		return speed + "." + p.choice()
	}
	return "Slow BLAS: " + speed + ", so the ratios flatter this engine: " + p.remedy() + "." + p.choice()
}

// choice is what this program did about OpenBLAS's kernels, a sentence or none.
func (p Product) choice() string {
	switch {
	case p.SetHere:
		return fmt.Sprintf(" By itself OpenBLAS took its kernels for %s (%.3g GFLOP/s): %s=%s was set for PyTorch here.", p.Other.Core, p.Other.Rate/1e9, coreTypeVar, p.CoreType)
	case p.Other != Kernels{}:
		return fmt.Sprintf(" %s=%s was tried for PyTorch here and is no faster.", coreTypeVar, p.Other.CoreType)
	}
	return ""
}

// remedy is what makes PyTorch's product faster.
func (p Product) remedy() string {
	faster := coreTypes[nn.Kernel()]
	switch {
	case p.Core == "":
		return "install a fast one with `apt-get install " + fastBLAS + "` (Debian, Ubuntu)"
	case faster == "" || faster == p.Core || faster == p.Other.CoreType:
		return "a newer OpenBLAS may have faster kernels for this processor"
	}
	return "run the command without " + coreTypeVar + " in the environment, or with " + faster + " for it"
}
