package reports

import "encoding/json"

// MarshalJSON gives the published tables to programs, with what they give
// when recomputed.
func (p *Published) MarshalJSON() ([]byte, error) {
	type delta struct {
		Method     string   `json:"method"`
		Printed    *printed `json:"printed"`
		Recomputed *float64 `json:"recomputed"`
		Low        *float64 `json:"low"`
		High       *float64 `json:"high"`
		PerTask    *float64 `json:"per_task"`
		Verdict    verdict  `json:"verdict"`
	}
	type rank struct {
		Method        string   `json:"method"`
		Printed       printed  `json:"printed"`
		Recomputed    *float64 `json:"recomputed"`
		Verdict       verdict  `json:"verdict"`
		Mended        *float64 `json:"true_rows"`
		MendedVerdict verdict  `json:"true_rows_verdict"`
	}
	type plainly Published // without this method
	out := struct {
		*plainly
		Delta []delta           `json:"delta_m_audit"`
		MR    map[string][]rank `json:"mr_audit"`
	}{plainly: (*plainly)(p), MR: map[string][]rank{}}
	for _, a := range p.auditDelta() {
		out.Delta = append(out.Delta, delta{a.row.Method, a.row.Delta, number(a.over), number(a.low), number(a.high), number(a.per), a.verdict})
	}
	for _, a := range p.auditRanks() {
		for _, r := range a.rows {
			out.MR[a.table.Name] = append(out.MR[a.table.Name], rank{r.method, r.printed, number(r.recomputed), r.verdict, number(r.mended), r.mendedVerdict})
		}
	}
	return json.Marshal(out)
}
