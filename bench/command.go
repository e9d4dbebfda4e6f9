package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// Exit statuses.
const (
	exitOK          = 0
	exitFailed      = 1   // a cell failed, or the program did
	exitUsage       = 2   // bad input: flags, names, data or record files
	exitInterrupted = 130 // stopped by the user; what is done is kept
)

// errFailed says that cells failed; their records tell why.
var errFailed = errors.New("cells failed")

// inputError is what the user can mend: exit status 2.
type inputError struct{ err error }

func (e inputError) Error() string { return e.err.Error() }

func (e inputError) Unwrap() error { return e.err }

func badInput(format string, args ...any) error {
	return inputError{fmt.Errorf(format, args...)}
}

// command is a subcommand.
type command struct {
	name    string
	args    string // in the usage line
	summary string
	help    string // what it does and examples, below the usage line
	keeps   bool   // what is done when it is interrupted
	run     func(env *environment, args []string) error
}

// environment is what a command works with.
type environment struct {
	ctx            context.Context
	stdout, stderr io.Writer
	catalogue      catalogue
	flags          *flag.FlagSet
	// program is the file to run for a fresh process of this program; empty
	// where there is none to run.
	program string
}

// commands in the order of the help text.
var commands = []command{allCommand, runCommand, reportCommand, ablateCommand, costCommand, listCommand, scoreCommand, publishedCommand, compareCommand, dataCommand}

// run is the program: it returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second signal ends the program at once.
	context.AfterFunc(ctx, stop)
	program, err := os.Executable()
	if err != nil {
		program = ""
	}
	return runIn(&environment{ctx: ctx, stdout: stdout, stderr: stderr, catalogue: defaultCatalogue(), program: program}, args)
}

// runIn is run in an environment that a test can choose.
func runIn(env *environment, args []string) int {
	if len(args) == 2 && args[0] == "help" {
		args = []string{args[1], "-h"}
	}
	if len(args) == 0 || args[0] == "-h" || args[0] == "-help" || args[0] == "--help" || args[0] == "help" {
		usage(env.stdout)
		return exitOK
	}
	for _, c := range commands {
		if c.name == args[0] {
			return status(env, c, c.start(env, args[1:]))
		}
	}
	return status(env, command{}, badInput("unknown command %q; valid are %s", args[0], strings.Join(commandNames(), ", ")))
}

// start prepares the flag set and runs the command.
func (c command) start(env *environment, args []string) error {
	env.flags = flag.NewFlagSet(c.name, flag.ContinueOnError)
	env.flags.SetOutput(io.Discard)
	env.flags.Usage = func() {}
	return c.run(env, args)
}

// status reports an error in one line and turns it into the exit status.
func status(env *environment, c command, err error) int {
	var input inputError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, flag.ErrHelp):
		c.usage(env)
		return exitOK
	case errors.Is(err, context.Canceled) && c.keeps:
		fmt.Fprintln(env.stderr, "bench: interrupted; what is done is kept, the same command goes on from there")
		return exitInterrupted
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(env.stderr, "bench: interrupted; the same command begins anew")
		return exitInterrupted
	}
	fmt.Fprintf(env.stderr, "bench: %s\n", strings.ReplaceAll(err.Error(), "\n", "; "))
	if errors.As(err, &input) {
		return exitUsage
	}
	return exitFailed
}

// usage prints a command's help.
func (c command) usage(env *environment) {
	fmt.Fprintf(env.stdout, "usage: go run ./bench %s %s\n\n%s\n\nFlags:\n", c.name, c.args, c.help)
	env.flags.SetOutput(env.stdout)
	env.flags.PrintDefaults()
}

func usage(w io.Writer) {
	fmt.Fprint(w, "usage: go run ./bench COMMAND [flags]\n\nCommands:\n")
	for _, c := range commands {
		fmt.Fprintf(w, "  %-9s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, `
Exit status: 0 done, 1 a cell failed, 2 bad input, 130 interrupted.
"go run ./bench COMMAND -h" tells a command's flags and gives examples.
`)
}

func commandNames() []string {
	names := make([]string, len(commands))
	for i, c := range commands {
		names[i] = c.name
	}
	return names
}

// parse parses a command's flags; rest is how many arguments may follow.
func (env *environment) parse(args []string, rest int) error {
	err := env.flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return err
	case err != nil:
		return badInput("%w; `go run ./bench %s -h` tells the flags", err, env.flags.Name())
	case env.flags.NArg() > rest:
		return badInput("%s: unexpected argument %q", env.flags.Name(), env.flags.Arg(rest))
	}
	return nil
}
