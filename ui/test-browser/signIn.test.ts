// Grant types with a user: their fields, what a sign-in waits for, who signed in, and where a user has to.
import { afterAll, beforeAll, expect, test } from "vitest";

import { keptToken } from "./core/answers";
import { deniedSignIn, signInStatus, signedIn, waitingBrowser, waitingDevice } from "./core/signIn";
import { announced, begin, edit, fillOAuth, focused, type } from "./actions";
import { type Opened, open, start, stop } from "./harness";
import { violations } from "./looks";
import { savedWithUser } from "./screens/signIn";
import { box, button, choose, connecting } from "./signInActions";

beforeAll(start);
afterAll(stop);

/** Lets the page use the clipboard, and returns what it holds. */
async function clipboard({ page }: Opened): Promise<() => Promise<string>> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  return () => page.evaluate(() => navigator.clipboard.readText());
}

/** What axe finds, without a tooltip. */
async function faults({ page }: Opened): Promise<string[]> {
  await page.mouse.move(1, 1);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.locator(".tooltip").waitFor({ state: "hidden" });
  return violations(page);
}

test("each grant type has its own fields", async () => {
  const opened = await open();
  await begin(opened.page, "OAuth 2");
  const shown = async () => {
    const names = ["Redirect URL", "Authorization URL", "Device Authorization URL"];
    const boxes = await Promise.all(names.map((name) => box(opened, name).count()));
    return [...names.filter((_, index) => boxes[index] === 1), ...((await opened.page.getByLabel("Code Challenge Method").count()) === 1 ? ["challenge"] : [])];
  };
  const secret = box(opened, "Client Secret");
  expect([await shown(), await secret.getAttribute("aria-required")]).toEqual([[], "true"]);
  await choose(opened, "authorization_code");
  expect([await shown(), await secret.getAttribute("aria-required")]).toEqual([["Redirect URL", "Authorization URL"], null]);
  await choose(opened, "authorization_code_pkce");
  expect(await shown()).toEqual(["Redirect URL", "Authorization URL", "challenge"]);
  await choose(opened, "device_code");
  expect(await shown()).toEqual(["Device Authorization URL"]);
  await opened.page.getByRole("button", { name: /^Advanced/u }).click();
  expect(await box(opened, "Redirect port").count()).toBe(0);
  await choose(opened, "authorization_code");
  expect(await shown()).toEqual(["Redirect URL", "Authorization URL", "Device Authorization URL"]);
  expect(await button(opened, "Add authorization parameter").count()).toBe(1);
  expect(await faults(opened)).toEqual([]);
});

test("changing the grant type back and forth keeps what was typed, and says what a save would drop", async () => {
  const opened = await open();
  await begin(opened.page, "OAuth 2");
  await choose(opened, "authorization_code_pkce");
  await type(opened.page, "Authorization URL", "https://login.example.com/authorize");
  await opened.page.getByLabel("Code Challenge Method").selectOption("plain");
  const note = opened.page.locator("#grant_type-note");
  expect(await note.count()).toBe(0);
  await choose(opened, "client_credentials");
  await expect.poll(() => note.innerText()).toBe("Staging: this grant type doesn’t use Authorization URL and Code Challenge Method. SAVE clears them.");
  expect(await opened.page.getByLabel("Grant Type").getAttribute("aria-describedby")).toContain("grant_type-note");
  await choose(opened, "authorization_code");
  await expect.poll(() => note.innerText()).toBe("Staging: this grant type doesn’t use Code Challenge Method. SAVE clears it.");
  await choose(opened, "authorization_code_pkce");
  await expect.poll(() => note.count()).toBe(0);
  expect(await box(opened, "Authorization URL").inputValue()).toBe("https://login.example.com/authorize");
  expect(await opened.page.getByLabel("Code Challenge Method").inputValue()).toBe("plain");
});

test("another grant type ends CONNECTED, and changing it back restores it", async () => {
  const opened = await open();
  await begin(opened.page, "OAuth 2");
  await fillOAuth(opened.page);
  await button(opened, "CONNECT").click();
  await button(opened, "CONNECTED").waitFor();
  await choose(opened, "device_code");
  await button(opened, "CONNECT").waitFor();
  await choose(opened, "client_credentials");
  await expect.poll(() => button(opened, "CONNECTED").count()).toBe(1);
});

test("the Redirect URL is locked, follows its parts, and is copied as it is registered", async () => {
  const opened = await open();
  const copied = await clipboard(opened);
  await begin(opened.page, "OAuth 2");
  await choose(opened, "authorization_code_pkce");
  const url = box(opened, "Redirect URL");
  expect([await url.inputValue(), await url.getAttribute("readonly")]).toEqual(["http://127.0.0.1:{free port}/callback", ""]);
  await button(opened, "Copy Redirect URL").click();
  await expect.poll(copied).toBe("http://127.0.0.1/callback");
  await opened.page.getByRole("button", { name: /^Advanced/u }).click();
  await type(opened.page, "Redirect port", "8400");
  await opened.page.getByLabel("Redirect host").selectOption("::1");
  expect(await url.inputValue()).toBe("http://[::1]:8400/callback");
  await button(opened, "Copy Redirect URL").click();
  await expect.poll(copied).toBe("http://[::1]:8400/callback");
  await type(opened.page, "Redirect port", "70000");
  await opened.page.getByText("Enter a port between 1 and 65535").waitFor();
});

test("consent to cleartext can be given for the Authorization URL alone", async () => {
  const opened = await open();
  await begin(opened.page, "OAuth 2");
  await choose(opened, "authorization_code");
  await fillOAuth(opened.page);
  await type(opened.page, "Authorization URL", "http://login.example.com/authorize");
  const consent = opened.page.getByRole("checkbox", { name: "I accept that the authorization code and the user’s sign-in are sent unencrypted" });
  await opened.page.getByText("With http://, the authorization code and the user’s sign-in are sent unencrypted.").waitFor();
  await consent.click();
  const below = async (label: string) => ((await consent.boundingBox())?.y ?? 0) > ((await box(opened, label).boundingBox())?.y ?? 0);
  expect([await below("Authorization URL"), await below("Token URL")]).toEqual([true, false]);
  await expect.poll(() => button(opened, "CONNECT").getAttribute("aria-disabled")).toBe(null);
  expect(await consent.isChecked()).toBe(true);
});

test("without a client secret, the form says before SAVE that the method becomes None", async () => {
  const opened = await open();
  await begin(opened.page, "OAuth 2");
  await choose(opened, "authorization_code_pkce");
  const note = opened.page.locator("#staging-client_authentication-note");
  await expect.poll(() => note.innerText()).toBe("Without a client secret, SAVE changes this to None (public client).");
  await type(opened.page, "Client Secret", "canary");
  await expect.poll(() => note.count()).toBe(0);
  await type(opened.page, "Client Secret", "");
  await note.waitFor();
  await choose(opened, "client_credentials");
  await expect.poll(() => note.count()).toBe(0);
  await choose(opened, "device_code");
  await opened.page.getByLabel("Client Authentication").selectOption("none");
  await opened.page.getByText("To enter a client secret, choose another method.").waitFor();
  expect(await note.count()).toBe(0);
});

test("while the browser is awaited, the pane says so, and its address is copied by keyboard", async () => {
  const opened = await connecting("authorization_code_pkce");
  const { page, show } = opened;
  const copied = await clipboard(opened);
  expect(opened.core.attempts).toEqual([{ attempt: expect.any(Number), onDevice: false }]);
  await show(waitingBrowser({ is_opened: null }));
  await page.getByText("Keyfob is opening your browser…").waitFor();
  await expect.poll(() => announced(page)).toContain("Waiting for you to sign in.");
  await expect.poll(() => focused(page)).toBe("Cancel connecting");
  await show(waitingBrowser());
  await page.getByText("Keyfob opened your browser. Sign in there to continue.").waitFor();
  expect(await page.locator(".sign-in-head").innerText()).toMatch(/4:\d\d left/u);
  await button(opened, "Copy address").focus();
  await page.keyboard.press("Enter");
  await expect.poll(copied).toMatch(/^https:\/\/login\.example\.com\/oauth2\/authorize\?/u);
  expect(await faults(opened)).toEqual([]);
  await show({ kind: "token" });
  await expect.poll(() => announced(page)).toContain("Requesting the token…");
});

test("an ignored redirect and a missing browser are said and announced, and the countdown isn't", async () => {
  const { page, show } = await connecting("authorization_code");
  await show(waitingBrowser({ is_opened: false }));
  const notOpened = "No browser could be opened. Copy the address and open it in a browser on this computer.";
  await page.locator(".sign-in").getByText(notOpened).waitFor();
  await expect.poll(() => announced(page)).toContain(notOpened);
  await show(waitingBrowser({ is_opened: false, ignored: "wrong_state" }));
  await expect.poll(() => announced(page)).toContain("Keyfob ignored a response to a different request.");
  await page.locator(".sign-in").getByText("It’s still waiting for yours.").waitFor();
  const before = await announced(page);
  await new Promise((passed) => {
    setTimeout(passed, 1_500);
  });
  expect(await announced(page)).toBe(before);
  expect(await page.locator(".sign-in [role=status], .sign-in [aria-live]").count()).toBe(0);
});

test("Cancel ends a sign-in, and CONNECT has the focus again", async () => {
  const opened = await connecting("authorization_code_pkce");
  await opened.show(waitingBrowser());
  await button(opened, "Cancel connecting").click();
  await button(opened, "CONNECT").waitFor();
  expect(opened.core.calls).toContain("cancel_connect");
  expect(await opened.page.locator(".sign-in").count()).toBe(0);
  await expect.poll(() => focused(opened.page)).toBe("CONNECT");
});

test("what another attempt waits for is not shown", async () => {
  const { page, emit } = await connecting("authorization_code_pkce");
  await emit({ kind: "sign_in", value: { attempt: 4_711, waiting: waitingBrowser() } });
  expect(await page.locator(".sign-in").count()).toBe(0);
});

test("for another device there are the code, the address and a QR code", async () => {
  const opened = await connecting("device_code");
  const { page, show } = opened;
  const copied = await clipboard(opened);
  await show(waitingDevice());
  await button(opened, "Copy code").click();
  await expect.poll(copied).toBe("WDJB-MJHT");
  await button(opened, "Copy address").click();
  await expect.poll(copied).toBe("https://login.example.com/device");
  const qr = page.getByRole("img", { name: "QR code of the address" });
  expect(await qr.getAttribute("viewBox")).toBe("0 0 37 37");
  const colour = (part: string) => qr.locator(part).evaluate((element) => getComputedStyle(element).fill);
  expect([await colour("rect"), await colour("path")]).toEqual(["rgb(255, 255, 255)", "rgb(0, 0, 0)"]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect([await colour("rect"), await colour("path")]).toEqual(["rgb(255, 255, 255)", "rgb(0, 0, 0)"]);
  expect(await faults(opened)).toEqual([]);
  await show(waitingDevice({ qr_code: null }));
  await expect.poll(() => qr.count()).toBe(0);
});

test("a code grant with a Device Authorization URL offers another device", async () => {
  const opened = await open((core) => (core.answer = () => new Promise(() => undefined)));
  await begin(opened.page, "OAuth 2");
  await choose(opened, "authorization_code_pkce");
  await type(opened.page, "Authorization URL", "https://login.example.com/oauth2/authorize");
  await fillOAuth(opened.page);
  expect(await button(opened, "On another device").count()).toBe(0);
  await opened.page.getByRole("button", { name: /^Advanced/u }).click();
  await type(opened.page, "Device Authorization URL", "https://login.example.com/oauth2/device");
  await button(opened, "On another device").click();
  await button(opened, "Cancel connecting").waitFor();
  expect(opened.core.attempts.map(({ onDevice }) => onDevice)).toEqual([true]);
});

test("a sign-in shows who signed in, as plain text, and that it isn't verified", async () => {
  const opened = await connecting("authorization_code_pkce");
  const { page, end, show } = opened;
  await show(waitingBrowser());
  const outcome = signedIn();
  if (outcome.result === "connected") outcome.signed_in = { user: { name: "<b>Ana</b>", username: null, email: "ana@example.com", subject: "1" }, has_refresh_token: false, refresh_expires_in: null };
  end(outcome);
  await button(opened, "CONNECTED").waitFor();
  expect(await page.locator(".signed-in-who").innerText()).toBe("Signed in as <b>Ana</b> (ana@example.com)\n\nAs the server says; not verified. No refresh token: sign in again when the token expires.");
  await type(page, "Name", "crm");
  await button(opened, "SAVE").click();
  await expect.poll(() => opened.core.saved.size).toBe(1);
});

test("a failed sign-in says at which stage, and what to do", async () => {
  const opened = await connecting("authorization_code_pkce");
  opened.end(deniedSignIn());
  const alert = opened.page.getByRole("alert").first();
  await alert.getByText("The sign-in was denied").waitFor();
  expect(await alert.innerText()).toContain("Sign-in");
  expect(await alert.innerText()).toContain("The user cancelled the request.");
});

test("where a sign-in is needed, the form says why, the button connects, and the list and Home say so", async () => {
  const opened = await open((core) => {
    core.signIns.set(savedWithUser(core), signInStatus({ needed: "refused" }));
    core.answer = () => signedIn();
  });
  const { page, core } = opened;
  await page.locator(".card-needed").getByText("Sign-in needed: 1").waitFor();
  await button(opened, "Authorizations").first().click();
  await page.locator(".chip-sign-in").getByText("Sign-in needed: Staging").waitFor();
  await edit(page, "billing-api");
  await page.getByText("The server no longer accepts the refresh token.").waitFor();
  expect(await faults(opened)).toEqual([]);
  await button(opened, "CONNECT").click();
  await page.locator(".signed-in-who").getByText("Ana Souza").waitFor();
  await expect.poll(() => page.locator(".signed-in-needed").count()).toBe(0);
  expect(core.attempts.length).toBe(1);
});

test("a copy that needs a sign-in says so, and opens no browser", async () => {
  const opened = await open((core) => {
    core.signIns.set(savedWithUser(core), signInStatus({ needed: "expired" }));
    core.copying = () => ({ result: "sign_in_needed", reason: "expired" });
  });
  await edit(opened.page, "billing-api");
  await button(opened, "Copy token").click();
  // Why is shown above it, and isn't said twice.
  await opened.page.getByRole("alert").getByText("Couldn’t get a token: Sign-in needed.").waitFor();
  expect(await opened.page.getByText("The refresh token has expired.").count()).toBe(1);
  expect(opened.core.calls).not.toContain("connect");
});

test("a renewal that was interrupted is told, and forgetting a token forgets who signed in, too", async () => {
  const opened = await open((core) => {
    const place = savedWithUser(core);
    core.tokens.set(place, keptToken());
    core.signIns.set(place, signInStatus({ was_interrupted: true }));
  });
  const { page } = opened;
  await edit(page, "billing-api");
  await page.getByText("Keyfob was stopped while it renewed the token.").waitFor();
  await page.getByText("Refresh token valid until").waitFor();
  await button(opened, "More token actions").click();
  const forget = page.getByRole("menuitem", { name: "Forget token" });
  expect(await forget.innerText()).toContain("The sign-in is forgotten, too.");
  await forget.click();
  await page.getByText("Token and sign-in forgotten.").waitFor();
  await page.locator(".signed-in-needed").getByText("No sign-in is kept for these settings.").waitFor();
});

test("an ID token is inspected beside the access token: it is compared with the client and the sign-in, verified, and not introspected", async () => {
  const opened = await open((core) => {
    const place = savedWithUser(core);
    core.tokens.set(place, keptToken());
    core.signIns.set(place, signInStatus());
  });
  const { page, core } = opened;
  await edit(page, "billing-api");
  await button(opened, "Inspect").click();
  await button(opened, "Introspect").waitFor();
  await page.keyboard.press("Tab");
  await page.getByRole("tab", { name: "Access token" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.getByText("The nonce matches the sign-in.").waitFor();
  await expect.poll(() => focused(page)).toBe("ID token");
  await page.getByText("The audience is this client’s ID.").waitFor();
  expect(await button(opened, "Introspect").count()).toBe(0);
  expect(await faults(opened)).toEqual([]);
  await button(opened, "Verify signature").click();
  await page.locator(".inspection-check").getByText("The signature is valid.").waitFor();
  core.idToken = { ...core.idToken, mark: "3", nonce_matches: false };
  await page.getByRole("tab", { name: "Access token" }).click();
  await button(opened, "Introspect").waitFor();
  await page.getByRole("tab", { name: "ID token" }).click();
  await page.getByText("The nonce doesn’t match the sign-in").waitFor();
});

test.each([
  { width: 1_100, height: 720 },
  { width: 800, height: 560 },
  { width: 1_600, height: 1_000 },
])("at $width × $height CONNECT, what is awaited, Cancel and SAVE are visible without scrolling", async ({ width, height }) => {
  const opened = await connecting("authorization_code_pkce");
  await opened.page.setViewportSize({ width, height });
  await opened.show(waitingBrowser());
  for (const wanted of [button(opened, "CONNECTING"), button(opened, "Cancel connecting"), button(opened, "SAVE"), button(opened, "Copy address")]) {
    const place = await wanted.boundingBox();
    expect(place !== null && place.y >= 0 && place.y + place.height <= height).toBe(true);
  }
});
