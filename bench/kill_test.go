package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// killArgs is a run of some seconds: networks and formulas, parts, baseline.
func killArgs(out string) []string {
	return []string{
		"run", "-suite", "toy,tanh", "-method", "stl,ls,rlw,pcgrad,go4align", "-seeds", "2", "-workers", "2", "-out", out,
		"-set", "toy.epochs=40", "-set", "tanh.epochs=2", "-set", "tanh.train=1024", "-set", "tanh.test=256", "-set", "tanh.val=256",
	}
}

// TestKilledRunGoesOn kills the program at ten random moments of a run; the
// report in the end must be that of an undisturbed run.
func TestKilledRunGoesOn(t *testing.T) {
	calm, killed := t.TempDir(), t.TempDir()
	start := time.Now()
	bench(t, killArgs(calm)...).want(t, exitOK)
	took := time.Since(start)

	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	kills := 0
	for try := 0; kills < 10; try++ {
		if try > 200 {
			t.Fatalf("only %d kills in %d tries", kills, try)
		}
		if killOnce(t, killArgs(killed), time.Duration(r.Int64N(int64(took/8)))+5*time.Millisecond) {
			kills++
		} else { // it was done before the kill: begin anew
			os.RemoveAll(killed)
		}
	}
	bench(t, killArgs(killed)...).want(t, exitOK)
	for _, dir := range []string{calm, killed} {
		bench(t, "report", "-out", dir).want(t, exitOK)
	}
	want, got := reportFiles(t, filepath.Join(calm, "quick")), reportFiles(t, filepath.Join(killed, "quick"))
	if len(want) < 5 {
		t.Errorf("a report of %d files", len(want))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// killOnce starts the program and kills it after a while; it tells whether
// the program was still running.
func killOnce(t *testing.T, args []string, after time.Duration) bool {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			t.Fatalf("%v\n%s", err, stderr.String())
		}
		return false
	case <-time.After(after):
		cmd.Process.Kill()
		<-done
		return true
	}
}
