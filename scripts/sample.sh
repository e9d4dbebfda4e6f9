#!/bin/sh
# Makes the pictures that the README shows, in reports/sample, and prints the
# README's lines for them: the table of SARCOS and what stands beside it. It
# trains toy and sarcos in the profile quick and measures step times, so the
# machine should have nothing else to do. The data of sarcos must be in
# $MTO_DATA or data/.
#
#   scripts/sample.sh [folder for the results, default results/sample]
set -eu
cd "$(dirname "$0")/.."
out=${1:-results/sample}
program=$(mktemp -d)/bench
trap 'rm -rf "$(dirname "$program")"' EXIT
go build -o "$program" ./bench
"$program" all -suite toy,sarcos -out "$out" >/dev/null
"$program" cost -suite mlp2,mlp4,mlp8,mlp16,mlp32,mlp64,mlp128 \
	-method ls,uw,dwa,pcgrad,cagrad,nashmtl,famo,go4align -out "$out" >"$out/cost.txt"
mkdir -p reports/sample
"$program" data make scenes -sheet reports/sample/scenes.png -n 4 -size 72x96
cp "$out/quick/figures/sarcos_time.png" "$out/quick/figures/toy_paths.png" "$out/cost/cost_tasks.png" reports/sample/
if grep -q 'too noisy to tell *|' "$out/cost.txt"; then
	echo "The machine was too noisy to tell some step times: see $out/cost.txt and measure again." >&2
fi
sed -n '/^## SARCOS/,/^## /p' "$out/quick/report.md" | sed -n '/^| Method/,/^$/p' | sed '/^$/q'
cat <<'LINES'
![SARCOS: delta-m against the time of a training step relative to LS](reports/sample/sarcos_time.png)

Lower left is best: circles take one backward pass a step, triangles one for every task. How that grows with the number
of tasks, on an MLP that differs in nothing else (`go run ./bench cost`; bands are quartiles):

![Step time relative to LS against the number of tasks, loss- and gradient-oriented methods](reports/sample/cost_tasks.png)

Lines that stay flat cost the same whatever the number of tasks; a line along the diagonal pays for every task.

![Toy: trajectories from five starts to the Pareto front](reports/sample/toy_paths.png)
LINES
