package record

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// ID is the identity of a cell: the first 16 hexadecimal digits of the
// SHA-256 of the key's JSON, whose maps are written in sorted order.
func (k Key) ID() string { return hash(k) }

func hash(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("record: " + err.Error())
	}
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:8])
}

// Identity is the identity of a cost: what was measured, and where.
func (c Cost) Identity() string {
	c.Machine.Code = "" // Key.Code says which code was measured
	return hash(struct {
		Key     Key
		Machine Machine
	}{c.Key, c.Machine})
}
