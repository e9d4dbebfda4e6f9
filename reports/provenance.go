package reports

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// source is what a table or picture was made from.
type source struct {
	Profile   tasks.Profile `json:"profile"`
	Suites    []string      `json:"suites"`
	Seeds     []uint64      `json:"seeds"`
	Code      []string      `json:"code"`     // fingerprints of the sources behind the cells
	Revisions []string      `json:"revision"` // of the version control, where known
	Data      []string      `json:"data"`     // SHA-256 of the data of each suite that has any: "suite sum"
	Machines  []string      `json:"machines"`
	Cells     []string      `json:"cells"` // identities of the records
	Costs     []string      `json:"costs,omitempty"`
}

// source is what a suite's tables and pictures, or those over suites, were
// made from.
func (res *results) source(suite string) source {
	out := source{Profile: res.in.Profile}
	var machines []record.Machine
	for _, s := range res.suites {
		if suite != overSuites && s.name != suite {
			continue
		}
		out.Suites = append(out.Suites, s.name)
		for _, c := range s.cells {
			out.Seeds = append(out.Seeds, c.Key.Seed)
			out.Code = append(out.Code, c.Key.Code)
			out.Cells = append(out.Cells, c.ID)
			if c.Key.Data != "" {
				out.Data = append(out.Data, s.name+" "+c.Key.Data)
			}
			machines = append(machines, c.Machine)
		}
	}
	for _, c := range res.costs {
		if suite == overSuites || c.Key.Suite == suite {
			out.Costs = append(out.Costs, c.ID)
			machines = append(machines, c.Machine)
		}
	}
	for _, m := range machines {
		out.Revisions = append(out.Revisions, cmp.Or(m.Code, "unknown"))
	}
	out.Machines = machinesOf(machines, func(m record.Machine) record.Machine { return m })
	distinct(&out.Seeds)
	for _, list := range []*[]string{&out.Code, &out.Data, &out.Revisions, &out.Cells, &out.Costs} {
		distinct(list)
	}
	return out
}

// distinct sorts a list and leaves each value once.
func distinct[T cmp.Ordered](list *[]T) {
	slices.Sort(*list)
	*list = slices.Compact(*list)
}

// String says it in a line, the first of many fingerprints only.
func (s source) String() string {
	seeds := strings.Join(strings.Fields(strings.Trim(fmt.Sprint(s.Seeds), "[]")), ", ")
	data := "none"
	if len(s.Data) > 0 {
		data = strings.Join(s.Data, ", ")
	}
	return fmt.Sprintf("profile %s; seeds %s; %s, %s; revision %s; code %s; data %s; machine %s",
		s.Profile, cmp.Or(seeds, none), count(len(s.Cells), "cell record"), count(len(s.Costs), "cost record"),
		strings.Join(s.Revisions, ", "), list(s.Code, 3), data, strings.Join(s.Machines, "; "))
}

// describe puts a picture's source into it, as the description that SVG has a
// place for.
func describe(svg []byte, s source) []byte {
	at := bytes.Index(svg, []byte("<svg"))
	end := bytes.IndexByte(svg[at:], '>') + at + 1
	return slices.Concat(svg[:end], []byte("\n<desc>"+html.EscapeString(s.String())+"</desc>"), svg[end:])
}

// provenance is the content of provenance.json.
type provenance struct {
	// Files names, for each table and picture, the suite that it was made
	// from; "" where it is all of them.
	Files  map[string]string `json:"files"`
	Suites map[string]source `json:"suites"`
	All    source            `json:"all"`
	// Missing are the suites that were not run for lack of data.
	Missing []Missing `json:"missing"`
	// Published says that the tables have rows of papers.
	Published bool `json:"published,omitempty"`
	// Tolerances are those of Input; none in reports from before they were
	// kept, which have the default ones.
	Tolerances []float64 `json:"tolerances,omitempty"`
	// Ablations are those of ablations.md; none where there is a report.
	Ablations []Ablation `json:"ablations,omitempty"`
}

// readProvenance reads what the report in dir was made from.
func readProvenance(dir string) (p provenance, err error) {
	file := filepath.Join(dir, "provenance.json")
	b, err := os.ReadFile(file)
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal(b, &p); err != nil {
		return p, fmt.Errorf("%s: %w", file, err)
	}
	return p, nil
}

// provenance names what each file was made from.
func (res *results) provenance(files map[string]string, ablations []Ablation) ([]byte, error) {
	p := provenance{
		Files: files, Suites: map[string]source{}, All: res.source(overSuites), Missing: res.in.Missing,
		Published: res.in.Published, Tolerances: res.tolerances(), Ablations: ablations,
	}
	for _, s := range res.suites {
		p.Suites[s.name] = res.source(s.name)
	}
	b, err := json.MarshalIndent(p, "", "  ")
	return append(b, '\n'), err
}
