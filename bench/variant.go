package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/mtobench/mtobench/methods"
)

// variant is a method with hyper-parameters of its own, which come before
// those of -set.
type variant struct {
	methods.Info
	set map[string]string
}

// parseVariant reads "go4align" or "go4align[groups=3;beta=0]".
func parseVariant(text string) (variant, error) {
	name, list, has := strings.Cut(strings.TrimSpace(text), "[")
	m, err := methods.Lookup(strings.TrimSpace(name))
	if err != nil {
		return variant{}, inputError{err}
	}
	v := variant{m, map[string]string{}}
	if !has {
		return v, nil
	}
	list, closed := strings.CutSuffix(list, "]")
	for _, part := range strings.Split(list, ";") {
		param, value, ok := strings.Cut(part, "=")
		param = strings.TrimSpace(param)
		if !ok || !closed || param == "" {
			return v, badInput("method %s: it has the form name[parameter=value;parameter=value]", text)
		}
		if _, twice := v.set[param]; twice {
			return v, badInput("method %s: %s stands twice", text, param)
		}
		v.set[param] = strings.TrimSpace(value)
	}
	if _, err := m.Resolve(v.set); err != nil {
		return v, inputError{err}
	}
	return v, nil
}

// parseVariants reads a list with commas between, which may stand within
// brackets too.
func parseVariants(flag, text string) ([]variant, error) {
	var chosen []variant
	for _, word := range splitOutside(text) {
		v, err := parseVariant(word)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(chosen, v.same) {
			return nil, badInput("%s %s: %s stands twice", flag, text, strings.TrimSpace(word))
		}
		chosen = append(chosen, v)
	}
	if len(chosen) == 0 {
		return nil, badInput("%s %s: it names no method", flag, text)
	}
	return chosen, nil
}

// splitOutside splits at the commas that are not within brackets.
func splitOutside(text string) []string {
	depth := 0
	return strings.FieldsFunc(text, func(r rune) bool {
		switch r {
		case '[':
			depth++
		case ']':
			depth--
		}
		return r == ',' && depth == 0
	})
}

// same says whether two variants are of the same method and parameters.
func (v variant) same(o variant) bool { return v.Name == o.Name && maps.Equal(v.set, o.set) }

// plainVariants are methods as they come.
func plainVariants(infos []methods.Info) []variant {
	list := make([]variant, len(infos))
	for i, m := range infos {
		list[i] = variant{Info: m}
	}
	return list
}
