package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/mtobench/mtobench/synthetic"
)

var dataCommand = command{
	name:    "data",
	args:    "make " + strings.Join(makerNames(), "|") + " -out DIR [flags]",
	summary: "draw data sets by rule and write them in the layout of real ones",
	help: `Draws a data set by rule and writes it in the official layout of a real one, so
that what reads the one reads the other:

` + makerHelp() + `
A seed gives the same files again; a smaller set is the beginning of a larger.

Examples:
  go run ./bench data make molecules -out /tmp/drawn
  go run ./bench list suites -data /tmp/drawn`,
	run: runData,
}

// maker is a data set that can be drawn.
type maker struct {
	name string
	n    int    // samples, unless -n says otherwise
	what string // one line
	// flags declares its own flags, if it has any, and gives the function that
	// writes n samples below a folder, as the suite expects them in its data
	// folder. That returns what it wrote; its error wraps fs.ErrExist where that
	// is there already.
	flags func(*flag.FlagSet) func(ctx context.Context, out string, n int, seed uint64, tick func(done int)) (path string, err error)
}

// makers in the order of the help. A new one is one more line here.
var makers = []maker{
	{"molecules", 1000, "small organic-like molecules with the properties of QM9, as dsgdb9nsd.xyz", noFlags(synthetic.WriteMolecules)},
}

// noFlags is the flags of a maker that has none of its own.
func noFlags[F any](write F) func(*flag.FlagSet) F {
	return func(*flag.FlagSet) F { return write }
}

func makerNames() []string {
	var names []string
	for _, m := range makers {
		names = append(names, m.name)
	}
	return names
}

func makerHelp() string {
	b := new(strings.Builder)
	for _, m := range makers {
		fmt.Fprintf(b, "  %-10s %s\n", m.name, m.what)
	}
	return b.String()
}

func runData(env *environment, args []string) error {
	out := env.flags.String("out", "", "data `folder` to write to (required)")
	n := env.flags.Int("n", 0, "how many `samples` (default "+defaultSamples()+")")
	seed := env.flags.Uint64("seed", 1, "seed of all that is drawn")
	if len(args) < 2 || args[0] != "make" || strings.HasPrefix(args[1], "-") {
		// The flags may still ask for help.
		if err := env.parse(withoutWords(args), 0); err != nil {
			return err
		}
		return badInput("data: say make and what: %s", strings.Join(makerNames(), ", "))
	}
	m, err := findMaker(args[1])
	if err != nil {
		return err
	}
	write := m.flags(env.flags)
	if err := env.parse(args[2:], 0); err != nil {
		return err
	}
	if *n == 0 {
		*n = m.n
	}
	switch {
	case *out == "":
		return badInput("data make %s: -out is missing: the folder to write to", m.name)
	case *n < 1:
		return badInput("data make %s: -n %d: wanted at least 1", m.name, *n)
	}
	path, err := write(env.ctx, *out, *n, *seed, env.ticker(m.name, *n))
	if errors.Is(err, fs.ErrExist) {
		return badInput("data make %s: %w; it is left as it is", m.name, err)
	}
	if err != nil {
		return fmt.Errorf("data make %s: %w", m.name, err)
	}
	fmt.Fprintf(env.stdout, "wrote %d %s to %s; run with -data %s\n", *n, m.name, path, *out)
	return nil
}

// withoutWords are the arguments from the first flag on.
func withoutWords(args []string) []string {
	for i, a := range args {
		if strings.HasPrefix(a, "-") {
			return args[i:]
		}
	}
	return nil
}

func defaultSamples() string {
	var list []string
	for _, m := range makers {
		list = append(list, fmt.Sprintf("%d %s", m.n, m.name))
	}
	return strings.Join(list, ", ")
}

func findMaker(name string) (maker, error) {
	for _, m := range makers {
		if m.name == name {
			return m, nil
		}
	}
	return maker{}, badInput("data make: unknown set %q; valid are %s", name, strings.Join(makerNames(), ", "))
}

// ticker tells on stderr, once a second, how many of n samples are done and
// how long the rest will take.
func (env *environment) ticker(what string, n int) func(done int) {
	start := time.Now()
	last := start
	return func(done int) {
		now := time.Now()
		if now.Sub(last) < time.Second {
			return
		}
		last = now
		rest := time.Duration(float64(now.Sub(start)) / float64(done) * float64(n-done))
		fmt.Fprintf(env.stderr, "%s: %d of %d, %s to go\n", what, done, n, rest.Round(time.Second))
	}
}
