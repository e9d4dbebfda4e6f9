package peer

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"

	script "github.com/mtobench/mtobench/scripts/peer"
)

// ErrAbsent is wrapped by the error of Find when there is no PyTorch.
var ErrAbsent = errors.New("no PyTorch")

// fastBLAS is the package of a BLAS that is fit for a comparison: PyTorch's own
// package is content with the reference BLAS.
const fastBLAS = "libopenblas0-pthread"

// install is how to get PyTorch.
const install = "`apt-get install python3-torch " + fastBLAS + "` (Debian, Ubuntu) or `pip install torch`; -python names another interpreter"

// Process is a running peer.
type Process struct {
	Torch   string // its version
	Threads int    // that it uses unless told otherwise
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	stderr  bytes.Buffer
}

// Find starts the peer in the first of the Python interpreters that has
// PyTorch. It ends when ctx does.
func Find(ctx context.Context, interpreters ...string) (*Process, error) {
	var why []string
	for _, python := range interpreters {
		p, err := Start(exec.CommandContext(ctx, python, "-c", script.Script))
		if err == nil {
			return p, nil
		}
		why = append(why, fmt.Sprintf("%s: %v", python, err))
	}
	return nil, fmt.Errorf("%w (%s); get it: %s", ErrAbsent, strings.Join(why, "; "), install)
}

// Start starts a peer and reads its hello.
func Start(cmd *exec.Cmd) (*Process, error) {
	p := &Process{cmd: cmd}
	cmd.Stderr = &p.stderr
	var err error
	if p.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	hello, err := readAnswer(p.out)
	if err != nil {
		return nil, p.fail(err)
	}
	p.Torch, p.Threads = hello.Torch, hello.Threads
	return p, nil
}

// another starts a process like p, with more in its environment.
func (p *Process) another(ctx context.Context, env ...string) (*Process, error) {
	cmd := exec.CommandContext(ctx, p.cmd.Args[0], p.cmd.Args[1:]...)
	cmd.Env = append(p.cmd.Environ(), env...)
	return Start(cmd)
}

// call sends a request and waits for its answer.
func (p *Process) call(request any, numbers []float32) (answer, error) {
	if err := writeRequest(p.in, request, numbers); err != nil {
		return answer{}, p.fail(err)
	}
	a, err := readAnswer(p.out)
	var told peerError
	if err != nil && !errors.As(err, &told) {
		return a, p.fail(err)
	}
	return a, err
}

// fail ends the process and adds the last line that it wrote to stderr.
func (p *Process) fail(err error) error {
	p.Close()
	if last := bytes.TrimSpace(p.stderr.Bytes()); len(last) > 0 {
		return fmt.Errorf("%w: %s", err, last[bytes.LastIndexByte(last, '\n')+1:])
	}
	return err
}

// Close ends the process: it stops at the end of its input, once what it still
// writes is read.
func (p *Process) Close() error {
	p.in.Close()
	io.Copy(io.Discard, p.out)
	return p.cmd.Wait()
}
