package main

var allCommand = command{
	name:    "all",
	args:    "[flags]",
	summary: "train every suite whose data is there under the default methods, then report",
	help: `Trains every suite whose data is there under the default methods and seeds,
measures what a step of each method costs, and writes the report. Cells that
are done are not trained again. Suites without their data are listed.

Examples:
  go run ./bench all
  go run ./bench all -profile standard -data ~/data -seeds 5
  go run ./bench all -suite tanh,sarcos -method ls,pcgrad,go4align`,
	keeps: true,
	run:   runAll,
}

func runAll(env *environment, args []string) error {
	var o options
	o.cells(env.flags)
	cost := env.flags.Bool("cost", true, "measure step times after training")
	var show showOptions
	show.declare(env.flags)
	if err := env.parse(args, 0); err != nil {
		return err
	}
	if err := show.check(); err != nil {
		return err
	}
	p, st, err := o.prepare(env.catalogue)
	if err != nil {
		return err
	}
	trained := p.train(env, st, o.workers)
	if !reportable(trained) {
		return trained
	}
	if *cost {
		if err := p.measure(env, st); err != nil {
			return err
		}
	}
	f := folder{profile: p.profile, dir: p.out, st: st, wanted: p.wanted(), show: show}
	f.missing = append(p.dropped, o.absent(env.catalogue, p.profile)...)
	return f.writeAfter(env, trained)
}
