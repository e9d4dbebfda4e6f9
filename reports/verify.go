package reports

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Verify makes the report of the folder dir anew from its records and
// compares every file with the one on disk. It returns one line for each file
// that is missing, differs or does not belong, sorted; none when the report
// stands. Which suites lacked their data, whether published rows were asked
// for, the tolerances and the ablations are taken from the report, because no
// record tells.
func Verify(dir string, in Input) ([]string, error) {
	p, err := readProvenance(dir)
	if err != nil {
		return nil, fmt.Errorf("verify report: %w", err)
	}
	in.Missing, in.Published, in.Tolerances = p.Missing, p.Published, p.Tolerances
	var files map[string][]byte
	if len(p.Ablations) > 0 {
		files, err = renderAblations(in, p.Ablations)
	} else {
		files, err = render(in)
	}
	if err != nil {
		return nil, err
	}
	lines, err := mismatches(dir, files)
	if err != nil {
		return nil, fmt.Errorf("verify report: %w", err)
	}
	stray, err := strays(dir, files)
	if err != nil {
		return nil, fmt.Errorf("verify report: %w", err)
	}
	lines = append(lines, stray...)
	slices.Sort(lines)
	return lines, nil
}

// mismatches compares the files with those on disk.
func mismatches(dir string, files map[string][]byte) ([]string, error) {
	var lines []string
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			lines = append(lines, name+": is not there")
		case err != nil:
			return nil, err
		case !bytes.Equal(got, want):
			lines = append(lines, name+": "+firstDifference(got, want))
		}
	}
	return lines, nil
}

// firstDifference says where two contents part.
func firstDifference(got, want []byte) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	if bytes.IndexByte(want, 0) >= 0 {
		return "differs from what the records give" // no text, and so no lines
	}
	return fmt.Sprintf("differs from what the records give, first on line %d", 1+bytes.Count(want[:i], []byte("\n")))
}

// strays lists files among the tables and figures that the records do not
// give.
func strays(dir string, files map[string][]byte) ([]string, error) {
	var lines []string
	for _, sub := range []string{tablesDir, figuresDir} {
		entries, err := os.ReadDir(filepath.Join(dir, sub))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, e := range entries {
			if name := sub + "/" + e.Name(); files[name] == nil {
				lines = append(lines, name+": is not of this report")
			}
		}
	}
	return lines, nil
}
