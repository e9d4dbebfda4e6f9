// Package machine describes where the program runs.
package machine

import (
	"bufio"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"

	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks/nn"
)

// Describe is the machine of a record.
var Describe = sync.OnceValue(func() record.Machine {
	return record.Machine{
		OS:     runtime.GOOS,
		Arch:   runtime.GOARCH,
		CPU:    cpu(),
		Cores:  runtime.NumCPU(),
		Go:     runtime.Version(),
		Kernel: nn.Kernel(),
		Code:   revision(),
	}
})

// cpu is the processor's name where the system tells it.
func cpu() string {
	return procField("/proc/cpuinfo", "model name")
}

// PeakRSS is the largest resident memory of the process so far in bytes. On
// systems that do not tell, it is the memory that Go's runtime holds.
func PeakRSS() int64 {
	if kb, ok := strings.CutSuffix(procField("/proc/self/status", "VmHWM"), " kB"); ok {
		if n, err := strconv.ParseInt(kb, 10, 64); err == nil {
			return n << 10
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys)
}

// procField is the value of the first "name: value" line of a file.
func procField(file, name string) string {
	f, err := os.Open(file)
	if err != nil {
		return ""
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if k, v, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(k) == name {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// revision is the version control revision that the program was built from,
// if the build recorded it.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	rev, dirty := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			rev = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "+changes"
		}
	}
	return rev + dirty
}
