package kernel

// available lists the twins that this machine can run, the preferred one first.
func available() []*arithmetic { return []*arithmetic{&pureGo} }
