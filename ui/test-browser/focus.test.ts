// Where the focus goes when the focused element disappears, and announcements for screen readers.
import { afterAll, beforeAll, expect, test } from "vitest";

import { connected, refused } from "./core/answers";
import { vaultThat } from "./core/fake";
import { open, start, stop } from "./harness";
import { begin, edit, fillOAuth, focused, announced, seed, type } from "./actions";

beforeAll(start);
afterAll(stop);

test("CONNECT moves the focus to Cancel and back, and each change is announced", async () => {
  const { page } = await open((core) => {
    core.answer = () => new Promise(() => undefined);
  });
  await begin(page, "OAuth 2");
  await fillOAuth(page);
  await page.getByRole("button", { name: "CONNECT", exact: true }).focus();
  await page.keyboard.down("Enter");
  await expect.poll(() => focused(page)).toBe("Cancel connecting");
  for (let repeats = 0; repeats < 3; repeats += 1) await page.keyboard.down("Enter");
  await page.keyboard.up("Enter");
  await expect.poll(() => announced(page)).toBe("Connecting to Staging…");
  await page.keyboard.press("Enter");
  await expect.poll(() => focused(page)).toBe("CONNECT");
  await expect.poll(() => announced(page)).toBe("CONNECT was cancelled.");
});

test("success and failure are announced while the other tab is selected", async () => {
  let answer: (outcome: ReturnType<typeof connected>) => void = () => undefined;
  const { page } = await open((core) => {
    core.answer = () =>
      new Promise((answered) => {
        answer = answered;
      });
  });
  await begin(page, "OAuth 2");
  await fillOAuth(page);
  for (const [outcome, words] of [[connected([]), "Staging is connected."], [refused("no"), "CONNECT failed in Staging."]] as const) {
    await page.getByRole("tab", { name: /^Staging/u }).click();
    await page.getByRole("button", { name: /^CONNECT/u }).click();
    await page.getByRole("button", { name: "Cancel connecting" }).waitFor();
    await page.getByRole("tab", { name: /^Production/u }).click();
    answer(outcome);
    await expect.poll(() => announced(page)).toBe(words);
  }
});

test("a failure is shown only while the data is the same, and ends CONNECTED", async () => {
  const { page, core } = await open((fake) => seed(fake, ["billing-api"]));
  core.answer = () => refused("no");
  await edit(page, "billing-api");
  await page.getByRole("button", { name: "CONNECTED" }).click();
  const panel = page.getByRole("region", { name: "CONNECT failed" });
  await panel.waitFor();
  await page.getByRole("button", { name: "CONNECT", exact: true }).waitFor();
  await type(page, "Client ID", "other");
  await panel.waitFor({ state: "detached" });
  await type(page, "Client ID", "client-0");
  await panel.waitFor();
  expect(await page.getByRole("button", { name: "CONNECTED" }).count()).toBe(0);
});

test("added and refused scopes, and a secret that can't be shown, are announced", async () => {
  const { page, core } = await open((fake) => seed(fake, ["billing-api"]));
  await edit(page, "billing-api");
  const scopes = page.getByRole("textbox", { name: "Scopes" });
  await scopes.pressSequentially("one,");
  await expect.poll(() => announced(page)).toBe("1 scope added");
  await scopes.pressSequentially("one,");
  await expect.poll(() => announced(page)).toBe("“one” is already in the list.");
  core.fails.set("reveal", "vault_locked");
  await page.getByRole("button", { name: "Show Client Secret" }).click();
  await expect.poll(() => announced(page)).toContain("Couldn’t show the secret.");
});

test("the focus goes to an added row, to the row that follows a removed one, and finally to the button that adds", async () => {
  const { page } = await open();
  await begin(page, "OAuth 2");
  await page.getByRole("button", { name: /^Advanced/u }).click();
  for (const [add, first, second] of [["Add resource", "Resource 1", "Resource 2"], ["Add header", "Header 1 name", "Header 2 name"]] as const) {
    await page.getByRole("button", { name: add }).click();
    await expect.poll(() => focused(page)).toBe(first);
    await page.getByRole("button", { name: add }).click();
    await expect.poll(() => focused(page)).toBe(second);
    const remove = page.getByRole("button", { name: new RegExp(`^Remove ${first.split(" ")[0]} 1`, "iu") });
    await remove.press("Enter");
    await expect.poll(() => focused(page)).toBe(first);
    await remove.press("Enter");
    await expect.poll(() => focused(page)).toBe(add);
  }
});

test("a problem of an extra parameter is tied to its name or its value", async () => {
  const { page } = await open();
  await begin(page, "OAuth 2");
  await page.getByRole("button", { name: /^Advanced/u }).click();
  await page.getByRole("button", { name: "Add header" }).click();
  await page.getByRole("textbox", { name: "Header 1 value" }).fill("x");
  const name = page.getByRole("textbox", { name: "Header 1 name" });
  expect(await name.getAttribute("aria-invalid")).toBe(null);
  await page.getByRole("button", { name: "Add query parameter" }).focus();
  await expect.poll(() => name.getAttribute("aria-invalid")).toBe("true");
  const id = (await name.getAttribute("aria-describedby")) ?? "";
  expect(await page.locator(`[id="${id}"]`).innerText()).toBe("This field is required.");
  expect(await page.getByRole("textbox", { name: "Header 1 value" }).getAttribute("aria-invalid")).toBe(null);
});

test("removing all scopes and undoing a secret move the focus to their fields", async () => {
  const { page } = await open((core) => seed(core, ["billing-api"]));
  await edit(page, "billing-api");
  await page.getByRole("button", { name: "Remove all scopes" }).press("Enter");
  await expect.poll(() => focused(page)).toBe("Scopes");
  await type(page, "Client Secret", "new");
  await page.getByRole("button", { name: "Undo the change to Client Secret" }).press("Enter");
  await expect.poll(() => focused(page)).toMatch(/^Client Secret/u);
});

test("after DELETE the focus goes to the next row, and finally to the heading; after Clear filter it goes to the filter", async () => {
  const { page } = await open((core) => seed(core, ["a", "b"]));
  await page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
  for (const [name, next] of [["a", /^b/u], ["b", /^Authorizations$/u]] as const) {
    await page.getByRole("button", { name: `Delete ${name}` }).press("Enter");
    await page.getByRole("button", { name: "Delete", exact: true }).press("Enter");
    await expect.poll(() => focused(page)).toMatch(next);
  }
  await type(page, "Name, Description", "nothing like it");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Clear filter" }).press("Enter");
  await page.getByText("No authorizations yet").waitFor();
  expect(await focused(page)).toBe("Name, Description");
});

test("the tooltip of a row follows the focus, and shows a long text in full", async () => {
  const text = `${"long words ".repeat(88)}end`;
  const { page } = await open((core) => seed(core, Array.from({ length: 25 }, (_, row) => `row ${String(row).padStart(2, "0")} ${text}`), text), { width: 800, height: 560 });
  await page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
  await page.mouse.move(500, 300);
  await page.getByRole("row", { name: /^row 00/u }).focus();
  for (let row = 1; row < 25; row += 1) await page.keyboard.press("ArrowDown");
  await page.waitForTimeout(200);
  const tip = page.getByRole("tooltip");
  await expect.poll(() => tip.innerText()).toMatch(/^row 24/u);
  const cut = await tip.evaluate((shown) => {
    const { top, bottom } = shown.getBoundingClientRect();
    return [top >= 0, bottom <= innerHeight, shown.scrollHeight <= shown.clientHeight];
  });
  expect(cut).toEqual([true, true, true]);
});

test("after Lock now the passphrase is focused, and after unlocking the user is where they were", async () => {
  const { page, core } = await open((fake) => {
    fake.vault = vaultThat({ home: "passphrase" });
  });
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Lock now" }).press("Enter");
  await expect.poll(() => focused(page)).toBe("Passphrase");
  await page.keyboard.type(core.passphrase);
  await page.keyboard.press("Enter");
  await expect.poll(() => focused(page)).toBe("Lock now");
});

test("after a passphrase is created, the user is where they were", async () => {
  const { page } = await open((core) => {
    core.vault = vaultThat({ home: null, state: "needed", keyring: "no_service" });
  });
  await page.keyboard.press("Control+f");
  await expect.poll(() => focused(page)).toBe("Name, Description");
  await page.getByRole("button", { name: "Use a passphrase" }).press("Enter");
  for (const field of ["Passphrase", "Repeat passphrase"]) await page.getByRole("textbox", { name: field, exact: true }).fill("correct horse");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expect.poll(() => focused(page)).toBe("Name, Description");
});

test("a tooltip stays while the pointer is on it, and Escape dismisses it", async () => {
  const { page } = await open((core) => seed(core, ["billing-api"]));
  await page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
  const tip = page.getByRole("tooltip");
  const chip = page.locator(".chip-staging");
  await chip.hover();
  await tip.waitFor();
  const box = await tip.boundingBox();
  await page.mouse.move((box?.x ?? 0) + 10, (box?.y ?? 0) + 10, { steps: 4 });
  await page.waitForTimeout(400);
  expect(await tip.innerText()).toBe("Staging: validated");
  await page.keyboard.press("Escape");
  await tip.waitFor({ state: "hidden" });
  await chip.hover();
  await tip.waitFor();
  await page.mouse.move(900, 600);
  await tip.waitFor({ state: "hidden" });
});
