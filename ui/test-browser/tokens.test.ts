// The token of the saved settings: copying it, its menus, and how long it is valid. The page never has the token itself.
import { afterAll, beforeAll, expect, test } from "vitest";

import { keptToken } from "./core/answers";
import { type FakeCore, vaultThat } from "./core/fake";
import { begin, edit, fillOAuth, focused, seed, type } from "./actions";
import { open, start, stop } from "./harness";

beforeAll(start);
afterAll(stop);

const ID = "00000000-0000-7000-8000-000000000001";

const withToken = (core: FakeCore) => {
  seed(core, ["billing-api"]);
  core.tokens.set(`${ID}/staging`, keptToken());
};

test("a token is copied in each form, by mouse and by keyboard, and a toast says how long it stays", async () => {
  const { page, core } = await open(withToken);
  await edit(page, "billing-api");
  await page.getByRole("button", { name: "Copy token" }).click();
  await page.getByText("Token copied. It’s removed from the clipboard after 30 seconds.").waitFor();
  const more = page.getByRole("button", { name: "More ways to copy" });
  await more.click();
  await page.getByRole("menuitem", { name: "Copy as header" }).click();
  await page.getByText("Header copied.").waitFor();
  await expect.poll(() => focused(page)).toBe("More ways to copy");
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => focused(page)).toBe("Copy as curl");
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => focused(page)).toBe("Copy as header");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.getByText("curl command copied.").waitFor();
  expect(core.copied).toEqual(["token", "header", "curl"].map((form) => `${ID}/staging/${form}`));
});

test("Escape and a click elsewhere close the menu and nothing else", async () => {
  const { page } = await open(withToken);
  await edit(page, "billing-api");
  const more = page.getByRole("button", { name: "More token actions" });
  await more.click();
  await expect.poll(() => more.getAttribute("aria-expanded")).toBe("true");
  await page.keyboard.press("Escape");
  await expect.poll(() => more.getAttribute("aria-expanded")).toBe("false");
  await expect.poll(() => focused(page)).toBe("More token actions");
  await more.click();
  await page.getByRole("heading", { level: 1 }).click();
  await expect.poll(() => more.getAttribute("aria-expanded")).toBe("false");
  expect(await page.getByRole("textbox", { name: "Client ID" }).count()).toBe(1);
});

test("the time left is said in words, and the bar follows it", async () => {
  const { page } = await open((core) => {
    withToken(core);
    core.tokens.set(`${ID}/staging`, keptToken({ expires_at_ms: Date.now() + 1_799_000, left_ms: 1_799_000 }));
  });
  await edit(page, "billing-api");
  const life = page.locator(".token-life");
  await expect.poll(() => life.innerText()).toMatch(/29:5\d left/u);
  expect(await life.locator(".visually-hidden").innerText()).toBe("29 min left");
  expect(Number(await page.locator(".token-left-rest").getAttribute("width"))).toBeCloseTo(49.9, 0);
});

test("forgetting removes it, and the next copy requests another one", async () => {
  const { page, core } = await open(withToken);
  await edit(page, "billing-api");
  await page.getByRole("button", { name: "More token actions" }).click();
  await page.getByRole("menuitem", { name: "Forget token" }).click();
  await page.getByText("No token kept").waitFor();
  expect(core.tokens.size).toBe(0);
  await page.getByRole("button", { name: "More token actions" }).click();
  await page.getByRole("menuitem", { name: /^Forget token/u }).click({ force: true });
  expect(core.calls.filter((call) => call === "forget_token").length).toBe(1);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Copy token" }).click();
  await page.locator(".token-left").waitFor();
});

test("a failed request says why, until the token is copied", async () => {
  const { page, core } = await open(withToken);
  core.copying = () => ({
    result: "failed",
    failure: { stage: "oauth", code: "invalid_client", title: "invalid_client", http_status: 401, message: "", server_message: null, hint: "check_credentials", hint_text: "", retry_in_s: 0 },
  });
  await edit(page, "billing-api");
  const button = page.getByRole("button", { name: "Copy token" });
  await button.click();
  await page.getByRole("alert").getByText("Couldn’t get a token: The server rejected the client credentials").waitFor();
  core.copying = () => ({ result: "no_clipboard" });
  await button.click();
  await page.getByText("Couldn’t copy: the system’s clipboard can’t be used right now.").waitFor();
  core.copying = () => ({ result: "copied" });
  await button.click();
  await page.getByText("Token copied.").waitFor();
  expect(await page.locator(".token-problem").count()).toBe(0);
});

test("unsaved settings have no token: the buttons say so, and those of changed settings say which token it is", async () => {
  const { page, core } = await open(withToken);
  await begin(page, "OAuth 2");
  await fillOAuth(page);
  await page.getByRole("button", { name: "CONNECT", exact: true }).click();
  const button = page.getByRole("button", { name: "Copy token" });
  await button.waitFor();
  expect(await button.getAttribute("aria-disabled")).toBe("true");
  expect(await button.getAttribute("data-tip")).toContain("Save first");
  await button.click({ force: true });
  expect(core.calls).not.toContain("copy_token");
  await type(page, "Name", "crm");
  await page.getByRole("button", { name: "SAVE" }).click();
  await expect.poll(() => button.getAttribute("aria-disabled")).toBe(null);
  await edit(page, "billing-api");
  await type(page, "Client ID", "another");
  await page.getByText("This is the token of the saved settings, not of your changes.").waitFor();
});

test("the list says which tokens are kept and which have expired", async () => {
  const { page } = await open((core) => {
    withToken(core);
    core.tokens.set(`${ID}/production`, keptToken({ left_ms: 0, expires_at_ms: Date.now() - 1_000 }));
  });
  await page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
  await expect.poll(() => page.locator(".chip-staging").innerText()).toMatch(/token valid until/u);
  expect(await page.locator(".chip-production").innerText()).toContain("token expired");
});

test("Inspect shows what the server and the token say, and the token's text only behind its eye", async () => {
  const { page, core } = await open(withToken);
  await edit(page, "billing-api");
  await page.getByRole("button", { name: "Inspect" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("What the server said").waitFor();
  for (const text of ["Bearer", "Reading a token doesn’t verify it.", "The issuer has the same origin as the Token URL.", "No audience was requested.", "billing-service", "in 59 minutes"]) {
    await dialog.getByText(text).first().waitFor();
  }
  const everything = () => page.evaluate(() => document.documentElement.outerHTML + [...document.querySelectorAll("input")].map(({ value }) => value).join(" "));
  expect(await everything()).not.toContain("canary-token-text");
  expect(core.calls).not.toContain("reveal_token");
  await dialog.getByRole("button", { name: "Show token" }).click();
  await dialog.getByText("canary-token-text").waitFor();
  await page.evaluate(() => window.dispatchEvent(new Event("blur")));
  await expect.poll(everything).not.toContain("canary-token-text");
  core.fails.set("reveal_token", "too_many_reveals");
  await dialog.getByRole("button", { name: "Show token" }).click();
  await dialog.getByText("Couldn’t show the token.").waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await expect.poll(() => focused(page)).toBe("Inspect");
});

test("the signature is verified and the server asked at the user's request, and a token that was replaced meanwhile is named", async () => {
  const { page, core } = await open(withToken);
  await edit(page, "billing-api");
  await page.getByRole("button", { name: "Inspect" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Reading a token doesn’t verify it.").waitFor();
  expect(core.calls.filter((call) => call === "verify_token" || call === "introspect_token")).toEqual([]);
  await dialog.getByRole("button", { name: "Verify signature" }).click();
  await dialog.getByText("The signature is valid.").waitFor();
  await dialog.getByText("SHA-256 thumbprint NzbLsXh8uDCcd").waitFor();
  await dialog.getByRole("button", { name: "Introspect" }).click();
  await dialog.getByText("The token is valid (").waitFor();
  core.introspection = { result: "inactive" };
  await dialog.getByRole("button", { name: "Introspect" }).click();
  await dialog.getByText("The token isn’t valid any more").waitFor();
  expect(await dialog.getByText("The token is valid (").count()).toBe(0);
  core.fails.set("verify_token", "token_replaced");
  await dialog.getByRole("button", { name: "Verify signature" }).click();
  await dialog.getByText("This is no longer the kept token").waitFor();
  expect(await dialog.getByText("The signature is valid.").count()).toBe(0);
});

test("a token that can't be read yet is said to be kept, and can be inspected", async () => {
  const { page, core } = await open((fake) => {
    withToken(fake);
    fake.vault = vaultThat({ state: "locked" });
  });
  await edit(page, "billing-api");
  await page.getByText("Token kept, not read yet").waitFor();
  expect(await page.getByText("No token kept").count()).toBe(0);
  // Inspecting has the core open the vault.
  core.vault = vaultThat({});
  await page.getByRole("button", { name: "Inspect" }).click();
  await page.getByRole("dialog").waitFor();
  await expect.poll(() => page.getByText("Token kept, not read yet").count()).toBe(0);
});

test("an answer is scrolled into view, says when it came, and what to do where the vault is locked", async () => {
  const { page, core } = await open(withToken);
  await edit(page, "billing-api");
  await page.getByRole("textbox", { name: "Client ID" }).fill("changed");
  await page.setViewportSize({ width: 800, height: 560 });
  await page.getByRole("button", { name: "Inspect" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("This is the token of the saved settings, not of your changes.").waitFor();
  const introspect = dialog.getByRole("button", { name: "Introspect" });
  await introspect.focus();
  // The button is the last thing in view.
  await introspect.evaluate((button) => button.scrollIntoView({ block: "end" }));
  await introspect.press("Enter");
  const answer = dialog.getByText(/Answered at \d/u);
  await answer.waitFor();
  const [shown, box] = [await answer.boundingBox(), await dialog.locator(".modal-body").boundingBox()];
  expect(shown !== null && box !== null && shown.y >= box.y && shown.y + shown.height <= box.y + box.height).toBe(true);
  core.fails.set("introspect_token", "vault_locked");
  await introspect.press("Enter");
  await dialog.getByText("Close this dialog to unlock it.").waitFor();
});

test("the focus goes to the screen's title when what opened a dialog is gone", async () => {
  const { page, core } = await open(withToken);
  await edit(page, "billing-api");
  await page.getByRole("button", { name: "Inspect" }).click();
  await page.getByRole("dialog").waitFor();
  core.tokens.clear();
  await page.evaluate(() => document.querySelector(".token-bar")?.remove());
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
});

test("an inspected token stays open when the window becomes so low that the token's line is hidden", async () => {
  const { page } = await open(withToken);
  await edit(page, "billing-api");
  await page.getByRole("button", { name: "Inspect" }).click();
  await page.getByRole("button", { name: "Verify signature" }).click();
  await page.getByText("The signature is valid.").first().waitFor();
  await page.setViewportSize({ width: 1100, height: 400 });
  await page.locator(".token-bar").waitFor({ state: "hidden" });
  expect(await page.getByRole("dialog").innerText()).toContain("The signature is valid.");
});

test.each([
  [{ result: "not_signed" }, "The token isn’t signed, so there is nothing to verify."],
  [{ result: "no_key", algorithm: "RS256", key_id: "7", keys_url: "https://a.example/keys" }, "Keyfob finds no server key that fits the token"],
  [{ result: "unsupported", what: "ES512" }, "Keyfob can’t verify this signature"],
  [{ result: "no_keys", why: { problem: "tls_failed" }, keys_url: "https://keys.example/" }, "Couldn’t get the server’s public keys. The server’s certificate was rejected"],
  [{ result: "unsupported", what: "x`) is valid (`y" }, "Keyfob can’t verify this signature (xʼ) is valid (ʼy)."],
] as const)("a signature that isn't verified says why: %j", async (check, text) => {
  const { page, core } = await open(withToken);
  core.signature = check;
  await edit(page, "billing-api");
  await page.getByRole("button", { name: "Inspect" }).click();
  await page.getByRole("button", { name: "Verify signature" }).click();
  await expect.poll(() => page.getByRole("dialog").innerText()).toContain(text);
});

test("the commands for a script are shown and copied", async () => {
  const { page } = await open(withToken);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await edit(page, "billing-api");
  await page.getByRole("button", { name: "More token actions" }).click();
  await page.getByRole("menuitem", { name: "Use in a script…" }).click();
  await page.getByRole("button", { name: "Copy: Print the token" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("keyfob token billing-api -e staging");
});

test("Settings keep tokens between starts or not, and forget all of them", async () => {
  const { page, core } = await open(withToken);
  await page.getByRole("button", { name: "Settings" }).first().click();
  await page.getByRole("checkbox", { name: "Keep tokens between starts" }).uncheck();
  await expect.poll(() => core.preferences.keep_tokens).toBe(false);
  await page.getByRole("button", { name: "Forget all tokens" }).click();
  await page.getByText("All tokens forgotten.").waitFor();
  expect(core.tokens.size).toBe(0);
});

test.each([
  [{ result: "revoked" }, "Token revoked at the server and forgotten."],
  [{ result: "not_revoked", why: { problem: "other_origin", origin: "https://b.example" } }, "on another origin (https://b.example)"],
  [{ result: "not_revoked", why: { problem: "refused", status: 403, code: null } }, "The server refused (403). Check that it accepts this client’s credentials there"],
  [{ result: "not_revoked", why: { problem: "timed_out", seconds: 10 } }, "The server didn’t answer within 10 s."],
  [{ result: "not_revoked", why: { problem: "refused", status: 400, code: "unsupported_token_type" } }, "The server refused (400, unsupported_token_type)."],
] as const)("Disconnect says what came of it: %j", async (revocation, text) => {
  const { page, core } = await open(withToken);
  core.revocation = revocation;
  await edit(page, "billing-api");
  await page.getByRole("button", { name: "More token actions" }).click();
  await page.getByRole("menuitem", { name: "Disconnect" }).click();
  await page.getByText(text).first().waitFor();
  await page.getByText("No token kept").waitFor();
  expect(core.calls.filter((call) => call === "disconnect").length).toBe(1);
});

test("where no token is kept, what is said about changes is about the token that copying requests", async () => {
  const { page } = await open((core) => seed(core, ["billing-api"]));
  await edit(page, "billing-api");
  await type(page, "Client ID", "another");
  await page.getByRole("button", { name: "CONNECT", exact: true }).click();
  await page.getByText("No token kept").waitFor();
  await page.getByText("Copying requests a token with the saved settings, not with your changes.").waitFor();
  expect(await page.getByText("This is the token of the saved settings").count()).toBe(0);
});
