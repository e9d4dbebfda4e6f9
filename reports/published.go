package reports

import (
	"embed"
	"encoding/json"
	"fmt"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/mtobench/mtobench/tasks"
)

//go:embed published/*.json
var publishedFiles embed.FS

// PublishedSuites are the suites whose published tables are kept, in the
// order of the literature.
var PublishedSuites = []string{"nyuv2", "cityscapes", "qm9", "celeba"}

// Published is what papers print for one suite: the tables that reprint each
// other's rows, joined into one. A number keeps the digits that it was
// printed with, because they say how far it can be checked.
type Published struct {
	Suite    string            `json:"suite"`
	Title    string            `json:"title"`
	Baseline string            `json:"baseline"`
	Metrics  []publishedMetric `json:"metrics"`
	Tables   []publishedTable  `json:"tables"`
	Rows     []publishedRow    `json:"rows"`
	// Errata say what is known to be wrong in print.
	Errata []string `json:"errata"`
	// Precise is the baseline with more digits than the tables give it, as
	// the released code has it; nil where that is the same.
	Precise []float64        `json:"baseline_precise,omitempty"`
	Extras  []publishedExtra `json:"extras,omitempty"`
}

type publishedMetric struct {
	Name   string `json:"name"`
	Task   string `json:"task"`
	Higher bool   `json:"higher"`
}

// publishedTable is a paper's table of the suite.
type publishedTable struct {
	Name   string `json:"name"`
	Source string `json:"source"`
	// Ranks says that the table prints MR and that all its rows are known.
	Ranks bool `json:"ranks,omitempty"`
	From0 bool `json:"ranks_from_0,omitempty"` // it counts ranks from 0
	// Copied names, for a row printed wrongly, the row that it repeats.
	Copied map[string]string `json:"copied,omitempty"`
	Digits map[string]int    `json:"digits,omitempty"` // of metrics printed shorter than here
}

// publishedRow is a method's row. What a paper does not print is absent.
type publishedRow struct {
	Method string    `json:"method"`
	Values []printed `json:"values,omitempty"`
	Delta  *printed  `json:"delta_m,omitempty"`
	// Elsewhere is delta-m in the tables that print another one.
	Elsewhere map[string]printed `json:"delta_m_elsewhere,omitempty"`
	MR        map[string]printed `json:"mr,omitempty"`
	Tables    []string           `json:"tables"`
	Note      string             `json:"note,omitempty"`
}

// publishedExtra is a further table of a paper.
type publishedExtra struct {
	Title   string   `json:"title"`
	Source  string   `json:"source"`
	Columns []string `json:"columns"`
	// Weights, where given, make the last column the weighted mean of the
	// others; RelativeTo names the row that the first column is divided by.
	Weights    []float64 `json:"weights,omitempty"`
	RelativeTo string    `json:"relative_to,omitempty"`
	Rows       []struct {
		Name   string     `json:"name"`
		Values []*printed `json:"values"`
	} `json:"rows"`
}

// printed is a number with the digits that it was printed with.
type printed struct {
	text  string
	value float64
}

// UnmarshalJSON implements json.Unmarshaler.
func (p *printed) UnmarshalJSON(b []byte) (err error) {
	p.text = string(b)
	p.value, err = strconv.ParseFloat(p.text, 64)
	return err
}

// MarshalJSON implements json.Marshaler.
func (p printed) MarshalJSON() ([]byte, error) { return []byte(p.text), nil }

// half is half a unit of the last printed digit.
func (p printed) half() float64 {
	_, decimals, _ := strings.Cut(p.text, ".")
	return 0.5 * math.Pow(10, -float64(len(decimals)))
}

// to is the number with at most digits after the point, halves away from 0
// as tables have them.
func (p printed) to(digits int) printed {
	if p.half() >= 0.5*math.Pow(10, -float64(digits)) {
		return p
	}
	unit := math.Pow(10, float64(digits))
	v := math.Round(p.value*unit) / unit
	return printed{strconv.FormatFloat(v, 'f', digits, 64), v}
}

// PublishedTables gives what papers print for a suite. The error names the
// suites there are.
func PublishedTables(suite string) (*Published, error) {
	if !slices.Contains(PublishedSuites, suite) {
		return nil, fmt.Errorf("no published tables of %q; there are those of %s", suite, strings.Join(PublishedSuites, ", "))
	}
	b, err := publishedFiles.ReadFile(path.Join("published", suite+".json"))
	if err != nil {
		panic("reports: " + err.Error())
	}
	p := new(Published)
	if err := json.Unmarshal(b, p); err != nil {
		panic("reports: published/" + suite + ".json: " + err.Error())
	}
	return p, nil
}

// metrics are the suite's metrics as delta-m takes them.
func (p *Published) metrics() []tasks.Metric {
	out := make([]tasks.Metric, len(p.Metrics))
	for i, m := range p.Metrics {
		out[i] = tasks.Metric{Name: m.Name, Task: m.Task, Higher: m.Higher}
	}
	return out
}

// row finds a method's row, or nil.
func (p *Published) row(method string) *publishedRow {
	i := slices.IndexFunc(p.Rows, func(r publishedRow) bool { return r.Method == method })
	if i < 0 {
		return nil
	}
	return &p.Rows[i]
}

func numbers(values []printed) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = v.value
	}
	return out
}
