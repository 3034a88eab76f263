// pages.mjs - the officer's page in a browser: with a script and without one,
// by keyboard alone, when the connection is lost, on paper; and whether
// axe-core finds anything that keeps somebody out.
//
//	node pages.mjs FORESTAY
//
// The last line is "N passed, N failed".

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium as browsers } from "playwright-core";
import { PEOPLE, chromium, serve } from "./serving.mjs";
import { openNote, readKey } from "./verify.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WORD = { barred: "BARRED", hold: "HOLD", none: "NO BAR ON RECORD" };

const server = await serve(process.argv[2] ?? "build/forestay");
const browser = await browsers.launch(chromium);
let passed = 0;
let failed = 0;

function need(ok, what) {
	if (!ok) throw new Error(what);
}

async function test(name, options, f) {
	if (!name.includes(process.env.TEST ?? "")) return;
	const context = await browser.newContext({
		ignoreHTTPSErrors: true,
		viewport: { width: 1280, height: 800 },
		...options,
	});
	const page = await context.newPage();
	const asked = [];
	const refused = [];

	page.setDefaultTimeout(15000);
	page.on("request", (r) => asked.push(r.url()));
	page.on("console", (m) => {
		if (/Content Security Policy/.test(m.text())) refused.push(m.text());
	});
	page.on("pageerror", (e) => refused.push(e.message));
	try {
		await f(page, context);
		// Nothing of whom, nothing at all, is in an address.
		for (const u of asked)
			need(!/[?#]|A000/.test(u), `asked for ${u}`);
		need(refused.length === 0, `refused: ${refused[0]}`);
		console.log(`ok ${name}`);
		passed++;
	} catch (e) {
		console.log(`not ok ${name}: ${e.message.split("\n").slice(0, 4).join(" ")}`);
		failed++;
	}
	await context.close();
}

async function signIn(page) {
	await page.goto(server.url);
	await page.fill("#token", server.token);
	await page.click(".sign-in button");
	await page.waitForSelector("#ask");
}

async function ask(page, who) {
	await page.fill("#person", PEOPLE[who]);
	await page.selectOption("#to", "IQ");
	await page.click(".ask button");
}

// The browser's own way to wait makes code of text, which a page refuses.
async function until(page, f, arg) {
	for (let i = 0; i < 300; i++) {
		if (await page.evaluate(f, arg).catch(() => false)) return;
		await new Promise((done) => setTimeout(done, 50));
	}
	throw new Error(`not ${JSON.stringify(arg)} but: ${await page.innerText("main")}`);
}

// What stands there, once it is an answer to this person.
async function answered(page, verdict, who = verdict) {
	await until(page, ([v, p]) => {
		const a = document.querySelector("#answer");
		return a?.dataset.verdict === v &&
			a.querySelector(".of bdi")?.textContent === p;
	}, [verdict, PEOPLE[who]]);
	need(await page.textContent("#answer h1") === WORD[verdict], "the word");
	need(await page.title() === `${WORD[verdict]} - forestay`, "the title");
	need(await page.locator("#answer").count() === 1, "one answer");
}

async function held(page, why) {
	await until(page, (w) => {
		const a = document.querySelector("#answer");
		return a?.dataset.verdict === "hold" && !a.hasAttribute("aria-busy") &&
			a.textContent.includes(w);
	}, why);
	need(await page.textContent("#answer h1") === "HOLD", "the word");
	need(await page.title() === "HOLD - forestay", "the title");
	need((await page.textContent("#answer")).includes("+1 555 0100"), "the telephone");
}

async function axe(page, what) {
	await page.evaluate(AXE);
	const found = await page.evaluate(async (tags) =>
		(await window.axe.run(document, { runOnly: tags })).violations
			.map((v) => `${v.id}: ${v.nodes[0].html}`), RULES);
	need(found.length === 0, `${what}: ${found[0]}`);
}

const wide = (page) => page.evaluate(() =>
	document.documentElement.scrollWidth - document.documentElement.clientWidth);

// -- Without a script, and with one ------------------------------------------

for (const javaScriptEnabled of [false, true]) {
	const how = javaScriptEnabled ? "with a script" : "without a script";

	await test(`the three answers, ${how}`, { javaScriptEnabled }, async (page) => {
		await signIn(page);
		for (const [verdict, who] of [["barred"], ["hold"], ["none"],
			["hold", "disputed"], ["hold", "unknown"], ["barred"]]) {
			await ask(page, who ?? verdict);
			await answered(page, verdict, who);
		}
		const text = await page.textContent("#answer");
		for (const s of ["Doe v. Roe", "2:26-cv-00001", "Dkt. 12", "7 Jul 2090"])
			need(text.includes(s), s);
		await page.click(".out button");
		await page.waitForSelector("#token");
		need(await page.locator("#answer").count() === 0, "an answer is left");
	});

	await test(`the signed answer as a file, ${how}`, { javaScriptEnabled }, async (page) => {
		await signIn(page);
		await ask(page, "barred");
		await answered(page, "barred");
		const [download] = await Promise.all([
			page.waitForEvent("download"), page.click(".keep button")]);
		need(download.suggestedFilename() === "forestay-answer.txt", "its name");
		const text = readFileSync(await download.path(), "utf8");
		// As the log's key signed it, by the other verifier.
		const said = openNote(text, readKey(server.logKey, 1), []);
		need(JSON.parse(said).person === PEOPLE.barred, "of whom");
	});

	await test(`signed out elsewhere, ${how}`, { javaScriptEnabled }, async (page, context) => {
		await signIn(page);
		await context.clearCookies();
		await ask(page, "barred");
		await held(page, "not signed in any more");
		await page.fill("#token", server.token);
		await page.click(".sign-in button");
		await page.waitForSelector("#ask");
	});
}

await test("without a script an answer that is over goes by itself",
	{ javaScriptEnabled: false }, async (page) => {
		await signIn(page);
		await ask(page, "none");
		await answered(page, "none");
		const go = await page.getAttribute("meta[http-equiv=refresh]", "content");
		need(/^(29\d|300); url=\/over$/.test(go), go);
		await page.goto(`${server.url}over`);
		await held(page, "is over: ask again");
	});

// -- With one ----------------------------------------------------------------

await test("it asks without leaving the page, and says the word first", {}, async (page) => {
	await signIn(page);
	await page.evaluate(() => { window.stayed = true; });
	await ask(page, "none");
	await answered(page, "none");
	need(await page.evaluate(() => window.stayed), "the page was left");
	need(await page.evaluate(() => document.activeElement.id) === "word", "focus");
	need(/^4:5\d left$/.test(await page.textContent("#left")), "counting down");
});

await test("an answer that is over is a hold", {}, async (page) => {
	await signIn(page);
	await page.clock.install();
	await page.reload();
	await ask(page, "none");
	await answered(page, "none");
	await page.clock.runFor(280000);
	need(await page.getAttribute("#answer", "data-verdict") === "none", "too early");
	await page.clock.runFor(25000);
	await held(page, "is over: ask again");
	need(await page.getAttribute("#answer", "role") === "alert", "it is announced");
});

await test("asleep for five minutes, it is over at waking", {}, async (page) => {
	await signIn(page);
	await page.clock.install();
	await page.reload();
	await ask(page, "none");
	await answered(page, "none");
	await page.clock.fastForward(301000);
	await held(page, "is over: ask again");
});

await test("offline is a hold", {}, async (page, context) => {
	await signIn(page);
	await ask(page, "none");
	await answered(page, "none");
	await context.setOffline(true);
	await held(page, "connection to the gate is lost");
	await ask(page, "barred");
	await held(page, "could not be reached");
});

await test("while it is asked it is a hold", {}, async (page) => {
	await signIn(page);
	await ask(page, "none");
	await answered(page, "none");
	await page.route(server.url, (route) => setTimeout(() => route.continue(), 1500));
	await ask(page, "barred");
	need(await page.getAttribute("#answer", "data-verdict") === "hold", "what was before stands");
	need(await page.getAttribute("#answer", "aria-busy") === "true", "busy");
	await answered(page, "barred");
});

await test("whatever else comes is a hold", {}, async (page) => {
	await signIn(page);
	await ask(page, "none");
	await answered(page, "none");
	const real = await page.content();
	const html = { contentType: "text/html; charset=utf-8" };
	const bad = [
		{ ...html, body: "" }, { ...html, body: "<html><body>captive portal" },
		{ contentType: "application/json", body: "{\"verdict\":\"no_bar_on_record\"}" },
		{ ...html, status: 502, body: "<h1>Bad gateway</h1>" },
		{ ...html, body: real }, // another person's
		{ ...html, body: "<section id=answer data-verdict=clear><h1>CLEAR</h1></section>" },
		{ status: 302, headers: { location: "https://localhost:1/" } },
		null,
	];
	for (const reply of bad) {
		await page.route(server.url, (route) =>
			reply ? route.fulfill(reply) : route.abort(), { times: 1 });
		await ask(page, "barred");
		await held(page, "could not be reached");
		await page.unroute(server.url);
		await ask(page, "none");
		await answered(page, "none");
	}
});

await test("a late answer to an earlier question is nothing", {}, async (page) => {
	await signIn(page);
	await page.route(server.url, (route) => setTimeout(() => route.continue(), 2000), { times: 1 });
	await ask(page, "none");
	await ask(page, "barred");
	await answered(page, "barred");
	await page.waitForTimeout(2500);
	await answered(page, "barred");
});

// -- Everybody ---------------------------------------------------------------

await test("by keyboard alone", {}, async (page) => {
	await page.goto(server.url);
	const to = async (id) => {
		for (let i = 0; i < 10; i++) {
			await page.keyboard.press("Tab");
			if (await page.evaluate(() => document.activeElement.id) === id) return;
		}
		throw new Error(`${id} cannot be reached`);
	};
	await to("token");
	await page.keyboard.type(server.token);
	await page.keyboard.press("Enter");
	await page.waitForSelector("#ask");
	await to("person");
	await page.keyboard.type(PEOPLE.barred);
	await to("to");
	await page.keyboard.type("Iraq");
	await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	await answered(page, "barred");
	need((await page.textContent("#answer .of")).includes("removal to Iraq"), "to Iraq");
});

for (const colorScheme of ["light", "dark"])
	for (const width of [1280, 360])
		await test(`nobody is kept out: ${colorScheme}, ${width} wide`,
			{ colorScheme, viewport: { width, height: 800 } }, async (page) => {
				await page.goto(server.url);
				await axe(page, "signing in");
				need(await wide(page) <= 0, "it is wider than the window");
				await signIn(page);
				await axe(page, "asking");
				for (const verdict of ["barred", "none", "hold"]) {
					await ask(page, verdict);
					await answered(page, verdict);
					await axe(page, verdict);
					need(await wide(page) <= 0, `${verdict}: wider than the window`);
				}
				const small = await page.$$eval("button, input:not([type=hidden]), select",
					(all) => all.filter((e) => e.getBoundingClientRect().height < 44)
						.map((e) => e.outerHTML.slice(0, 80)));
				need(small.length === 0, `smaller than a finger: ${small[0]}`);
			});

await test("on paper", {}, async (page) => {
	await signIn(page);
	await ask(page, "barred");
	await answered(page, "barred");
	await page.emulateMedia({ media: "print" });
	need(await page.isVisible("#answer h1"), "the word");
	need(await page.isVisible("#answer svg"), "the shape");
	need(!await page.isVisible("#ask"), "the form is printed");
	need((await page.pdf()).length > 1000, "a page");
});

// Last: nobody is there any more.
await test("a gate that is gone is a hold", {}, async (page) => {
	await signIn(page);
	await page.clock.install();
	await page.reload();
	await ask(page, "none");
	await answered(page, "none");
	await server.stop();
	await page.clock.runFor(21000);
	await held(page, "connection to the gate is lost");
	await ask(page, "none");
	await held(page, "could not be reached");
	await server.again();
	await ask(page, "none");
	await answered(page, "none");
});

await browser.close();
await server.end();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
