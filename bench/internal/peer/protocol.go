package peer

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
)

// A request is one line of JSON, after which come its Floats numbers as
// little-endian float32. The peer answers with one line of JSON. The peer's
// first line, a hello, comes unasked.

// buildRequest makes the peer build a workload: parameters, inputs and targets
// follow as numbers.
type buildRequest struct {
	Op string `json:"op"` // "build"
	Spec
	Floats int `json:"floats"`
}

// stepsRequest makes the peer do N training steps with so many threads.
type stepsRequest struct {
	Op      string `json:"op"` // "steps"
	N       int    `json:"n"`
	Threads int    `json:"threads"`
}

// answer is what the peer answers: which fields it has depends on the request.
type answer struct {
	Error   string    `json:"error"`
	Torch   string    `json:"torch"`   // of the hello
	Threads int       `json:"threads"` // of the hello: all that it would use
	Seconds float64   `json:"seconds"` // of the steps together, or of the fastest product
	Values  []float64 `json:"values"`  // of the last step
	Bytes   int64     `json:"bytes"`   // that were resident at most

	// of a product, as Product has them
	BLAS     string `json:"blas"`
	Core     string `json:"core"`
	CoreType string `json:"coretype"`
}

// writeRequest sends a request and its numbers.
func writeRequest(w io.Writer, request any, numbers []float32) error {
	line, err := json.Marshal(request)
	if err != nil {
		return err
	}
	b := append(line, '\n')
	for _, v := range numbers {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	_, err = w.Write(b)
	return err
}

// readAnswer reads one line. An error that the peer tells is the error.
func readAnswer(r *bufio.Reader) (answer, error) {
	var a answer
	line, err := r.ReadBytes('\n')
	switch {
	case errors.Is(err, io.EOF):
		return a, errors.New("the peer ended without an answer")
	case err != nil:
		return a, err
	}
	if err := json.Unmarshal(line, &a); err != nil {
		return a, fmt.Errorf("the peer answered %q: %w", line, err)
	}
	if a.Error != "" {
		return a, peerError(a.Error)
	}
	return a, nil
}

// peerError is an error that the peer told.
type peerError string

func (e peerError) Error() string { return string(e) }
