// Command bench trains one network on many tasks under every multi-task
// weighting method, and reports what each costs and gains.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }
