package main

import (
	"os"

	"github.com/mtobench/mtobench/reports"
)

var scoreCommand = command{
	name:    "score",
	args:    "[flags] table.csv",
	summary: "delta-m and mean rank of a table of your own",
	help: `Reads a CSV table (first column the method, first row the metric names, each
with a trailing + or - for higher or lower is better) and prints it with
delta-m % against the baseline row and the mean rank (MR), as Markdown. Where
metrics are named task:metric+, delta-m is also given per task, then averaged.

Examples:
  go run ./bench score table.csv
  go run ./bench score -baseline single table.csv
  printf 'method,seg:mIoU+,depth:err-\nSTL,38.3,0.675\nLS,39.3,0.549\n' | go run ./bench score -`,
	run: runScore,
}

func runScore(env *environment, args []string) error {
	baseline := env.flags.String("baseline", "STL", "`row` of the baseline")
	asJSON := env.flags.Bool("json", false, "print JSON")
	if err := env.parse(args, 1); err != nil {
		return err
	}
	if env.flags.NArg() == 0 {
		return badInput("score: name a table, or - for standard input")
	}
	name, in := env.flags.Arg(0), os.Stdin
	if name == "-" {
		name = "standard input"
	} else {
		f, err := os.Open(name)
		if err != nil {
			return inputError{err}
		}
		defer f.Close()
		in = f
	}
	table, err := reports.Score(in, name, *baseline)
	if err != nil {
		return inputError{err}
	}
	if *asJSON {
		return printJSON(env.stdout, table)
	}
	return table.Markdown(env.stdout)
}
