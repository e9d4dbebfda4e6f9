package methods

import (
	"maps"
	"slices"
	"testing"
)

var sample = Info{Name: "sample", Params: []Param{
	{Name: "rate", Default: "0.5", Number: true, Min: 0, Max: 1},
	{Name: "count", Default: "3", Number: true, Integer: true, Min: 1, Max: 10},
	{Name: "mode", Default: "fast", Choices: []string{"fast", "slow"}},
	{Name: "start", Default: "auto", Choices: []string{"auto"}, Number: true, Min: -1, Max: 1},
	{Name: "weights", Default: "1", Number: true, Min: 0, Max: 9, List: true},
}}

func TestResolve(t *testing.T) {
	want := map[string]string{"rate": "0.5", "count": "3", "mode": "fast", "start": "auto", "weights": "1"}
	tests := []struct{ name, value, resolved string }{
		{"rate", "0.10", "0.1"},
		{"rate", "1e-2", "0.01"},
		{"count", "10.0", "10"},
		{"mode", "slow", "slow"},
		{"start", "auto", "auto"},
		{"start", "-.5", "-0.5"},
		{"weights", "2.0", "2"},
		{"weights", "0.10, 3,9", "0.1,3,9"},
	}
	for _, tt := range tests {
		got, err := sample.Resolve(map[string]string{tt.name: tt.value})
		w := maps.Clone(want)
		w[tt.name] = tt.resolved
		if err != nil || !maps.Equal(got, w) {
			t.Errorf("%s=%s: %v, error %v; want %v", tt.name, tt.value, got, err, w)
		}
	}
}

func TestResolveErrors(t *testing.T) {
	tests := []struct{ name, value, want string }{
		{"rat", "1", `method sample has no parameter "rat"; it has rate, count, mode, start, weights`},
		{"rate", "1.5", `parameter sample.rate: "1.5" is not valid; it takes a number from 0 to 1`},
		{"rate", "NaN", `parameter sample.rate: "NaN" is not valid; it takes a number from 0 to 1`},
		{"rate", "", `parameter sample.rate: "" is not valid; it takes a number from 0 to 1`},
		{"count", "2.5", `parameter sample.count: "2.5" is not valid; it takes a whole number from 1 to 10`},
		{"mode", "1", `parameter sample.mode: "1" is not valid; it takes one of fast, slow`},
		{"start", "none", `parameter sample.start: "none" is not valid; it takes a number from -1 to 1 or one of auto`},
		{"rate", "0.1,0.2", `parameter sample.rate: "0.1,0.2" is not valid; it takes a number from 0 to 1`},
		{"weights", "1,-2", `parameter sample.weights: "1,-2" is not valid; it takes a number from 0 to 9 or a list of such, one a task, with commas between`},
		{"weights", "1,,2", `parameter sample.weights: "1,,2" is not valid; it takes a number from 0 to 9 or a list of such, one a task, with commas between`},
	}
	for _, tt := range tests {
		_, err := sample.Resolve(map[string]string{tt.name: tt.value})
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s=%s: error %v, want %s", tt.name, tt.value, err, tt.want)
		}
	}
	if _, err := LS.Resolve(map[string]string{"beta": "1"}); err == nil {
		t.Error("ls took a parameter beta")
	}
}

func TestPerTask(t *testing.T) {
	c := Config{Tasks: 3, Values: map[string]string{"one": "2", "each": "1,2,3", "two": "1,2"}}
	for name, want := range map[string][]float64{"one": {2, 2, 2}, "each": {1, 2, 3}} {
		if got, err := c.PerTask(name); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, error %v", name, got, err)
		}
	}
	_, err := c.PerTask("two")
	if want := "parameter two has 2 numbers for 3 tasks; give one, or one a task"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// A method that asks for a parameter it has not declared is a mistake.
func TestConfigPanics(t *testing.T) {
	c := Config{Tasks: 1, Values: map[string]string{"word": "abc"}}
	for name, f := range map[string]func(){
		"absent word":      func() { c.Word("none") },
		"absent number":    func() { c.Float("none") },
		"word as a number": func() { c.Int("word") },
		"word as a list":   func() { c.PerTask("word") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}
