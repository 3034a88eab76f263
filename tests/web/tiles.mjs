// tiles.mjs - an outsider who has a log's public key and an address where its
// files lie (c2sp.org/tlog-tiles), and nothing else of forestay: is the
// checkpoint signed, is it of the tiles, did it grow out of an earlier one, and
// does a receipt's entry stand in it?
//
//	node tiles.mjs FOLDER KEY EARLIER RECEIPT
//
// FOLDER is handed out by a server of files that knows nothing of logs.  The
// last line is "N passed, N failed".

import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { join as path, normalize } from "node:path";
import {
	Bad, leafOf, need, nodeHash, openNote, readCheckpoint, readKey, same,
} from "./verify.mjs";

const [folder, vkey, earlier, receipt] = process.argv.slice(2);
const key = readKey(vkey, 1);
let spoil = null; // a path whose first bit is changed on its way

const server = createServer((q, a) => {
	try {
		const name = normalize(decodeURI(q.url)).replace(/^(\.\.\/)+/, "");
		const b = readFileSync(path(folder, name));
		if (name === spoil) b[0] ^= 1;
		a.end(b);
	} catch {
		a.writeHead(404).end();
	}
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const base = `http://127.0.0.1:${server.address().port}`;

async function get(name) {
	const r = await fetch(base + name);
	return r.ok ? new Uint8Array(await r.arrayBuffer()) : null;
}

// "/tile/0/x001/x234/067", ".p/112" behind it when it is not full.
function tilePath(level, n, width) {
	let s = String(n % 1000n).padStart(3, "0");
	for (n /= 1000n; n > 0n; n /= 1000n) s = `x${String(n % 1000n).padStart(3, "0")}/${s}`;
	return `/tile/${level}/${s}${width < 256 ? `.p/${width}` : ""}`;
}

async function row(level, count) {
	const hashes = [];
	for (let n = 0n; n * 256n < count; n++) {
		const width = Number(count - n * 256n < 256n ? count - n * 256n : 256n);
		const b = await get(tilePath(level, n, width));
		need(b !== null && b.length === width * 32, `no tile ${level}/${n}`);
		for (let i = 0; i < width; i++) hashes.push(b.slice(32 * i, 32 * i + 32));
	}
	return hashes;
}

// RFC 6962, 2.1.
function root(h) {
	if (h.length === 1) return h[0];
	let k = 1;
	while (k * 2 < h.length) k *= 2;
	return nodeHash(root(h.slice(0, k)), root(h.slice(k)));
}

async function look() {
	const head = readCheckpoint(
		openNote(new TextDecoder().decode(await get("/checkpoint")), key, []),
	);
	need(head.origin === key.name, "of another log");
	const leaves = await row(0, head.size);
	need(same(root(leaves), head.root), "the tiles have another root");
	let below = leaves;
	for (let level = 1; below.length >= 256; level++) {
		const above = await row(level, BigInt(below.length) / 256n);
		above.forEach((h, i) =>
			need(same(h, root(below.slice(256 * i, 256 * i + 256))), `row ${level}`),
		);
		below = above;
	}
	return { head, leaves };
}

let passed = 0;
let failed = 0;
async function check(what, ok) {
	let why = "it is not so";
	let good = false;
	try {
		good = await ok();
	} catch (e) {
		if (!(e instanceof Bad)) throw e;
		why = e.message;
	}
	if (good) passed++;
	else {
		failed++;
		console.log(`FAILED: ${what}: ${why}`);
	}
}

const refused = async () => {
	try {
		await look();
	} catch (e) {
		if (e instanceof Bad) return true;
		throw e;
	}
	return false;
};

const all = await look().catch((e) => ({ why: e.message }));
await check("the tiles are those of the checkpoint", () => {
	need(all.head, all.why);
	return all.leaves.length > 256;
});
await check("it grew out of an earlier checkpoint", () => {
	const old = readCheckpoint(openNote(readFileSync(earlier, "utf8"), key, []));
	const n = Number(old.size);
	need(n > 0 && n < all.leaves.length, "it is no earlier one");
	return same(root(all.leaves.slice(0, n)), old.root);
});
await check("a receipt's entry stands in it", () => {
	const { leaf, index } = leafOf(readFileSync(receipt));
	return same(all.leaves[Number(index)], leaf);
});
const size = all.head.size;
const lastRow0 = tilePath(0, size / 256n, Number(size % 256n));
for (const p of ["/checkpoint", tilePath(0, 0n, 256), lastRow0,
	tilePath(1, 0n, Number(size / 256n))]) {
	spoil = p;
	await check(`a bit of ${p} that was changed is found`, refused);
}
server.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
