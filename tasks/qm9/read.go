package qm9

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/mtobench/mtobench/tasks/datafile"
	"github.com/mtobench/mtobench/tasks/internal/gzfile"
)

// reader packs molecules one by one, so that a large set takes no more memory
// than it must.
type reader struct {
	set     Set
	seen    map[int]bool
	table   table        // of the properties; nil where molecules bring theirs
	drop    map[int]bool // molecules to leave out
	dropped int
	tick    func(molecules int)
}

// newReader is a reader for molecules in the form of dsgdb9nsd.xyz.
func newReader() *reader { return &reader{seen: map[int]bool{}, tick: func(int) {}} }

// ReadXYZ is the set of one molecule in the form of dsgdb9nsd.xyz; name is that
// of its file. An error names the molecule.
func ReadXYZ(name string, text io.Reader) (*Set, error) {
	r := newReader()
	err := r.xyz(name, text)
	return &r.set, err
}

// xyz reads one molecule in the form of dsgdb9nsd.xyz; name is that of its
// file. An error names the molecule.
func (r *reader) xyz(name string, text io.Reader) error {
	m, err := readXYZ(text)
	if err == nil {
		err = r.add(m)
	}
	return about(name, err)
}

// extended reads one molecule of extended XYZ, whose number is in its name.
func (r *reader) extended(name string, text io.Reader) error {
	m, err := readExtended(text)
	if err == nil {
		m.id, err = identity(name)
	}
	if err == nil {
		err = r.add(m)
	}
	return about(name, err)
}

// about names the molecule of an error.
func about(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("molecule %s: %w", strings.TrimSuffix(path.Base(name), ".xyz"), err)
}

// add packs a molecule unless it is to be left out.
func (r *reader) add(m *molecule) error {
	if r.seen[m.id] {
		return fmt.Errorf("the number %d stands twice", m.id)
	}
	r.seen[m.id] = true
	r.tick(len(r.seen))
	if r.table != nil {
		if err := r.table.complete(m); err != nil {
			return err
		}
	}
	if r.drop[m.id] {
		r.dropped++
		return nil
	}
	return r.set.add(m)
}

// end checks that nothing is missing.
func (r *reader) end(s source) error {
	if r.set.Len() == 0 {
		return fmt.Errorf("read %s: no molecule", s.main)
	}
	if n := len(r.table); r.table != nil && n != len(r.seen) {
		for _, id := range slices.Sorted(maps.Keys(r.table)) {
			if !r.seen[id] {
				return fmt.Errorf("read %s: molecule gdb_%d: it has no geometry in %s (%d rows, %d molecules)", s.table, id, s.main, n, len(r.seen))
			}
		}
	}
	return nil
}

// read reads a source; tick is called with the number of molecules so far.
// Errors name the file and the molecule.
func read(s source, tick func(molecules int)) (*Set, error) {
	r := newReader()
	r.tick = tick
	var err error
	if s.table != "" {
		if r.table, err = readTable(s.table); err != nil {
			return nil, err
		}
	}
	if s.dropped != "" {
		if r.drop, err = readUncharacterized(s.dropped); err != nil {
			return nil, err
		}
	}
	switch {
	case s.form == sdfForm:
		err = r.sdf(s.main)
	case isDir(s.main):
		err = r.folder(s)
	case s.form == xyzForm:
		err = r.archive(s.main, r.xyz)
	default:
		err = r.archive(s.main, r.extended)
	}
	if err == nil {
		err = r.end(s)
	}
	return &r.set, err
}

// sdf reads the molecules of an SDF file.
func (r *reader) sdf(file string) error {
	_, err := gzfile.Read(file, func(in io.Reader) (*Set, error) {
		sdf := newSDF(in)
		for {
			m, name, err := sdf.next()
			if err == io.EOF {
				return nil, nil
			}
			if err == nil {
				err = r.add(m)
			}
			if err != nil && name == "" {
				name = fmt.Sprintf("no. %d of the file", len(r.seen)+1)
			}
			if err != nil {
				return nil, about(name, err)
			}
		}
	})
	return err
}

// folder reads the .xyz files of a folder.
func (r *reader) folder(s source) error {
	for _, file := range s.files {
		if file == s.dropped {
			continue
		}
		b, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := r.xyz(file, bytes.NewReader(b)); err != nil {
			return fmt.Errorf("read %s: %w", file, err)
		}
	}
	return nil
}

// archive reads the .xyz files of a tar archive, compressed or not.
func (r *reader) archive(file string, one func(name string, text io.Reader) error) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	in, err := decompress(bufio.NewReaderSize(f, 1<<18))
	if err == nil {
		err = eachFile(in, one)
	}
	return gzfile.Describe(file, err)
}

// decompress looks at how a file begins.
func decompress(b *bufio.Reader) (io.Reader, error) {
	magic, _ := b.Peek(3)
	switch {
	case bytes.HasPrefix(magic, []byte("BZh")):
		return bzip2.NewReader(b), nil
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		return gzip.NewReader(b)
	}
	return b, nil
}

// eachFile gives the .xyz files of a tar archive.
func eachFile(in io.Reader, one func(name string, text io.Reader) error) error {
	counted := &zeros{in: in}
	t, last := tar.NewReader(counted), "at the first molecule"
	for {
		h, err := t.Next()
		if err == io.EOF {
			if err = counted.end(); err == nil {
				return nil
			}
		}
		if err != nil {
			return fmt.Errorf("%s: %w", last, err)
		}
		if h.Typeflag != tar.TypeReg || !strings.HasSuffix(h.Name, ".xyz") || datafile.Hidden(h.Name) {
			continue
		}
		text, err := io.ReadAll(t)
		if err != nil {
			return about(h.Name, err)
		}
		if err := one(h.Name, bytes.NewReader(text)); err != nil {
			return err
		}
		last = "after molecule " + strings.TrimSuffix(path.Base(h.Name), ".xyz")
	}
}

// zeros counts the zeros at the end of what is read so far.
type zeros struct {
	in  io.Reader
	run int
}

// Read implements io.Reader.
func (z *zeros) Read(b []byte) (int, error) {
	n, err := z.in.Read(b)
	if kept := len(bytes.TrimRight(b[:n], "\x00")); kept > 0 {
		z.run = n - kept
	} else {
		z.run += n
	}
	return n, err
}

// end checks the end of an archive, once package tar has come to it. One that
// was cut between two files has no end mark, two blocks of zeros, which package
// tar does not miss; behind the mark is the checksum of what was compressed.
func (z *zeros) end() error {
	if z.run < 2*512 {
		return io.ErrUnexpectedEOF
	}
	_, err := io.Copy(io.Discard, z)
	return err
}
