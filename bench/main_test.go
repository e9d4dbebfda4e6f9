package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// asProgram is the environment variable that makes the test binary the
// program itself, for tests that need a process of its own.
const asProgram = "MTOBENCH_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// result is what a command left.
type result struct {
	status         int
	stdout, stderr string
}

// bench runs a command in this process.
func bench(t *testing.T, args ...string) result {
	t.Helper()
	return benchIn(t, defaultCatalogue(), args...)
}

func benchIn(t *testing.T, c catalogue, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	env := &environment{ctx: context.Background(), stdout: &stdout, stderr: &stderr, catalogue: c}
	if os.Getenv(asProgram) != "" {
		env.program, _ = os.Executable()
	}
	status := runIn(env, args)
	return result{status, stdout.String(), stderr.String()}
}

// want fails the test unless the status is as wanted.
func (r result) want(t *testing.T, status int) result {
	t.Helper()
	if r.status != status {
		t.Fatalf("exit status %d, want %d\nstdout:\n%s\nstderr:\n%s", r.status, status, r.stdout, r.stderr)
	}
	return r
}

// reportFiles reads what a report consists of, run times left out.
func reportFiles(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		if d.IsDir() && (rel == "cells" || rel == "costs" || rel == "partial") {
			return filepath.SkipDir
		}
		if base := filepath.Base(rel); d.IsDir() || strings.HasPrefix(base, "times.") || strings.HasPrefix(base, ".tmp-") {
			return nil // what a killed write leaves is swept later
		}
		b, err := os.ReadFile(path)
		if rel == "report.md" {
			b = []byte(withoutRunTimes(string(b)))
		}
		files[rel] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// withoutRunTimes cuts the one section that holds wall-clock times.
func withoutRunTimes(report string) string {
	before, after, ok := strings.Cut(report, "\n## Run times\n")
	if !ok {
		return report
	}
	if i := strings.Index(after, "\n## "); i >= 0 {
		return before + after[i:]
	}
	return before
}

// TestHelp: a command's help comes by "help" as by -h, and a flag that there is
// not leads to it.
func TestHelp(t *testing.T) {
	h := bench(t, "run", "-h").want(t, exitOK).stdout
	if got := bench(t, "help", "run").want(t, exitOK).stdout; got != h || !strings.HasPrefix(h, "usage: go run ./bench run ") {
		t.Errorf("help run prints %s", got)
	}
	for _, args := range [][]string{nil, {"help"}, {"-h"}} {
		if got := bench(t, args...).want(t, exitOK).stdout; !strings.HasPrefix(got, "usage: go run ./bench COMMAND ") {
			t.Errorf("%v prints %s", args, got)
		}
	}
	if r := bench(t, "help", "runn").want(t, exitUsage); !strings.Contains(r.stderr, `unknown command "runn"`) {
		t.Error(r.stderr)
	}
	if r := bench(t, "run", "-suit", "toy").want(t, exitUsage); r.stderr != "bench: flag provided but not defined: -suit; `go run ./bench run -h` tells the flags\n" {
		t.Error(r.stderr)
	}
}

// TestInterruptedSaysWhatIsKept: only what trains goes on from where it was.
func TestInterruptedSaysWhatIsKept(t *testing.T) {
	keep := map[string]bool{"all": true, "run": true, "ablate": true}
	for _, c := range commands {
		var errs bytes.Buffer
		if got := status(&environment{stderr: &errs}, c, context.Canceled); got != exitInterrupted {
			t.Errorf("%s: status %d", c.name, got)
		}
		if kept := strings.Contains(errs.String(), "what is done is kept"); kept != keep[c.name] {
			t.Errorf("%s: %s", c.name, &errs)
		}
	}
}
