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
// Where the processor has AVX2, the indicators and two groups of 4 tasks or more
// go another way (align/internal/lanes), to the same up to rounding. The
// environment variable MTOBENCH_KERNEL=go turns that off.
//
// The upper level minimises sum_m omega_group(m) L_m over the parameters; no
// gradient flows through the lower level.
//
// # What follows from the formulas
//
// By the released code's convention, for positive losses L_1, ..., L_M with sum
// S; theory_test.go checks each line.
//
// Any grouping keeps the sum of the weights, sum_m omega_group(m) = sum_m
// gamma_m, since a centre is a mean. Without smooth alignment (beta 0) that is
// S sum(1/L) / M: at least M, and M only where all losses are equal.
//
// K = M, one group a task: omega_m L_m = S Q_m. With beta 0 every task has the
// weighted loss S / M, and the update is S / M times that of sum_m log L_m, the
// geometric mean of the losses (methods SI and GLS, up to a common factor). A
// unit of measurement of one task then makes no difference but for S.
//
// K = 1: every task gets mean(gamma), so the update is that of the plain sum
// times a factor, with beta 0 mean(L) mean(1/L), which is 1 or more. An
// optimiser that divides by the size of the gradient, such as Adam, hardly
// sees it.
//
// In between, tasks of one group keep the ratio of their losses, and groups
// are levelled against each other: K-means on gamma sees distances, not
// ratios, so that the tasks of the least losses are told apart first and all
// tasks of large losses are one group.
//
// Scale: losses that are all multiplied by c leave P as it is and act on Q as
// beta times c does. With beta 0 the weights do not depend on the unit that
// all losses share; with beta above 0 they do, so that beta means nothing
// without the size of the losses.
//
// Smooth alignment is cumulative: Q_m / Q_n = exp(-beta sum_t (L_m - L_n)). A
// gap d between two losses that stays, as between tasks of different noise,
// makes the ratio fall by e every 1/(beta d) steps without end. Q tends to 1
// for the task of the least summed loss and to 0 for all others: with K >= 2
// these are no longer trained. A run of n steps is safe where beta d n is small.
//
// On the way there, groups may take starved tasks up again. A gap between tasks
// that lead adds up too; when one of them is far enough behind, K-means counts
// it to the starved ones, whose weight, the mean of the group, rises with it,
// until its own Q is gone.
//
// Smooth.Decay bounds the ratio by exp(-beta d / Decay) from below. That helps
// where beta d / Decay is small. Where it is large, tasks are starved all the
// same, and for good where the bound keeps those that lead together.
//
// Stationary points: all weights are positive, so where the update vanishes
// some convex combination of the task gradients does: the points are Pareto
// stationary, whatever the groups. Which of them it is depends on K: with K = M
// and beta 0 a stationary point of the geometric mean, with K = 1 one of the
// sum.
package align
