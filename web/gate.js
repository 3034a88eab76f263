// gate.js - what a script adds to the officer's page: it asks without leaving
// the page, counts an answer down, and shows HOLD as soon as an answer is
// over, the gate cannot be reached, or anything is not as it should be.  The
// page does without it.

"use strict";

(() => {
	const ASK_MS = 12000; // the gate itself gives up after ten seconds
	const BEAT_MS = 10000; // while an answer stands that could be recalled
	const WORDS = { barred: "BARRED", hold: "HOLD", none: "NO BAR ON RECORD" };

	const main = document.querySelector("main");
	const ask = document.getElementById("ask");
	const failed = document.getElementById("failed"); // a hold, made ready

	let turn = 0; // of questions: what comes late for an earlier one is nothing
	let ticking = 0;
	let beating = 0;

	if (!main || !ask || !failed) return;

	// -- What is shown -------------------------------------------------------

	const stop = () => {
		clearInterval(ticking);
		clearInterval(beating);
	};

	function show(section) {
		const old = document.getElementById("answer");

		stop();
		// The answer is what the page is about from now on.
		document.getElementById("title")?.remove();
		document.getElementById("at-desk")?.remove();
		if (old) old.replaceWith(section);
		else main.append(section);
		document.title = `${WORDS[section.dataset.verdict] ?? "HOLD"} - forestay`;
	}

	function hold(why, alarm) {
		const section = failed.content.firstElementChild.cloneNode(true);

		section.querySelector(".why").textContent = why;
		if (alarm) section.setAttribute("role", "alert");
		show(section);
	}

	// -- How long it is good -------------------------------------------------

	// Two clocks: one of them stands while a computer sleeps, the other can
	// be set back.  The later one counts.
	const clocks = () => ({ run: performance.now(), wall: Date.now() });
	const since = (c) =>
		Math.max(performance.now() - c.run, Date.now() - c.wall);

	async function reached() {
		const end = new AbortController();
		const late = setTimeout(() => end.abort(), BEAT_MS - 1000);

		try {
			const r = await fetch("/healthz", {
				cache: "no-store",
				redirect: "error",
				signal: end.signal,
			});
			return r.ok;
		} catch {
			return false;
		} finally {
			clearTimeout(late);
		}
	}

	// From when it was asked, not from when it came.
	function watch(section, began) {
		const good = Number(section.dataset.left) * 1000;
		const left = section.querySelector("#left");
		const mine = turn;

		if (section.dataset.verdict !== "none") return;
		const tick = () => {
			const s = Math.floor((good - since(began)) / 1000);

			if (mine !== turn) return;
			if (!(s > 0)) {
				turn++;
				hold("The answer that stood here is over: ask again.", true);
				return;
			}
			if (left)
				left.textContent =
					`${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")} left`;
		};
		const beat = async () => {
			const ok = await reached();

			if (ok || mine !== turn) return;
			lost();
		};
		ticking = setInterval(tick, 250);
		beating = setInterval(beat, BEAT_MS);
		tick();
	}

	function lost() {
		const answer = document.getElementById("answer");

		if (answer?.dataset.verdict !== "none") return;
		turn++;
		hold("The connection to the gate is lost: what was answered may have " +
			"been recalled. Ask again.", true);
	}

	// -- Asking --------------------------------------------------------------

	const squeeze = (s) => s.trim().replace(/ +/g, " ");

	// The answer in a page that came; null when it is none, or another's.
	function answerOf(page, person) {
		const section = page.getElementById("answer");

		if (!section || !(section.dataset.verdict in WORDS)) return null;
		if (section.dataset.verdict === "hold") return section;
		const of = section.querySelector(".of bdi")?.textContent ?? "";
		return squeeze(of) === squeeze(person) ? section : null;
	}

	async function send(form) {
		const end = new AbortController();
		const late = setTimeout(() => end.abort(), ASK_MS);

		try {
			const r = await fetch("/", {
				method: "POST",
				body: new URLSearchParams(form),
				credentials: "same-origin",
				cache: "no-store",
				redirect: "error",
				referrerPolicy: "no-referrer",
				signal: end.signal,
			});
			const text = await r.text();

			if (!/^text\/html\b/.test(r.headers.get("Content-Type") ?? ""))
				return null;
			return new DOMParser().parseFromString(text, "text/html");
		} catch {
			return null;
		} finally {
			clearTimeout(late);
		}
	}

	async function submitted() {
		const form = new FormData(ask);
		const began = clocks();
		const mine = ++turn;

		hold("Asking. It is a hold until it is answered.", false);
		document.getElementById("answer").setAttribute("aria-busy", "true");
		const page = await send(form);
		if (mine !== turn) return;
		const section = page && answerOf(page, form.get("person"));
		if (!section) {
			hold("The gate could not be reached, or what came is no answer. " +
				"Ask again, or ask the desk.", true);
			return;
		}
		const signIn = page.querySelector(".sign-in");
		show(document.adoptNode(section));
		if (signIn) ask.replaceWith(document.adoptNode(signIn));
		section.querySelector("h1").focus();
		watch(section, began);
	}

	ask.addEventListener("submit", (event) => {
		event.preventDefault();
		submitted().catch(() => hold("This page failed. Load it anew.", true));
	});
	window.addEventListener("offline", lost);
	// Brought back from a browser's memory: nobody watched it meanwhile.
	window.addEventListener("pageshow", (event) => {
		if (event.persisted) lost();
	});

	const first = document.getElementById("answer");
	if (first) watch(first, { run: 0, wall: Date.now() - performance.now() });
})();
