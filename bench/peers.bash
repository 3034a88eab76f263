#!/bin/bash
# usage: bench/peers.bash BUILD [PEOPLE]
#
# The peers' workload: this program, plain C, and those engines that are here:
# SQLite's shell, and DuckDB where PEERS names a folder in which
# `npm install @duckdb/node-api` was run (outside this tree).  The last line is
# a summary.
set -u
build=$1 people=${2:-1000000}
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
nice=
"$build/bench/bench_peers" "$people" "$tmp" >"$tmp/ours"
status=$?
sed '$d' "$tmp/ours"
if [ -n "${PEERS:-}" ] && command -v node >/dev/null; then
	$nice node "$here/peers.mjs" "$tmp" "$people" >"$tmp/duckdb" 2>&1
	cat "$tmp/duckdb"
else
	echo "DuckDB: not here (PEERS names no folder with @duckdb/node-api)" |
		tee "$tmp/duckdb"
fi
if command -v sqlite3 >/dev/null; then
	(cd "$tmp" && sqlite3 :memory: <"$here/peers.sql" 2>&1) |
		awk -v people="$people" '
		/^[0-9]+,[0-9]+/ { got = $0 }
		/^Run Time/ { for (i = 1; i <= NF; i++) {
				if ($i == "user") u = $(i + 1)
				if ($i == "sys") s = $(i + 1) }
			if (best == 0 || u + s < best) best = u + s }
		END { printf "SQLite, pairs: %.1f M people/s; %s\n",
			people / best / 1e6, got }' | tee "$tmp/sqlite"
fi
duckdb=$(sed -n 's/^DuckDB, pairs: \([0-9.]* M\).*/; DuckDB \1/p' "$tmp/duckdb")
sqlite=$(sed -n 's/^SQLite, pairs: \([0-9.]* M\).*/; SQLite \1/p' "$tmp/sqlite" 2>/dev/null)
echo "$(tail -1 "$tmp/ours")$duckdb$sqlite"
exit $status
