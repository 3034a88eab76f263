// screenshots.mjs - the pictures of pages that stand in the README.
//
//	node screenshots.mjs FORESTAY FOLDER
//
// `make screenshots` makes them anew, in docs/screens.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium as browsers } from "playwright-core";
import { PEOPLE, chromium, serve } from "./serving.mjs";

const [forestay, folder] = process.argv.slice(2);
const LARGEST = 150000; // bytes of one
const dir = mkdtempSync(join(tmpdir(), "forestay-screens."));
const server = await serve(forestay);
const browser = await browsers.launch(chromium);
let large = 0;

async function take(page, name, width, fullPage) {
	const path = join(folder, `${name}-${width}.png`);

	await page.screenshot({ path, fullPage });
	if (statSync(path).size > LARGEST) {
		console.log(`${path} has more than ${LARGEST} bytes`);
		large = 1;
	}
}

execFileSync(forestay, ["demo", "--page", join(dir, "demo.html")], { stdio: "ignore" });
for (const width of [1280, 360]) {
	const page = await browser.newPage({ ignoreHTTPSErrors: true,
		viewport: { width, height: 800 } });

	await page.goto(server.url);
	await page.fill("#token", server.token);
	await page.click(".sign-in button");
	for (const verdict of ["barred", "none", "hold"]) {
		await page.fill("#person", PEOPLE[verdict]);
		await page.selectOption("#to", "IQ");
		await page.click(".ask button");
		await page.waitForSelector(`#answer[data-verdict=${verdict}] .of`);
		await page.evaluate(() => document.activeElement.blur());
		await take(page, `gate-${verdict}`, width, true);
	}
	await page.goto(pathToFileURL(join(dir, "demo.html")).href);
	await take(page, "replay", width, false);
	await page.close();
}
await browser.close();
await server.end();
rmSync(dir, { recursive: true, force: true });
process.exit(large);
