#!/bin/sh
# usage: bench/import_messy.sh [ROWS]     FORESTAY=build/forestay
#
# A messy list of people (tests/cli/messy_rows.awk), 1,444 rows, brought into
# a store with the whole casebook: each row read, compared, weighed against
# every order, written and looked at for neighbours.  Wall clock and processor
# time of the one command, with its process and the store's syncs.
set -eu
cd "$(dirname "$0")/.."
rows=${1:-1444}
forestay=${FORESTAY:-build/forestay}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
awk -v rows="$rows" -v bad="$work/bad" -f tests/cli/messy_rows.awk \
	>"$work/list.csv"
# Of the import alone, but for what it takes to make the store, 0.2 s.
"$forestay" init "$work/store" >/dev/null
"$forestay" order enter "$work/store" --builtin --own-dates --by bench \
	>/dev/null
began=$(date +%s%N)
"$forestay" people import "$work/store" "$work/list.csv" --by bench \
	--dates mdy --value Iraq=IQ --map 'Phone=#' --save messy \
	>"$work/out" 2>"$work/err" || [ $? -eq 1 ]
took=$((($(date +%s%N) - began) / 1000000))
times >"$work/times" # of all commands so far
cpu=$(awk 'NR == 2 { print $1 " user, " $2 " system" }' "$work/times")
grep ' rows, ' "$work/out" | head -1
printf 'import of %s messy rows, whole casebook: %d.%03d s (%s; target 10 s)\n' \
	"$rows" $((took / 1000)) $((took % 1000)) "$cpu"
