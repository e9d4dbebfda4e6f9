// Package record is the schema of what a run leaves on disk: one Cell for
// each (suite, method, seed), written by bench and read by reports. A cell
// holds all that is needed to redo or to doubt its numbers.
package record

import (
	"time"

	"github.com/mtobench/mtobench/tasks"
)

// Schema is the version of the format. A file of another version is refused.
const Schema = 1

// Status says how a cell ended. Divergence is a result, not a crash.
type Status string

// The ways a cell ends.
const (
	OK       Status = "ok"
	Diverged Status = "diverged" // a loss, weight or parameter stopped being finite
	Failed   Status = "failed"   // an error or a panic
)

// Key is what a cell is: everything that determines its numbers. Its hash is
// the cell's identity, so a changed configuration is another cell.
type Key struct {
	Suite    string            `json:"suite"`
	Method   string            `json:"method"`
	Settings map[string]string `json:"settings,omitempty"` // hyper-parameters of the method, all of them
	Task     int               `json:"task"`               // the one task trained, or tasks.AllTasks
	Seed     uint64            `json:"seed"`
	Profile  tasks.Profile     `json:"profile"`
	Protocol tasks.Protocol    `json:"protocol"`
	// Data is the SHA-256 of the data files read; empty when there are none.
	Data string `json:"data,omitempty"`
	// Code identifies the source of the method, the suite and the engine.
	Code string `json:"code"`
	// Kernel is which arithmetic kernels computed: they agree to rounding.
	Kernel string `json:"kernel,omitempty"`
}

// Cell is one trained cell.
type Cell struct {
	Schema   int       `json:"schema"`
	ID       string    `json:"id"` // hash of Key
	Key      Key       `json:"key"`
	Suite    Suite     `json:"suite"`
	Method   Method    `json:"method"`
	Machine  Machine   `json:"machine"`
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished"`
	Status   Status    `json:"status"`
	// Error says why a cell failed or where it diverged.
	Error string `json:"error,omitempty"`
	// Metrics are the selected test metrics in the order of Suite.Metrics,
	// over all parts; NaN for the metrics of tasks not trained, and for all
	// when Status is not OK.
	Metrics Floats `json:"metrics"`
	Parts   []Part `json:"parts"`
	Phases  Phases `json:"phases"` // summed over parts
	// PeakRSS is the largest resident memory of the process so far, in
	// bytes: an upper bound for the cell; 0 where unknown.
	PeakRSS int64 `json:"peak_rss"`
}

// Part is one training run of a cell.
type Part struct {
	// Epochs holds the history: index 0 is after the first epoch.
	Epochs []Epoch `json:"epochs"`
	// Selected is the index in Epochs that the selection rule chose, or the
	// first of the averaged ones for last10.
	Selected int    `json:"selected"`
	Metrics  Floats `json:"metrics"`
	// Constant are the test metrics of tasks.Constant; nil where the suite does
	// not tell, or before the end.
	Constant Floats `json:"constant,omitempty"`
	// DivergedAt is the training step, counted from 0 over the part, where
	// it diverged; -1 otherwise.
	DivergedAt int `json:"diverged_at"`
	// Steps is the thinned trace of the method: at most MaxSteps entries,
	// evenly spaced.
	Steps []Step `json:"steps,omitempty"`
	// Path is the position of the parameters, the start and then after each
	// epoch, for problems of few parameters.
	Path []Floats `json:"path,omitempty"`
	// Events counts what went other than usual, by what happened.
	Events map[string]int `json:"events,omitempty"`
	Shared int            `json:"shared_params,omitempty"`
	Heads  int            `json:"head_params,omitempty"`
}

// MaxSteps bounds Part.Steps.
const MaxSteps = 400

// Epoch is the state after an epoch.
type Epoch struct {
	Losses Floats  `json:"losses"` // mean training loss of each trained task
	LR     float64 `json:"lr"`
	Val    Floats  `json:"val,omitempty"`
	Test   Floats  `json:"test,omitempty"`
	Score  Float   `json:"score"` // of the selection rule; lower is better
}

// Step is what a method did at one training step.
type Step struct {
	Step     int    `json:"step"`
	Losses   Floats `json:"losses"`
	Weights  Floats `json:"weights,omitempty"`
	Reported Floats `json:"reported,omitempty"`
	Groups   []int  `json:"groups,omitempty"`
}

// Phases are the seconds spent in the phases of training.
type Phases struct {
	Data      float64 `json:"data"`
	Forward   float64 `json:"forward"`
	Backward  float64 `json:"backward"`
	Method    float64 `json:"method"`
	Optimizer float64 `json:"optimizer"`
	Evaluate  float64 `json:"evaluate"`
	// Extra is what some methods ask for beside: a forward pass after the
	// step, or further mini-batches in it (data and forward passes).
	Extra float64 `json:"extra"`
}

// Suite describes the suite of a cell, so that a report needs records only.
type Suite struct {
	Title      string         `json:"title"`
	Source     string         `json:"source"`
	Tasks      []string       `json:"tasks"`
	Metrics    []tasks.Metric `json:"metrics"`
	Parts      int            `json:"parts,omitempty"`
	NoBaseline bool           `json:"no_baseline,omitempty"`
	Notes      string         `json:"notes,omitempty"`
	Groups     []int          `json:"groups,omitempty"` // of each task, where they are planted
	// Shifted says that the method was given the losses less their bounds.
	Shifted bool `json:"shifted,omitempty"`
}

// Method describes the method of a cell.
type Method struct {
	Title string `json:"title"`
	Kind  string `json:"kind"` // "baseline", "loss" or "gradient"
	Year  int    `json:"year"`
	Paper string `json:"paper"`
	Cost  string `json:"cost"`
}

// Machine is where a cell was run.
type Machine struct {
	OS     string `json:"os"`
	Arch   string `json:"arch"`
	CPU    string `json:"cpu"`
	Cores  int    `json:"cores"`
	Go     string `json:"go"`
	Kernel string `json:"kernel"` // which arithmetic kernels: "avx512", "avx2" or "go"
	Code   string `json:"code"`   // version control revision, if known
}

// Cost is a measured cost of one method on one suite: the method's whole
// training step, alone on the machine, alternated with that of LS.
type Cost struct {
	Schema  int     `json:"schema"`
	ID      string  `json:"id"` // hash of Key and Machine
	Key     Key     `json:"key"`
	Suite   Suite   `json:"suite"`
	Method  Method  `json:"method"`
	Machine Machine `json:"machine"`
	Pairs   int     `json:"pairs"` // measured pairs of steps, after warm-up
	// Step and LS are the median seconds of a step of the method and of LS.
	Step float64 `json:"step"`
	LS   float64 `json:"ls"`
	// Ratio is the median over pairs of step time over that of LS; Low and
	// High are its quartiles.
	Ratio float64 `json:"ratio"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	// Margin is how far Ratio may be off: two standard errors of the median;
	// 0 where it was not computed.
	Margin float64 `json:"margin,omitempty"`
	// Phases are median seconds a step of the method.
	Phases Phases `json:"phases"`
	// Forwards and Backwards are the passes of a step through the whole
	// network, counted and averaged over the measured steps; those of LS are
	// 1 and 1. A pass that stops at the shared representation is not counted.
	Forwards  float64 `json:"forwards,omitempty"`
	Backwards float64 `json:"backwards,omitempty"`
	// PeakRSS is the largest resident memory, in bytes, of a fresh process
	// that only trains some steps with the method and evaluates; 0 where it
	// was not measured.
	PeakRSS int64 `json:"peak_rss,omitempty"`
}
