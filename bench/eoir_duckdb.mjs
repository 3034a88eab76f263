// eoir_duckdb.mjs - the same table of court data, read by DuckDB's CSV reader.
//
//	node bench/eoir_duckdb.mjs FOLDER_OF_NODE_MODULES TABLE.csv
//
// All columns as text, no quoting, tabs, two threads, rows that do not fit
// passed over: the least it can be asked.  `count` projects nothing; `table`
// keeps the columns, as our reader keeps its records.
import { createRequire } from 'node:module';
import { statSync } from 'node:fs';
const [folder, file] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(folder + '/')('@duckdb/node-api');
const mb = statSync(file).size / 1e6;
const opts = `delim='\\t', quote='', escape='', header=true, all_varchar=true,
    ignore_errors=true, null_padding=true, strict_mode=false, max_line_size=1000000`;
for (const threads of ['1', '2']) {
	const db = await DuckDBInstance.create(':memory:', { threads });
	const c = await db.connect();
	for (const [what, sql] of [
		['count', `SELECT count(*) FROM read_csv('${file}', ${opts})`],
		['table', `CREATE OR REPLACE TABLE t AS SELECT * FROM read_csv('${file}', ${opts})`],
	]) {
		let best = Infinity;
		for (let i = 0; i < 3; i++) {
			const t = performance.now();
			await c.runAndReadAll(sql);
			best = Math.min(best, (performance.now() - t) / 1000);
		}
		console.log(`duckdb ${what}, ${threads} thread(s)  ${(mb / best).toFixed(0)} MB/s`);
	}
	const rows = await c.runAndReadAll('SELECT count(*) FROM t');
	console.log(`duckdb rows ${rows.getRows()[0][0]}`);
}
