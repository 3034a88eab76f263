// verify.mjs - a second verifier of receipts, written from docs/log.md and
// the specifications it names, on the noble libraries: what it says must be
// what forestay says.
//
//	node verify.mjs RECEIPT KEY [WITNESS]...	one receipt
//	node verify.mjs --all < LINES		{"receipt":..,"key":..,"witness":..,"ok":..}
//
// It does not make the words of a receipt again: it shows the entry.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { sha256 } from "@noble/hashes/sha256";
import { sha512 } from "@noble/hashes/sha512";
import * as ed from "@noble/ed25519";

ed.etc.sha512Sync = (...m) => sha512(ed.etc.concatBytes(...m));

const bytes = (s) => new TextEncoder().encode(s);
const join = (...parts) => ed.etc.concatBytes(...parts);
export const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);

export class Bad extends Error {}
export const need = (ok, why) => {
	if (!ok) throw new Bad(why);
};

// RFC 4648, section 4: one spelling for the same bytes.
function base64(s) {
	need(/^[A-Za-z0-9+/]*={0,2}$/.test(s) && s.length % 4 === 0, "no base64");
	const b = new Uint8Array(Buffer.from(s, "base64"));
	need(Buffer.from(b).toString("base64") === s, "no base64");
	return b;
}

function number(s) {
	need(/^(0|[1-9][0-9]{0,18})$/.test(s), "no number");
	return BigInt(s);
}

function hash(s) {
	const b = base64(s);
	need(b.length === 32, "no hash");
	return b;
}

const leafHash = (b) => sha256(join(Uint8Array.of(0), b));
export const nodeHash = (l, r) => sha256(join(Uint8Array.of(1), l, r));

// c2sp.org/signed-note: NAME+ID+KEY.
export function readKey(s, type) {
	const m = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(s.trim());
	need(m, "no key");
	const b = base64(m[3]);
	need(b.length === 33 && b[0] === type, "no Ed25519 key of that use");
	const id = sha256(join(bytes(m[1] + "\n"), b)).slice(0, 4);
	need(Buffer.from(id).toString("hex") === m[2], "not its own id");
	return { name: m[1], id, key: b.slice(1) };
}

// c2sp.org/tlog-cosignature, v1: what a witness signs, and when.
function cosignature(text, own) {
	need(own.signature.length === 72, "no cosignature");
	const time = own.signature.slice(0, 8).reduce((t, b) => t * 256n + BigInt(b), 0n);
	need(time < 1n << 63n, "no time");
	return [`cosignature/v1\ntime ${time}\n${text}`, own.signature.slice(8)];
}

// The text of a note that key has signed, and each witness.
export function openNote(s, key, witnesses) {
	need(!/[\u0000-\u0009\u000b-\u001f]/.test(s), "a control");
	const at = s.lastIndexOf("\n\n");
	need(at > 0 && s.endsWith("\n"), "no note");
	const text = s.slice(0, at + 1);
	const lines = s.slice(at + 2, -1).split("\n");
	const signatures = lines.map((l) => {
		const m = /^\u2014 ([^\s+]+) (\S+)$/.exec(l);
		need(m, "no signature");
		const b = base64(m[2]);
		need(b.length > 4, "no signature");
		return { name: m[1], id: b.slice(0, 4), signature: b.slice(4) };
	});
	const of = (k) => {
		const own = signatures.find((x) => x.name === k.name && same(x.id, k.id));
		need(own, `${k.name} has not signed it`);
		return own;
	};
	const right = (signed, signature, k) =>
		need(
			signature.length === 64 &&
				ed.verify(signature, bytes(signed), k.key, { zip215: false }),
			`the signature of ${k.name} is not right`,
		);
	right(text, of(key).signature, key);
	for (const w of witnesses) right(...cosignature(text, of(w)), w);
	return text;
}

// c2sp.org/tlog-checkpoint.
export function readCheckpoint(text) {
	const lines = text.slice(0, -1).split("\n");
	need(lines.length >= 3 && lines.every((l) => l !== ""), "no checkpoint");
	return { origin: lines[0], size: number(lines[1]), root: hash(lines[2]) };
}

// RFC 9162, 2.1.3.2.
function inTree(leaf, index, size, proof, root) {
	need(index < size, "not in a tree of that size");
	let fn = index;
	let sn = size - 1n;
	let r = leaf;
	for (const p of proof) {
		need(sn !== 0n, "too long a proof");
		if (fn % 2n === 1n || fn === sn) {
			r = nodeHash(p, r);
			while (fn % 2n === 0n && fn !== 0n) {
				fn >>= 1n;
				sn >>= 1n;
			}
		} else {
			r = nodeHash(r, p);
		}
		fn >>= 1n;
		sn >>= 1n;
	}
	need(sn === 0n && same(r, root), "it does not lead to the root");
}

// A receipt taken apart; nothing of it is believed yet.
function parts(receipt) {
	const s = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
		typeof receipt === "string" ? bytes(receipt) : receipt,
	);
	const first = "forestay receipt v1\n\n";
	need(s.startsWith(first), "no receipt");
	const at = s.indexOf("\nentry ", first.length);
	need(at > first.length && s[at - 1] === "\n", "no entry");
	const lines = s.slice(at + 1).split("\n");
	const entry = lines[0].slice("entry ".length);
	need(lines[1]?.startsWith("salt "), "no salt");
	const salt = hash(lines[1].slice(5));
	need(lines[2] === "c2sp.org/tlog-proof@v1", "no proof");
	let i = 3;
	if (lines[i]?.startsWith("extra ")) i++;
	need(lines[i]?.startsWith("index "), "no index");
	const index = number(lines[i++].slice(6));
	const proof = [];
	while (lines[i] !== undefined && lines[i] !== "") proof.push(hash(lines[i++]));
	need(lines[i] === "" && proof.length <= 63, "no end of the proof");
	const leaf = leafHash(
		sha256(join(bytes("forestay entry 1\n"), salt, sha256(bytes(entry)))),
	);
	return { entry, leaf, index, proof, note: lines.slice(i + 1).join("\n") };
}

// The leaf that a receipt says is in the log, and where.
export const leafOf = (receipt) => parts(receipt);

export function verify(receipt, vkey, witnesses = []) {
	const key = readKey(vkey, 1);
	const seen = witnesses.map((w) => readKey(w, 4));
	const r = parts(receipt);
	const head = readCheckpoint(openNote(r.note, key, seen));
	need(head.origin === key.name, "it is of another log");
	inTree(r.leaf, r.index, head.size, r.proof, head.root);
	return { entry: r.entry, number: r.index + 1n, of: head.size };
}

async function all() {
	let passed = 0;
	let failed = 0;
	for await (const line of createInterface({ input: process.stdin })) {
		const x = JSON.parse(line);
		let ok = true;
		try {
			verify(Buffer.from(x.receipt, "base64"), x.key, x.witness);
		} catch (e) {
			if (!(e instanceof Bad || e instanceof TypeError)) throw e;
			ok = false;
		}
		if (ok === x.ok) passed++;
		else {
			failed++;
			console.log(`FAILED: forestay says ${x.ok}, this ${ok}: ${x.what}`);
		}
	}
	console.log(`${passed} passed, ${failed} failed`);
	process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

const asked = process.argv[1]?.endsWith("verify.mjs");
if (asked && process.argv[2] === "--all") await all();
else if (asked && process.argv.length >= 4) {
	try {
		const r = verify(readFileSync(process.argv[2]), ...process.argv.slice(3, 4), process.argv.slice(4));
		console.log(`${r.entry}\nVERIFIED: entry ${r.number} of ${r.of}`);
	} catch (e) {
		console.log(`NOT VERIFIED: ${e.message}`);
		process.exitCode = 1;
	}
}
