package reports

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/mtobench/mtobench/reports/whole"
)

// The folders that Write fills beside report.md.
const (
	tablesDir  = "tables"
	figuresDir = "figures"
)

// Write writes the report into the folder dir, which it makes if need be:
// report.md; report.html, which needs none of the others; the tables in full
// precision as tables/*.csv and *.json, and to print as *.tex; the pictures as figures/*.svg and *.png; and what all of
// them were made from as provenance.json. Tables and pictures that an earlier
// report wrote there and this one lacks are removed. The same records give the same
// bytes, in whatever order they come. Records that cannot stand in one
// report, such as cells of two protocols of one suite, are an error.
func Write(dir string, in Input) error {
	files, err := render(in)
	if err != nil {
		return err
	}
	return writeFiles(dir, files)
}

// writeFiles writes the files of a report into dir.
func writeFiles(dir string, files map[string][]byte) error {
	for _, d := range []string{dir, filepath.Join(dir, tablesDir), filepath.Join(dir, figuresDir)} {
		if err := os.MkdirAll(d, 0o777); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
	}
	before := written(dir)
	if err := whole.WriteFiles(dir, files); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return removeStale(dir, before, files)
}

// report is the text of report.md.
func (res *results) report(pictures map[string][]picture) ([]byte, error) {
	var w writer
	res.writeHead(&w)
	res.writeSummary(&w)
	res.writeOverSuites(&w, pictures[overSuites])
	for _, s := range res.suites {
		res.writeSuite(&w, s, pictures[s.name])
	}
	res.writeMissing(&w)
	res.writeCosts(&w)
	res.writeRunTimes(&w)
	text := w.Bytes()
	return text[:len(text)-1], w.err
}

// Summary prints the cross-suite summary and each suite's table, for a
// terminal.
func Summary(w io.Writer, in Input) error {
	res, err := aggregate(in)
	if err != nil {
		return err
	}
	if t := res.summaryTable(); t != nil {
		if err := printTable(w, "Δm % over metrics against measured single-task training, lower is better; mean rank over suites", t); err != nil {
			return err
		}
	}
	for _, s := range res.suites {
		if err := printTable(w, fmt.Sprintf("%s (%s)", s.title(), count(len(s.seeds), "seed")), s.table(false)); err != nil {
			return err
		}
	}
	for _, m := range in.Missing {
		if _, err := fmt.Fprintf(w, "%s: no data: %s. To get it: %s\n", m.Name, m.why(), m.Get); err != nil {
			return err
		}
	}
	return nil
}

func printTable(w io.Writer, title string, t *table) error {
	if _, err := fmt.Fprintln(w, title); err != nil {
		return err
	}
	if err := t.text(w); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
}
