// Holds pages to html-validate and, in a headless Chromium, to axe-core, in
// light and dark, wide and narrow, inline and side by side; and sees that they
// ask for nothing, run nothing and complain of nothing.
//
//   node check.mjs MODULES CHROMIUM FILE...
//
// MODULES is the folder in which the npm packages are installed. Prints one
// line a finding; ends with 1 where there are any.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, chromiumPath, ...files] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { HtmlValidate } = require("html-validate");
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const findings = [];
const find = (file, what) => findings.push(`${basename(file)}: ${what}`);

// Its default rules, but for two of taste: how long a title may be is the
// newsroom's affair, and a line end needs no care in a page that is generated.
const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: { "long-title": "off", "no-trailing-whitespace": "off" },
});
for (const file of files) {
  const report = await validator.validateFile(file);
  for (const { messages } of report.results) {
    for (const m of messages) find(file, `html-validate ${m.ruleId} at ${m.line}:${m.column}: ${m.message}`);
  }
}

const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
// Each page is looked at twice, in looks that differ in everything; the next page in the other two.
const looks = [
  { turn: 0, colorScheme: "light", width: 1280, view: "inline" },
  { turn: 0, colorScheme: "dark", width: 390, view: "sides" },
  { turn: 1, colorScheme: "dark", width: 1280, view: "sides" },
  { turn: 1, colorScheme: "light", width: 390, view: "inline" },
];
for (const { turn, colorScheme, width, view } of looks) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
  for (const file of files.filter((_, n) => n % 2 === turn)) {
    const page = await context.newPage();
    const url = pathToFileURL(file).href;
    page.on("request", (request) => request.url() === url || find(file, `asks for ${request.url()}`));
    page.on("console", (message) => find(file, `console: ${message.text()}`));
    page.on("dialog", (dialog) => (find(file, `runs: ${dialog.message()}`), dialog.dismiss()));
    await page.goto(url);
    // A style sheet that the page's own policy refuses is silently left out.
    const styled = await page.evaluate(() => getComputedStyle(document.querySelector(".unseen, .skip")).position);
    if (styled !== "absolute") find(file, "its style sheet isn't applied");
    const toggle = page.locator(`#view-${view}`);
    if (await toggle.count()) {
      await toggle.check();
      const other = view === "inline" ? ".row .sides" : ".row .inline";
      if (await page.locator(other).first().isVisible()) find(file, `${other} shows in the other view`);
    }
    for (const details of await page.locator("details").all()) await details.evaluate((d) => (d.open = true));
    const room = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (room > 0) find(file, `${room} px wider than a window of ${width} px`);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    for (const v of violations) {
      const nodes = v.nodes.slice(0, 3).map((n) => `${n.target.join(" ")} ${n.any[0]?.message ?? ""}`);
      find(file, `axe ${v.id} (${colorScheme}, ${width} px, ${view}): ${v.help}: ${nodes.join("; ")}`);
    }
    await page.close();
  }
  await context.close();
}
await browser.close();

for (const line of findings) console.log(line);
process.exitCode = findings.length ? 1 : 0;
