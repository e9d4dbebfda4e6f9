package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestPublished(t *testing.T) {
	all := bench(t, "published").want(t, exitOK).stdout
	for _, want := range []string{"NYUv2: published rows", "CityScapes: published MR", "QM9: published rows", "CelebA: published rows"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q", want)
		}
	}
	if one := bench(t, "published", "qm9").want(t, exitOK).stdout; strings.Contains(one, "NYUv2: ") || !strings.Contains(all, one) {
		t.Error("qm9 alone is not its part of all")
	}
	var tables []struct {
		Suite string
		Delta []struct{ Verdict string } `json:"delta_m_audit"`
	}
	if err := json.Unmarshal([]byte(bench(t, "published", "nyuv2", "-json").want(t, exitOK).stdout), &tables); err != nil || len(tables) != 1 || len(tables[0].Delta) != 33 {
		t.Errorf("JSON: %v, %+v", err, tables)
	}
	r := bench(t, "published", "toy").want(t, exitUsage)
	if r.stderr != "bench: no published tables of \"toy\"; there are those of nyuv2, cityscapes, qm9, celeba\n" {
		t.Errorf("got %s", r.stderr)
	}
}
