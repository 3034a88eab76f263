// peers.mjs FOLDER PEOPLE - the peers' workload in DuckDB, one thread, in
// memory.  As SQL that a user would write at best: split by hand on the most
// selective column, which a plain join is ten times slower than.  Times are of
// one core, the best of three.
import { createRequire } from 'module';
import path from 'path';
const require = createRequire(path.join(process.env.PEERS, 'peers.cjs'));
const { DuckDBInstance } = require('@duckdb/node-api');
const [folder, people] = process.argv.slice(2);
const db = await DuckDBInstance.create(':memory:', { threads: '1' });
const c = await db.connect();
const table = (name, file) => c.run(
	`CREATE TABLE ${name} AS SELECT * FROM read_csv('${folder}/${file}')`);
await table('persons_wide', 'persons.csv');
await table('orders_wide', 'orders.csv');
const narrow = (cols) => cols.map((x) => `${x}::SMALLINT AS ${x}`).join(',');
await c.run(`CREATE TABLE persons AS SELECT id::INT id,
	${narrow(['nat', 'fod', 'ddate', 'off', 'cor'])} FROM persons_wide`);
await c.run(`CREATE TABLE orders AS SELECT id::INT id,
	${narrow(['nat', 'fod_lo', 'fod_hi', 'dd_lo', 'dd_hi', 'off', 'cor',
	'entered', 'expires'])} FROM orders_wide`);
const join = (on, where) => `SELECT p.id pid, o.id oid
	FROM persons p JOIN orders o ON ${on}
	AND p.fod BETWEEN o.fod_lo AND o.fod_hi
	AND p.ddate BETWEEN o.dd_lo AND o.dd_hi
	AND (o.off = -1 OR o.off = p.off) AND (o.cor = -1 OR o.cor = p.cor)
	WHERE o.entered <= 20605 AND 20605 < o.expires AND ${where}`;
const split = [join('p.nat = o.nat', 'o.nat >= 0'),
	join('p.off = o.off', 'o.nat < 0 AND o.off >= 0'),
	join('p.cor = o.cor', 'o.nat < 0 AND o.off < 0 AND o.cor >= 0'),
	join('true', 'o.nat < 0 AND o.off < 0 AND o.cor < 0')]
	.join(' UNION ALL ');
async function time(name, sql) {
	let best = 1e9, got;
	for (let i = 0; i < 3; i++) {
		const was = process.cpuUsage();
		const r = await c.runAndReadAll(sql);
		const used = process.cpuUsage(was);
		best = Math.min(best, (used.user + used.system) / 1e6);
		got = r.getRows()[0].map(String).join(' ');
	}
	console.log(`DuckDB, ${name}: ${(people / best / 1e6).toFixed(1)} ` +
		`M people/s; ${got}`);
}
await time('pairs', `SELECT count(*), sum((pid+1)::BIGINT*(oid+1)) FROM (${split})`);
await time('a list per person', `SELECT count(*), sum(len(l)) FROM
	(SELECT pid, list(oid ORDER BY oid) l FROM (${split}) GROUP BY pid)`);
