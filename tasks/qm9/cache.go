package qm9

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/mtobench/mtobench/tasks"
)

// A set that was read is kept as a binary file in the user's cache folder, so
// that the next process starts at once. The file begins with magic and a
// stamp of the files that it was made of; it ends with a checksum. One that is
// of other files, of another version of this code or damaged is made anew.

const magic = "mtobench qm9 cache\n"

// castagnoli is the checksum that processors have an instruction for.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// cacheFile is where the set of a source is kept.
func cacheFile(s source) (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	full, err := filepath.Abs(s.main)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(full))
	return filepath.Join(dir, "mtobench", "qm9-"+hex.EncodeToString(sum[:8])+".bin"), nil
}

// stamp is the state of a source's files and of the code that reads them.
func stamp(s source) ([]byte, error) {
	code := new(bytes.Buffer)
	if err := writeCode(code); err != nil {
		return nil, err
	}
	return stampOf(code.Bytes(), s)
}

// stampOf is the stamp for this code.
func stampOf(code []byte, s source) ([]byte, error) {
	h := sha256.New()
	h.Write(code)
	for _, f := range s.files {
		info, err := os.Stat(f)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(h, "%s\x00%d\x00%d\x00", filepath.Base(f), info.Size(), info.ModTime().UnixNano())
	}
	return h.Sum([]byte(magic)), nil
}

// writeCode writes this package's source.
func writeCode(w io.Writer) error {
	names, err := fs.Glob(tasks.Code, "qm9/*.go")
	if err != nil {
		return err
	}
	for _, name := range names {
		b, err := tasks.Code.ReadFile(name)
		if err != nil {
			return err
		}
		if !strings.HasSuffix(name, "_test.go") {
			fmt.Fprintf(w, "%s\x00%s\x00", name, b)
		}
	}
	return nil
}

// store writes the set of a source to its cache file, whole or not at all.
func (s *Set) store(file string, stamp []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), "qm9-*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(s.encode(stamp))
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}

// encode is the set in the form of the file.
func (s *Set) encode(stamp []byte) []byte {
	b := append([]byte(nil), stamp...)
	b = put(put(put(b, s.id), s.firstAtom), s.firstBond)
	b = put(put(put(b, s.z), s.kinds), s.at)
	b = put(put(b, flatten(s.bonds)), s.prop)
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// decode is the set in a file of this stamp, or nil: of other files, of
// another version or damaged.
func decode(b, stamp []byte) *Set {
	end := len(b) - 4
	if end < len(stamp) || !bytes.HasPrefix(b, stamp) || crc32.Checksum(b[:end], castagnoli) != binary.LittleEndian.Uint32(b[end:]) {
		return nil
	}
	s := &Set{}
	b = b[len(stamp):end]
	b = take(take(take(b, &s.id), &s.firstAtom), &s.firstBond)
	b = take(take(take(b, &s.z), &s.kinds), &s.at)
	var flat []uint8
	b = take(take(b, &flat), &s.prop)
	for ; len(flat) > 0; flat = flat[3:] {
		s.bonds = append(s.bonds, bond{flat[0], flat[1], kind(flat[2])})
	}
	return s
}

// flatten gives three numbers a bond.
func flatten(bonds []bond) []uint8 {
	flat := make([]uint8, 0, 3*len(bonds))
	for _, b := range bonds {
		flat = append(flat, b.a, b.b, uint8(b.kind))
	}
	return flat
}

// cell is what a set is made of.
type cell interface {
	uint8 | int32 | float32 | float64
}

// put appends a length and as many numbers.
func put[T cell](b []byte, v []T) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(len(v)))
	b, err := binary.Append(b, binary.LittleEndian, v)
	if err != nil {
		panic("qm9: " + err.Error())
	}
	return b
}

// take is the reverse of put. The checksum has told that the file is as it
// was written, so that lengths fit.
func take[T cell](b []byte, v *[]T) []byte {
	*v = make([]T, binary.LittleEndian.Uint64(b))
	n, err := binary.Decode(b[8:], binary.LittleEndian, *v)
	if err != nil {
		panic("qm9: " + err.Error())
	}
	return b[8+n:]
}
