// The end of a sign-in, and of what a user sees of it: a token expires, a sign-in is forgotten, a refresh grants less.
import { afterAll, beforeAll, expect, test } from "vitest";

import { keptToken } from "./core/answers";
import type { FakeCore } from "./core/fake";
import { signInStatus, signedIn, waitingBrowser } from "./core/signIn";
import { edit, focused, seed } from "./actions";
import { type Opened, open, start, stop } from "./harness";
import { violations } from "./looks";
import { savedWithUser } from "./screens/signIn";
import { box, button } from "./signInActions";

beforeAll(start);
afterAll(stop);

const NEEDED = { has_refresh_token: false, refresh_expires_at_ms: null, needed: "expired" } as const;

/** Saves an authorization whose user has signed in. Returns where its token is kept. */
function keep(core: FakeCore): string {
  const place = savedWithUser(core);
  core.tokens.set(place, keptToken());
  core.signIns.set(place, signInStatus());
  return place;
}

/** Opens the form of an authorization whose user has signed in. */
async function signedInForm(prepare: (core: FakeCore, place: string) => void = () => undefined): Promise<Opened & { place: string }> {
  let place = "";
  const opened = await open((core) => {
    place = keep(core);
    prepare(core, place);
  });
  await edit(opened.page, "billing-api");
  await opened.page.locator(".signed-in").first().waitFor();
  return { ...opened, place };
}

/** The text of the connection part. */
const said = ({ page }: Opened) => page.locator(".connection").innerText();

test("the open form says that a sign-in is needed when the refresh token expires, and CONNECT is the main button then", async () => {
  const opened = await signedInForm((core, place) => {
    core.tokens.set(place, { ...keptToken(), expires_at_ms: Date.now() + 3_000 });
    core.signIns.set(place, signInStatus({ refresh_expires_at_ms: Date.now() + 6_000 }));
  });
  const { core, page, place } = opened;
  await button(opened, "CONNECTED").waitFor();
  const loads = () => core.calls.filter((call) => call === "token_status").length;
  const before = loads();
  await expect.poll(loads, { timeout: 8_000 }).toBe(before + 1);
  // The page has asked when the access token expired. From now on the core says so, and the page only asks when the refresh token expires.
  core.signIns.set(place, signInStatus(NEEDED));
  core.tokens.delete(place);
  await page.locator(".signed-in-needed").waitFor();
  await button(opened, "CONNECT").waitFor();
  expect(await button(opened, "CONNECT").getAttribute("class")).toContain("button-main");
  expect(await page.locator(".button-main").count()).toBe(2);
  const text = await said(opened);
  expect(text.match(/sign-in needed/giu)?.length).toBe(1);
  expect(text).not.toMatch(/CONNECTED|Validated/u);
  const described = (await button(opened, "CONNECT").getAttribute("aria-describedby"))?.split(" ") ?? [];
  expect(described).toContain("staging-sign-in-needed");
  expect(await violations(page)).toEqual([]);
});

test("the open form follows another program that signs out and in", async () => {
  const opened = await signedInForm();
  const { core, page, place, emit } = opened;
  core.signIns.set(place, signInStatus({ ...NEEDED, needed: "refused" }));
  await emit({ kind: "changed" });
  await page.locator(".signed-in-needed").getByText("The server no longer accepts the refresh token.").waitFor();
  core.signIns.set(place, signInStatus());
  await emit({ kind: "changed" });
  await button(opened, "CONNECTED").waitFor();
  expect(await page.locator(".signed-in-needed").count()).toBe(0);
});

test("the list and Home follow the end of a sign-in by themselves", async () => {
  const start = Date.now();
  const opened = await open((core) => {
    keep(core);
    core.signInEndsAt = start + 2_500;
  });
  const { core, page } = opened;
  expect(await page.locator(".card-needed").count()).toBe(0);
  const end = () => {
    core.signInEndsAt = null;
    core.signIns.set(keepPlace(core), signInStatus(NEEDED));
  };
  end();
  await page.locator(".card-needed").waitFor();
  core.signIns.set(keepPlace(core), signInStatus());
  core.signInEndsAt = Date.now() + 2_000;
  await button(opened, "Authorizations").first().click();
  await page.getByRole("row", { name: /^billing-api/u }).waitFor();
  expect(await page.locator(".chip-sign-in").count()).toBe(0);
  end();
  await page.locator(".chip-sign-in").waitFor();
});

/** Where the token of the first authorization is kept. */
const keepPlace = (core: FakeCore): string => [...core.signIns.keys()][0] ?? "";

test("scopes that a refresh didn't grant are named in the token bar", async () => {
  const opened = await signedInForm((core, place) => core.tokens.set(place, { ...keptToken(), scopes: ["openid"], missing_scopes: ["invoices.write", "admin"] }));
  const list = opened.page.locator(".token-bar .scope-list-missing");
  expect(await list.innerText()).toMatch(/^Not granted with the current token\s+invoices\.write\s+admin$/u);
  expect(await violations(opened.page)).toEqual([]);
});

test("while a user signs in again, nothing is shown of the sign-in before", async () => {
  const opened = await signedInForm((core) => (core.answer = () => signedIn()));
  const { core, page, emit } = opened;
  await button(opened, "Sign in again").click();
  await page.locator(".signed-in-who").getByText("Ana Souza").waitFor();
  core.answer = () => new Promise(() => undefined);
  await button(opened, "Sign in again").click();
  await button(opened, "Cancel connecting").waitFor();
  await emit({ kind: "sign_in", value: { attempt: core.attempts.at(-1)?.attempt ?? 0, waiting: waitingBrowser() } });
  await page.locator(".sign-in").waitFor();
  const text = await said(opened);
  expect(text).not.toMatch(/Signed in as|Bearer|scopes|Copy token|Validated/u);
  expect(await focused(page)).toBe("Cancel connecting");
});

test.each(["Forget token", "Disconnect"])("after %s nothing contradicts it, and CONNECT is what is to be done", async (action) => {
  const opened = await signedInForm((core) => (core.answer = () => signedIn()));
  const { page } = opened;
  await button(opened, "Sign in again").click();
  await page.locator(".signed-in-who").getByText("Ana Souza").waitFor();
  await button(opened, "More token actions").click();
  await page.getByRole("menuitem", { name: action }).click();
  await page.locator(".signed-in-needed").getByText("No sign-in is kept for these settings.").waitFor();
  expect(await button(opened, "CONNECT").getAttribute("class")).toContain("button-main");
  expect(await said(opened)).not.toMatch(/CONNECTED|Bearer|scopes|expires|Signed in as|Validated/u);
});

test("when Forget token takes the token's actions with it, CONNECT has the focus", async () => {
  const opened = await open((core) => {
    keep(core);
    for (const { authorization } of core.saved.values()) authorization.validated_at_ms = { staging: null, production: null };
  });
  const { page } = opened;
  await edit(page, "billing-api");
  await button(opened, "More token actions").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Forget token" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => button(opened, "More token actions").count()).toBe(0);
  await expect.poll(() => focused(page)).toBe("CONNECT");
});

test("a forgotten token's time left isn't counted down beside CONNECTED", async () => {
  const opened = await open((core) => void seed(core, ["billing-api"]));
  const { page } = opened;
  await edit(page, "billing-api");
  await button(opened, "CONNECTED").click();
  await page.locator(".connected-line").waitFor();
  await button(opened, "More token actions").click();
  await page.getByRole("menuitem", { name: "Forget token" }).click();
  await page.getByText("No token kept").waitFor();
  expect(await said(opened)).not.toMatch(/expires in|Bearer/u);
  expect(await said(opened)).toMatch(/CONNECTED[\s\S]*Validated/u);
});

test("Home leads to the list of all those, of either environment, which can be shown whole again", async () => {
  const opened = await open((core) => core.signIns.set(savedWithUser(core), signInStatus(NEEDED)));
  const { page } = opened;
  await page.locator(".card-staging").getByText("Sign-in needed: 1").waitFor();
  // A number of one environment would promise a list of that one.
  expect(await page.getByRole("button", { name: /Sign-in needed/u }).count()).toBe(0);
  await button(opened, "Show where a sign-in is needed").click();
  const names = () => page.locator(".table-name").allInnerTexts();
  await expect.poll(names).toEqual(["billing-api"]);
  const only = page.getByRole("checkbox", { name: "Sign-in needed: show only these" });
  expect(await only.isChecked()).toBe(true);
  expect(await violations(page)).toEqual([]);
  await page.getByRole("textbox", { name: "Name, Description" }).fill("crm");
  await button(opened, "SEARCH").click();
  await page.getByText("Nothing matches your search").waitFor();
  await button(opened, "CLEAR").click();
  await expect.poll(async () => (await names()).length).toBe(4);
  await only.check();
  await expect.poll(names).toEqual(["billing-api"]);
  await only.uncheck();
  await expect.poll(async () => (await names()).length).toBe(4);
});

test("where no sign-in is needed, neither Home nor the list leads to such", async () => {
  const opened = await open((core) => void keep(core));
  await opened.page.locator(".card-number").first().waitFor();
  expect(await button(opened, "Show where a sign-in is needed").count()).toBe(0);
  await button(opened, "Authorizations").first().click();
  await opened.page.getByRole("row", { name: /^billing-api/u }).waitFor();
  await expect.poll(() => opened.core.calls.filter((call) => call === "summary").length).toBe(2);
  expect(await opened.page.locator("#sign-in-needed").count()).toBe(0);
});

test("the list can be limited to those that need a sign-in although they are on another page, and the box stays while the list is visited", async () => {
  const opened = await open((core) => {
    core.signIns.set(savedWithUser(core), signInStatus(NEEDED));
    seed(core, Array.from({ length: 30 }, (_, row) => `aa ${row}`));
  });
  const { core, page, emit } = opened;
  await button(opened, "Authorizations").first().click();
  await page.getByText("1–25 of 34").waitFor();
  const only = page.getByRole("checkbox", { name: "Sign-in needed: show only these" });
  await only.check();
  await expect.poll(() => page.locator(".table-name").allInnerTexts()).toEqual(["billing-api"]);
  await only.focus();
  core.signIns.set(keepPlace(core), signInStatus());
  await emit({ kind: "changed" });
  await page.getByText("No user has to sign in.").waitFor();
  await page.keyboard.press("Space");
  await page.getByText("1–25 of 34").waitFor();
  expect(await focused(page)).toBe("Sign-in needed: show only these");
});

test.each(["Home", "the list"])("%s loads again if that failed when the sign-in ended", async (where) => {
  const opened = await open((core) => keep(core));
  const { core, page, emit } = opened;
  if (where === "the list") {
    await button(opened, "Authorizations").first().click();
    await page.getByRole("row", { name: /^billing-api/u }).waitFor();
  }
  await page.clock.install();
  core.signInEndsAt = Date.now() + 600_000;
  await emit({ kind: "changed" });
  const command = where === "Home" ? "summary" : "list";
  const loads = () => core.calls.filter((call) => call === command).length;
  core.fails.set(command, "busy");
  const before = loads();
  await page.clock.fastForward(601_000);
  await expect.poll(loads).toBe(before + 1);
  core.fails.clear();
  core.signInEndsAt = null;
  core.signIns.set(keepPlace(core), signInStatus(NEEDED));
  await page.clock.fastForward(31_000);
  await page.locator(where === "Home" ? ".card-needed" : ".chip-sign-in").waitFor();
});

/** Opens a form whose token bar is about to disappear with the next load. */
async function endingForm(): Promise<Opened> {
  const opened = await signedInForm((core) => {
    for (const { authorization } of core.saved.values()) authorization.validated_at_ms = { staging: null, production: null };
  });
  await box(opened, "Client ID").fill("another");
  await opened.page.getByText("SAVE ends the sign-in for Staging").waitFor();
  opened.core.tokens.clear();
  opened.core.signIns.set(opened.place, signInStatus({ ...NEEDED, needed: "not_signed_in", has_id_token: false, at_ms: null }));
  return opened;
}

test("when a save takes the token's actions with it, the focus stays on SAVE", async () => {
  const opened = await endingForm();
  await button(opened, "SAVE").focus();
  await opened.page.keyboard.press("Enter");
  await expect.poll(() => button(opened, "More token actions").count()).toBe(0);
  await opened.page.locator(".signed-in-needed").waitFor();
  expect(await focused(opened.page)).toBe("SAVE");
});

test("when the token's actions disappear, a focus that is nowhere stays there", async () => {
  const opened = await endingForm();
  await opened.page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await opened.emit({ kind: "changed" });
  await expect.poll(() => button(opened, "More token actions").count()).toBe(0);
  await opened.page.locator(".signed-in-needed").waitFor();
  expect(await opened.page.evaluate(() => document.activeElement === document.body)).toBe(true);
});

test.each(["Forget token", "CONNECT"])("what SAVE would end is said no longer once %s has changed what is kept", async (action) => {
  const opened = await signedInForm((core) => (core.answer = () => signedIn()));
  const { page } = opened;
  const bar = page.locator(".save-status");
  await box(opened, "Client ID").fill("another");
  await expect.poll(() => bar.innerText()).toContain("SAVE ends the sign-in for Staging");
  if (action === "CONNECT") await button(opened, "CONNECT").click();
  else {
    await button(opened, "More token actions").click();
    await page.getByRole("menuitem", { name: action }).click();
  }
  await expect.poll(() => bar.innerText()).toBe("Unsaved changes.");
});

test("a change that ends the sign-in is said before SAVE; one of the port isn't", async () => {
  const opened = await signedInForm();
  const { page } = opened;
  const bar = page.locator(".save-status");
  await page.getByRole("button", { name: /^Advanced/u }).click();
  await box(opened, "Redirect port").fill("8123");
  await expect.poll(() => bar.innerText()).toBe("Unsaved changes.");
  await box(opened, "Client ID").fill("another");
  await expect.poll(() => bar.innerText()).toBe("Unsaved changes. SAVE ends the sign-in for Staging.");
});
