// Package align is the arithmetic of GO4Align: Shen, Wang, Xiao, van Noord,
// Worring, "GO4Align: Group Optimization for Multi-Task Alignment", NeurIPS
// 2024, arXiv 2404.06486.
//
// From the losses of M tasks it finds, at every mini-batch, K groups and the
// weight of each, the lower level of the paper's bi-level problem (Eq 2):
//
//	P, Q    scale balance (Eq 5) and smooth alignment (Eq 6)
//	gamma   risk-guided group indicators, P times Q (Eq 7)
//	G       groups: K-means on gamma (Eq 3)
//	omega   group weights: the centres of that K-means (Eq 3)
//
// Beside exact K-means, Grouping has the ways of the paper's comparisons, and
// Auto chooses the number of groups.
//
// The upper level minimises sum_m omega_group(m) L_m over the parameters; no
// gradient flows through the lower level.
package align
