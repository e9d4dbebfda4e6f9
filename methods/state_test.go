package methods

import (
	"bytes"
	"encoding/gob"
	"testing"
)

// saveState encodes the state of a Stateful method as a checkpoint does.
func saveState(t *testing.T, m Method) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(m.(Stateful).State()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// restoreState decodes a saved state into a fresh method, in place.
func restoreState(t *testing.T, m Method, saved []byte) {
	t.Helper()
	if err := gob.NewDecoder(bytes.NewReader(saved)).Decode(m.(Stateful).State()); err != nil {
		t.Fatal(err)
	}
}
