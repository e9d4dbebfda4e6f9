// Package tasks defines what a benchmark suite is: a set of tasks trained by
// one network, its metrics, its protocol, and the Problem that a trainer
// drives without knowing whether a network or a formula is behind it.
package tasks

import (
	"errors"

	"gonum.org/v1/gonum/mat"
)

// Suite is a benchmark: K tasks that share parameters.
type Suite interface {
	Info() Info
	// Protocol is the training protocol at a profile.
	Protocol(Profile) Protocol
	// Files lists the files under the data folder that the suite reads at a
	// protocol, nil when it needs none. When one is absent the error wraps
	// ErrNoData and names it.
	Files(data string, p Protocol) ([]string, error)
	// Open reads the data and builds the problem.
	Open(Options) (Problem, error)
}

// Architect is a suite that can train networks of other architectures.
type Architect interface {
	// Architectures names them, without the suite's own.
	Architectures() []string
	// WithArchitecture is the protocol with one of them.
	WithArchitecture(p Protocol, name string) Protocol
}

// Protocoler is a suite that papers have trained by several protocols.
type Protocoler interface {
	// Protocols names them, the suite's own first.
	Protocols() []NamedProtocol
	// WithProtocol is the protocol with what one of them changes.
	WithProtocol(p Protocol, name string) Protocol
}

// NamedProtocol is one of a suite's protocols.
type NamedProtocol struct{ Name, Text string }

// Fitter is a suite whose published sizes want more data than may be there.
type Fitter interface {
	// Fit is the protocol with the sizes of the data under the data folder,
	// which has all that Suite.Files lists.
	Fit(p Protocol, data string) (Protocol, error)
}

// ErrNoData is wrapped by the error of a suite whose data is not there.
var ErrNoData = errors.New("no data")

// DataError is the error of a Problem that cannot read its samples: a file is
// damaged or gone, or holds what is no sample. It names the file, and is the
// user's to mend, no result of training.
type DataError struct{ Err error }

func (e *DataError) Error() string { return e.Err.Error() }

// Unwrap gives the reader's own error.
func (e *DataError) Unwrap() error { return e.Err }

// AllTasks is the Options.Task of multi-task training.
const AllTasks = -1

// Options says which problem of a suite to open.
type Options struct {
	Data     string   // the folder that holds the data sets' folders
	Protocol Protocol // as Suite.Protocol gave it, or changed by the user
	Seed     uint64
	// Task is the one task to train, for the single-task baseline, or
	// AllTasks.
	Task int
	// Part is the training run within the cell, in [0, Info.Parts).
	Part int
}

// Info describes a suite.
type Info struct {
	Name   string // on the command line and in records: "multifashion"
	Title  string // in the report: "Multi-Fashion"
	Source string // paper or home of the problem and the data
	Tasks  []string
	// Metrics in the order of Problem.Evaluate.
	Metrics []Metric
	// Data says how to get the data: one command or address. Empty when the
	// suite needs no file.
	Data string
	// Parts is the number of training runs that make one cell, each with a
	// fresh method: the starts of the toy, the folds of a cross-validation.
	// 0 counts as 1. A cell's metric is the mean over parts, or the sum for
	// a metric with Sum set.
	Parts int
	// LossFloor is a lower bound of each loss where losses can be zero or
	// negative; nil when all losses are positive. Methods that need positive
	// losses are given the losses less this bound.
	LossFloor []float64
	// NoBaseline says that relative change against single-task training
	// means nothing here (the toy); the report then gives no delta-m.
	NoBaseline bool
	// Settings are the suite's own defaults of method parameters, as
	// "method.parameter" to value: those published for it.
	Settings map[string]string
	// Groups is the group of each task, where the suite was made of groups: what
	// a method that groups tasks is scored against. Nil elsewhere.
	Groups []int
	// Notes is what a reader of the report should know of the suite.
	Notes string
}

// Metric describes one column of a suite's table.
type Metric struct {
	Name   string // "accuracy"
	Task   string // the owning task, one of Info.Tasks; empty if of no one task
	Unit   string // "%", "deg"; empty if it has none
	Higher bool   // higher is better
	Digits int    // digits after the point in tables
	Sum    bool   // added over parts, not averaged
	// Reference is what the validation score divides the metric by, so that the
	// score orders epochs as delta-m against these values does; 0 counts as 1.
	Reference float64 `json:",omitempty"`
}

// Profile is how large a run is.
type Profile string

// The profiles. A profile changes sizes and epochs only.
const (
	Quick    Profile = "quick"    // the whole default set within 10 minutes on 2 cores
	Standard Profile = "standard" // an overnight run on a workstation
	Paper    Profile = "paper"    // the published protocol
)

// Profiles lists the valid profiles.
var Profiles = []Profile{Quick, Standard, Paper}

// Split is a part of the data.
type Split int

// The splits of a suite's data.
const (
	Train Split = iota
	Val
	Test
)

// Protocol is how a network is trained on a suite. All of it is part of a
// cell's identity.
type Protocol struct {
	Network   string    `json:"network"`
	Arch      string    `json:"arch,omitempty"` // of an Architect; empty for its own
	Epochs    int       `json:"epochs"`
	Batch     int       `json:"batch"`
	Steps     int       `json:"steps,omitempty"` // of an epoch, where no samples make it
	Train     int       `json:"train"`           // samples in each split
	Val       int       `json:"val"`
	Test      int       `json:"test"`
	Height    int       `json:"height,omitempty"` // of images, pixels, where they can have several sizes
	Width     int       `json:"width,omitempty"`
	Channels  int       `json:"channels,omitempty"` // of a convolutional network's first stage, where it has a choice
	Stages    int       `json:"stages,omitempty"`   // of its encoder, where it has a choice
	Average   Average   `json:"average,omitempty"`
	Units     int       `json:"units,omitempty"` // of a network of dense layers, where it has a choice
	Optimizer Optimizer `json:"optimizer"`
	Schedule  Schedule  `json:"schedule"`
	Selection Selection `json:"selection"`
	Notes     string    `json:"notes,omitempty"`
}

// Optimizer names an optimiser and its settings: "adam" (Beta1, Beta2, Eps)
// or "sgd" (Momentum). WeightDecay is L2, added to the gradient.
type Optimizer struct {
	Name        string  `json:"name"`
	LR          float64 `json:"lr"`
	Momentum    float64 `json:"momentum,omitempty"`
	WeightDecay float64 `json:"weight_decay,omitempty"`
}

// Schedule names a learning-rate schedule: "" (constant), "step" (times
// Factor every Every epochs) or "plateau" (times Factor after more than
// Patience epochs without a better validation score, not below Min).
type Schedule struct {
	Name     string  `json:"name,omitempty"`
	Every    int     `json:"every,omitempty"`
	Factor   float64 `json:"factor,omitempty"`
	Patience int     `json:"patience,omitempty"`
	Min      float64 `json:"min,omitempty"`
}

// Selection is the rule that picks the reported metrics out of the epochs.
type Selection string

// The selection rules.
const (
	Last    Selection = "last"     // test metrics after the last epoch
	Last10  Selection = "last10"   // mean of the test metrics of the last 10 epochs
	BestVal Selection = "best-val" // test metrics of the epoch with the best validation score
)

// Average is how the metrics of a suite of pixels come from those of all test
// samples; empty elsewhere.
type Average string

// The ways to average.
const (
	OverPixels  Average = "pixels"  // over all pixels at once: exact
	OverBatches Average = "batches" // the mean of batches' values, as the code behind published tables has it
)

// Problem is a network (or a formula), its data and its optimiser. The
// trainer drives it; nothing else does.
//
// K below is the number of trained tasks: all of the suite's, or 1. Every
// method leaves the Problem usable after an error of bad data only.
type Problem interface {
	// Steps is the number of training steps of an epoch.
	Steps() int
	// Epoch begins epoch e, counted from 0: it settles the order of the
	// samples, which depends on the seed and e alone.
	Epoch(e int) error
	// Next loads the next mini-batch.
	Next() error
	// Losses runs forward on the mini-batch and writes the K losses.
	Losses(dst []float64) error
	// Backward leaves the gradient of sum_k w[k] L_k. Losses has been
	// called at these parameters.
	Backward(w []float64) error
	// Jacobian runs K backward passes. It is valid until the next call of
	// Losses or Update.
	Jacobian() (Jacobian, error)
	// Update does the optimiser's step at this learning rate with the
	// gradient that Backward, Combine or Map left.
	Update(lr float64) error
	// Evaluate gives the metrics on a split in the order of Info.Metrics;
	// NaN for the metrics of a task that is not trained.
	Evaluate(Split) ([]float64, error)
	// State returns a pointer to parameters and optimiser state that
	// encoding/gob can encode and decode in place, for checkpoints.
	State() any
}

// Jacobian is the per-task gradients of the shared parameters. It has the
// methods of methods.Jacobian, which documents them.
type Jacobian interface {
	Dims() (tasks, params int)
	Gram() *mat.SymDense
	Combine(shared, heads []float64) error
	Map(f func(rows [][]float64, dst []float64), heads []float64) error
}

// Resampler is a Problem that can draw further mini-batches of the training
// split in a step, for methods that need independent samples of the gradients.
type Resampler interface {
	// Resample loads another mini-batch; Losses must follow. It takes nothing
	// from the order of the epoch, and what it draws depends on the seed, the
	// epoch and the number of calls in it alone.
	Resample() error
}

// Representer is a Problem with a shared representation z between its shared
// parameters and its tasks.
type Representer interface {
	// Representation runs K backward passes, each down to z: K rows dL_k/dz
	// over the whole mini-batch. Combine and Map do the one pass from there to
	// the shared parameters. It is valid as long as a Jacobian would be.
	Representation() (Jacobian, error)
}

// Positioned is a Problem with few enough parameters to show in a plot.
type Positioned interface {
	Position() []float64
}

// Constant is a Problem that can tell how well one does without looking at the
// input: the metrics on a split of one prediction for every sample, the best of
// the training split. Of a number that is its mean; of pixels it is the
// commonest class, the median depth and the mean normal.
type Constant interface {
	Constant(Split) ([]float64, error)
}

// Sized is a Problem that tells its number of parameters.
type Sized interface {
	Params() (shared, heads int)
}
