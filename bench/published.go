package main

import (
	"fmt"

	"github.com/mtobench/mtobench/reports"
)

var publishedCommand = command{
	name:    "published",
	args:    "[suite] [flags]",
	summary: "published tables, recomputed beside what is printed",
	help: `Prints the tables that papers publish for a suite (nyuv2, cityscapes, qm9 or
celeba; all when none is named), with delta-m and mean rank recomputed from the
printed metrics beside the printed values, a mark where they disagree, and the
known errata.

Examples:
  go run ./bench published
  go run ./bench published cityscapes
  go run ./bench published nyuv2 -markdown`,
	run: runPublished,
}

func runPublished(env *environment, args []string) error {
	asJSON := env.flags.Bool("json", false, "print JSON")
	asMarkdown := env.flags.Bool("markdown", false, "print Markdown")
	suites := reports.PublishedSuites
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		suites, args = args[:1], args[1:]
	}
	if err := env.parse(args, 0); err != nil {
		return err
	}
	var tables []*reports.Published
	for _, suite := range suites {
		p, err := reports.PublishedTables(suite)
		if err != nil {
			return inputError{err}
		}
		tables = append(tables, p)
	}
	if *asJSON {
		return printJSON(env.stdout, tables)
	}
	for _, p := range tables {
		print := p.Text
		if *asMarkdown {
			print = p.Markdown
		}
		if err := print(env.stdout); err != nil {
			return fmt.Errorf("published: %w", err)
		}
	}
	return nil
}
