// A user with a browser: opens an address in headless Chromium, signs in at oidc-provider's pages, and prints what the last page says.
// Arguments: the address, what to do (`agree`, `refuse`, `device`, `refuse-device`), and the user's name.
import { createRequire } from "node:module";

const { chromium } = createRequire(new URL("../../ui/package.json", import.meta.url))("playwright-core");
const [address, task, name] = process.argv.slice(2);
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"];

const browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: FLAGS });
try {
  const page = await browser.newPage();
  // Other tests may need the machine's time.
  page.setDefaultTimeout(120_000);
  await page.goto(address);
  const isDevice = task === "device" || task === "refuse-device";
  if (task === "device") await page.locator("button[type=submit], form button").first().click();
  if (task === "refuse-device") {
    await page.locator("button[name=abort], [value=abort]").first().click();
  } else if (task === "refuse") {
    await page.getByText("Cancel").click();
  } else {
    await page.locator("input[name=login]").fill(name);
    await page.locator("input[name=password]").fill("any");
    await page.locator("button[type=submit]").click();
    // Consent, unless it was given before.
    await page.locator("button[type=submit].login-submit, main").first().waitFor();
    const consent = page.locator("input[name=prompt][value=consent]");
    if ((await consent.count()) > 0) await page.locator("button[type=submit]").click();
  }
  // Keyfob's page has a `main`; the server's device page has none.
  if (!isDevice) await page.locator("main h1").waitFor();
  else await page.waitForLoadState();
  console.log(JSON.stringify({ url: page.url(), text: await page.locator("body").innerText() }));
} finally {
  await browser.close();
}
