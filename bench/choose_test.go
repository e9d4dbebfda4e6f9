package main

import (
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nyuv2"
)

// Names, groups, patterns and all choose suites; a suite that a group names
// again counts once.
func TestChooseSuites(t *testing.T) {
	c := defaultCatalogue()
	chosen := func(profile tasks.Profile, words string) (string, error) {
		o := options{profile: string(profile), suites: words}
		list, err := o.chooseSuites(c)
		var names []string
		for _, s := range list {
			names = append(names, s.Info().Name)
		}
		return strings.Join(names, " "), err
	}
	for words, want := range map[string]string{
		"medical":            "parkinsons tox21 sider",
		"chemistry, sarcos":  "molecules tox21 sider qm9 sarcos",
		"molecules":          "molecules",
		"sarcos,toy":         "sarcos toy",
		"mtr/s*":             "mtr/scm20d mtr/scpf mtr/sf1 mtr/sf2 mtr/slump",
		"mtr/oes??,text":     "mtr/oes10 mtr/oes97 sentiment",
		"synthetic":          "toy tanh groups molecules scenes streets faces",
		"tanh,synthetic":     "tanh toy groups molecules scenes streets faces",
		"groups-tasks3,toy":  "groups-tasks3 toy",
		"vision":             "scenes streets faces multimnist multifashion fashionmnist+mnist nyuv2 cityscapes celeba",
		"fashionmnist+mnist": "fashionmnist+mnist",
	} {
		if got, err := chosen(tasks.Quick, words); err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", words, got, err, want)
		}
	}
	quick, _ := chosen(tasks.Quick, "")
	standard, _ := chosen(tasks.Standard, "")
	all, _ := chosen(tasks.Quick, "all")
	if n := len(strings.Fields(all)); all != standard || n != len(c.suites) || strings.Contains(quick, "school") || !strings.Contains(quick, "mtr/enb") {
		t.Errorf("quick %s\nstandard %s\nall %s", quick, standard, all)
	}
	for words, want := range map[string]string{
		"toy,toy":  "-suite toy,toy: toy stands twice",
		"nothing*": `unknown suite "nothing*"; valid are toy, tanh, `,
		"[":        `suite pattern "[": it is not well-formed`,
		"":         "",
	} {
		if _, err := chosen(tasks.Quick, words); want != "" && (err == nil || !strings.HasPrefix(err.Error(), want)) {
			t.Errorf("%s: %v, want %s", words, err, want)
		}
	}
}

// -arch is a setting of the suites that have the architecture.
func TestUseArch(t *testing.T) {
	c := defaultCatalogue()
	o := options{arch: "ple", suites: "mtr/enb"}
	if err := o.useArch(c); err != nil || o.set["mtr/enb.arch"] != "ple" || o.set["toy.arch"] != "" {
		t.Errorf("%v, %v", o.set, err)
	}
	p, err := o.set.protocol(c.suites[len(c.suites)-1].Suite, tasks.Quick)
	if err != nil || p.Arch != "ple" || !strings.HasPrefix(p.Network, "PLE: ") {
		t.Errorf("%+v, %v", p, err)
	}
	for want, o := range map[string]options{
		"-arch ple: suite toy has no such architecture, but its own only":                     {arch: "ple", suites: "toy"},
		"-arch mmo: suite mtr/enb has no such architecture, but mmoe, cgc, ple, cross-stitch": {arch: "mmo", suites: "mtr/enb"},
		"-arch x: no suite has such an architecture":                                          {arch: "x"},
	} {
		if err := o.useArch(c); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	bad := settings{"mtr/enb.arch": "x"}
	if err := bad.check(c); err == nil || err.Error() != "-set mtr/enb.arch=x: valid are mmoe, cgc, ple, cross-stitch" {
		t.Error(err)
	}
}

// TestSetImages sets what suites of images have beside the usual.
func TestSetImages(t *testing.T) {
	c := defaultCatalogue()
	set := settings{
		"nyuv2.height": "32", "nyuv2.width": "48", "nyuv2.channels": "4", "nyuv2.stages": "2", "nyuv2.average": "batches", "nyuv2.arch": "segnet",
		"celeba.channels": "4",
	}
	if err := set.check(c); err != nil {
		t.Fatal(err)
	}
	s, err := c.suite("nyuv2")
	if err != nil {
		t.Fatal(err)
	}
	p, err := set.protocol(s.Suite, tasks.Paper)
	if err != nil || p.Height != 32 || p.Width != 48 || p.Channels != 4 || p.Stages != 2 || p.Average != tasks.OverBatches || p.Arch != "segnet" || p.Epochs != 200 {
		t.Errorf("%+v, %v", p, err)
	}
}

// TestSetIdle: a setting of what is not run is told of, and no other.
func TestSetIdle(t *testing.T) {
	run := func(args ...string) result {
		return bench(t, append([]string{"run", "-suite", "groups-overlap0.5", "-method", "ls,agrm(mgda)", "-seeds", "1", "-out", t.TempDir(),
			"-set", "groups-overlap0.5.epochs=1", "-set", "groups-overlap0.5.train=64", "-set", "groups-overlap0.5.test=32"}, args...)...).want(t, exitOK)
	}
	if r := run("-set", "agrm.groups=1", "-set", "mgda.total=one", "-set", "ls.weights=2"); strings.Contains(r.stderr, "changes nothing") || !strings.Contains(r.stderr, "2 of 2 cells") {
		t.Error(r.stderr)
	}
	r := run("-set", "groups.epochs=3", "-set", "uw.lr=0.1")
	for _, want := range []string{"-set groups.epochs changes nothing: no cell to run is of groups\n", "-set uw.lr changes nothing: no cell to run is of uw\n"} {
		if !strings.Contains(r.stderr, want) {
			t.Errorf("%q is not in:\n%s", want, r.stderr)
		}
	}
}

// TestSetEpochs keeps the learning rate's halving halfway.
func TestSetEpochs(t *testing.T) {
	for epochs, every := range map[string]int{"1": 1, "40": 20, "200": 100} {
		s := settings{"nyuv2.epochs": epochs}
		if p, err := s.protocol(nyuv2.Suite, tasks.Quick); err != nil || p.Schedule.Every != every {
			t.Errorf("%s epochs: the rate is halved every %d, want %d (error %v)", epochs, p.Schedule.Every, every, err)
		}
	}
}

// TestSetPlanted sets the protocol of a suite with a dot in its name, and says
// so where a suite goes by another name, whose settings nothing would read.
func TestSetPlanted(t *testing.T) {
	c := defaultCatalogue()
	var set settings
	for _, text := range []string{"groups-tasks4-overlap0.5.epochs=2", "groups-tasks4-overlap0.5.lr=0.25", "agrm(mgda).niter=7"} {
		if err := set.Set(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := set.check(c); err != nil {
		t.Fatal(err)
	}
	s, err := c.suite("groups-tasks4-overlap0.5")
	if err != nil {
		t.Fatal(err)
	}
	if p, err := set.protocol(s.Suite, tasks.Quick); err != nil || p.Epochs != 2 || p.Optimizer.LR != 0.25 {
		t.Errorf("%+v, %v", p, err)
	}
	for name, own := range map[string]string{"groups-tasks4-groups3": "groups-tasks4", "groups-tasks12": "groups", "groups-overlap0.50": "groups-overlap0.5"} {
		want := "-set " + name + ".epochs: the suite is called " + own
		if err := (settings{name + ".epochs": "2"}).check(c); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	for _, text := range []string{"epochs=2", ".epochs=2", "groups.=2", "groups.epochs"} {
		if err := set.Set(text); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
}
