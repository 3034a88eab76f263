// serving.mjs - a server of its own for the tests of pages: a store of people
// and an order that do not exist, a certificate made by openssl for this
// machine, `forestay serve` at a port that was free.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const LAW = `case doe
  title "Doe v. Roe"
  court mied
  docket "2:26-cv-00001"
order doe.stay
  document "Dkt. 12"
  entered 2026-06-22
  covers supervision (agency is CBP) now
  bars removal
  until 2090-07-06 end of day
`;

export const PEOPLE = {
	barred: "A000-000-114",
	none: "A000-333-203",
	hold: "A000-666-305", // nothing is known of them
	disputed: "A000-888-406", // two sources disagree
	unknown: "A000-640-999", // nobody's number
};

export async function serve(forestay) {
	const dir = mkdtempSync(join(tmpdir(), "forestay-pages."));
	const at = (name) => join(dir, name);
	const run = (...args) => execFileSync(forestay, args, { encoding: "utf8" });
	const store = at("store");
	let child = null;

	writeFileSync(at("test.law"), LAW);
	run("init", store);
	run("order", "enter", store, "casebook/removal.vocab", at("test.law"),
		"--own-dates", "--by", "clerk");
	run("keys", "init", at("keys"), "--name", "example.org/log", "--holder", "K. Keeper");
	const token = run("account", "add", store, "ero-detroit-7", "--role", "officer",
		"--holder", "ERO Detroit", "--by", "clerk").match(/fst_[0-9a-f]+/)[0];
	const person = (number, ...facts) =>
		run("people", "add", store, "--a-number", number, "--source", "test", "--by",
			"clerk", ...facts.flatMap((f) => ["--fact", f]));
	person(PEOPLE.barred, "supervision agency CBP");
	person(PEOPLE.none, "supervision agency ICE");
	person(PEOPLE.hold);
	person(PEOPLE.disputed, "supervision agency CBP since 2020-01-01",
		"supervision agency ICE since 2020-01-01");
	// What makes an answer lower takes a second person.
	for (const [, seq] of run("waiting", store).matchAll(/entry (\d+) /g))
		run("confirm", store, seq, "--by", "second");
	run("roster", "add", store, "--name", "N. Night", "--telephone", "+1 555 0100",
		"--from", "2020-01-01T00:00Z", "--until", "2190-01-01T00:00Z", "--by", "clerk");
	execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt",
		"ec_paramgen_curve:P-256", "-nodes", "-keyout", at("key.pem"), "-out",
		at("cert.pem"), "-days", "2", "-subj", "/CN=localhost", "-addext",
		"subjectAltName=DNS:localhost,IP:127.0.0.1"], { stdio: "ignore" });

	async function start(port = 0) {
		child = spawn(forestay, ["serve", store, "--keys", at("keys"), "--certificate",
			at("cert.pem"), "--key", at("key.pem"), "--listen", `127.0.0.1:${port}`]);
		let said = "";
		return await new Promise((done, fail) => {
			const hear = (s) => {
				said += s;
				const m = said.match(/gate listens at https:\/\/127\.0\.0\.1:(\d+)/);
				if (m) done(Number(m[1]));
			};
			child.stdout.on("data", hear);
			child.stderr.on("data", hear);
			child.on("exit", () => fail(new Error(`it did not start: ${said}`)));
		});
	}
	async function stop() {
		const gone = new Promise((done) => child.once("exit", done));
		child.kill("SIGTERM");
		await gone;
	}
	const port = await start();
	return {
		url: `https://localhost:${port}/`,
		token,
		logKey: run("keys", "export", at("keys"), "log").trim(),
		stop,
		again: () => start(port),
		end: async () => {
			if (child.exitCode === null) await stop();
			rmSync(dir, { recursive: true, force: true });
		},
	};
}

// Debian's Chromium; as root it cannot have a sandbox of its own.
export const chromium = {
	executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
	args: process.getuid() === 0 ? ["--no-sandbox"] : [],
};
