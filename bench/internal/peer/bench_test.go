package peer

import "testing"

// BenchmarkOurs is our side of every workload, for profiles.
func BenchmarkOurs(b *testing.B) {
	for _, w := range Workloads {
		b.Run(w.Name, func(b *testing.B) {
			s, err := w.build()
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := s.steps(1, 1); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(w.Operations()*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
	}
}
