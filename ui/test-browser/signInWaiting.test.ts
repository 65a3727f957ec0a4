// A waiting sign-in that ends before there is a token, and the room that what it waits for has.
import { afterAll, beforeAll, expect, test } from "vitest";

import { deniedSignIn, waitingBrowser, waitingDevice } from "./core/signIn";
import { announced, begin, edit, fillOAuth, focused, type } from "./actions";
import { type Opened, open, start, stop } from "./harness";
import { enlarge } from "./looks";
import { savedWithUser } from "./screens/signIn";
import { button, choose, connecting } from "./signInActions";

beforeAll(start);
afterAll(stop);

/** A saved form that waits for a user in the browser. */
async function waitingForm(): Promise<Opened> {
  const opened = await open((core) => {
    savedWithUser(core);
    core.answer = () => new Promise(() => undefined);
  });
  const { page, core, emit } = opened;
  await edit(page, "billing-api");
  await page.locator(".connection-actions .button").first().click();
  await button(opened, "Cancel connecting").waitFor();
  await emit({ kind: "sign_in", value: { attempt: core.attempts.at(-1)?.attempt ?? 0, waiting: waitingBrowser() } });
  await page.locator(".sign-in").waitFor();
  return opened;
}

test("leaving the form says that its sign-in was cancelled, and no announcement says that it waits", async () => {
  const opened = await waitingForm();
  const { page, core } = opened;
  await expect.poll(() => announced(page)).toContain("Waiting for you to sign in.");
  await page.keyboard.press("Escape");
  await page.locator(".toast").getByText("The sign-in for Staging was cancelled, because you left its form.").waitFor();
  expect(core.calls).toContain("cancel_connect");
  await expect.poll(() => announced(page)).not.toContain("Waiting for you to sign in.");
});

test("a denial ends what was announced", async () => {
  const { page, end, show } = await connecting("authorization_code_pkce");
  await show(waitingBrowser());
  await expect.poll(() => announced(page)).toContain("Waiting for you to sign in.");
  end(deniedSignIn());
  await page.getByRole("alert").first().getByText("The sign-in was denied").waitFor();
  await expect.poll(() => announced(page)).toBe("");
});

test("Cancel while the token is requested says what that may mean", async () => {
  const opened = await connecting("authorization_code_pkce");
  const { page, show } = opened;
  await show({ kind: "token" });
  await button(opened, "Cancel connecting").click();
  await page.locator(".toast").getByText("Sign-in cancelled. The server may have issued a token, which Keyfob doesn’t have.").waitFor();
  await button(opened, "CONNECT").waitFor();
  expect(await page.locator(".connection [aria-busy]").count()).toBe(0);
  await expect.poll(() => announced(page)).toBe("");
  await expect.poll(() => focused(page)).toBe("CONNECT");
});

/** A form of a new authorization that can connect on another device, too. */
async function withDevice(width = 1_100, height = 720): Promise<Opened> {
  const opened = await open((core) => (core.answer = () => new Promise(() => undefined)), { width, height });
  await begin(opened.page, "OAuth 2");
  await choose(opened, "authorization_code_pkce");
  await type(opened.page, "Authorization URL", "https://login.example.com/oauth2/authorize");
  await fillOAuth(opened.page);
  await opened.page.getByRole("button", { name: /^Advanced/u }).click();
  await type(opened.page, "Device Authorization URL", "https://login.example.com/oauth2/device");
  await button(opened, "On another device").waitFor();
  return opened;
}

test("Cancel returns the focus to CONNECT, also beside the button for another device", async () => {
  const opened = await withDevice();
  const { page } = opened;
  for (const name of ["CONNECT", "On another device"]) {
    await button(opened, name).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toBe("Cancel connecting");
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toBe("CONNECT");
  }
});

test("the button for another device leaves the result its room", async () => {
  const opened = await withDevice();
  const { page, core } = opened;
  core.answer = () => deniedSignIn();
  await button(opened, "CONNECT").click();
  await page.getByRole("alert").first().waitFor();
  await button(opened, "Details").click();
  const status = page.locator(".connect-status");
  await status.getByText("The sign-in was denied").waitFor();
  expect(await status.evaluate((element) => element.scrollHeight - element.clientHeight)).toBe(0);
  expect(await button(opened, "On another device").getAttribute("data-tip")).toBe("On another device");
});

/** Whether two boxes have a point in common. */
const overlap = (one: Box | null, other: Box | null): boolean =>
  one !== null && other !== null && one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;
type Box = { x: number; y: number; width: number; height: number };

test("toasts cover neither the buttons of the form nor the QR code", async () => {
  const opened = await connecting("device_code");
  const { page, show } = opened;
  await opened.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.setViewportSize({ width: 800, height: 560 });
  await show(waitingDevice());
  await button(opened, "Copy code").click();
  const toast = await page.locator(".toast").first().boundingBox();
  expect(toast !== null && toast.y >= 0).toBe(true);
  for (const what of [page.locator(".sign-in-qr"), button(opened, "Copy code"), button(opened, "Cancel connecting"), button(opened, "SAVE"), button(opened, "CANCEL")]) {
    expect(overlap(toast, await what.boundingBox())).toBe(false);
  }
});

test.each([
  { width: 800, height: 560, text: "200%" },
  { width: 1_100, height: 720, text: "200%" },
  { width: 800, height: 560, text: "100%" },
])("the QR code can be seen whole at $width × $height with text at $text", async ({ width, height, text }) => {
  const { page, show } = await connecting("device_code");
  await page.setViewportSize({ width, height });
  await enlarge(page, text);
  await show(waitingDevice());
  const qr = page.locator(".sign-in-qr");
  await qr.scrollIntoViewIfNeeded();
  const [code, panel] = await Promise.all([qr.boundingBox(), page.locator(".connection-details").boundingBox()]);
  if (code === null || panel === null) throw new Error("nothing is shown");
  expect(code.y >= panel.y - 1 && code.y + code.height <= panel.y + panel.height + 1).toBe(true);
  expect(code.x >= 0 && code.x + code.width <= width).toBe(true);
  // A phone reads it from an arm's length: at least 3 px for each module.
  expect(code.width).toBeGreaterThanOrEqual(3 * 37);
});
