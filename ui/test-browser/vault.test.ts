// What the window offers when the key or the passphrase is lost.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { vaultThat } from "./core/fake";
import { open, start, stop } from "./harness";
import { focused, type } from "./actions";

beforeAll(start);
afterAll(stop);

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

async function setPassphrase(page: Page, label: string, confirm: string): Promise<void> {
  // The locked vault behind the dialog asks for a passphrase, too.
  for (const name of [label, "Repeat passphrase"]) await page.getByRole("dialog").getByRole("textbox", { name, exact: true }).fill("new and long enough");
  await button(page, confirm).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

test("a vault that was unlocked with its recovery key asks for a new passphrase, and disables what needs the old one", async () => {
  const { page, core } = await open((fake) => {
    fake.vault = vaultThat({ home: "passphrase", state: "locked", has_recovery_key: true });
  });
  expect(await button(page, "Forgot your passphrase?").count()).toBe(0);
  await button(page, "Use the recovery key").click();
  await type(page, "Recovery key", "K7QF");
  await page.getByRole("dialog").getByRole("button", { name: "Unlock" }).click();
  await page.getByText("You opened the vault with the recovery key. Set a new passphrase.").waitFor();
  await button(page, "Settings").click();
  for (const name of ["Change passphrase", "Move to the keyring", "Replace the key", "Make a new recovery key"]) expect(await button(page, name).isDisabled()).toBe(true);
  await button(page, "Set a new passphrase").click();
  await setPassphrase(page, "New passphrase", "Set passphrase");
  expect(core.calls).toContain("move_to_passphrase");
  for (const name of ["Change passphrase", "Move to the keyring", "Replace the key", "Make recovery key"]) expect(await button(page, name).isDisabled()).toBe(false);
  expect(await button(page, "Set a new passphrase").count()).toBe(0);
});

test("after a forgotten passphrase without a recovery key, only a new key helps", async () => {
  const { page, core } = await open((fake) => {
    fake.vault = vaultThat({ home: "passphrase", state: "locked" });
  });
  await button(page, "Forgot your passphrase?").click();
  await page.getByRole("alertdialog", { name: "Start over with a new key?" }).waitFor();
  expect(await button(page, "New key in the keyring").count()).toBe(0);
  await button(page, "New key with a passphrase").click();
  await setPassphrase(page, "Passphrase", "Make a new key");
  expect(core.calls).toContain("replace_lost_key");
  await page.getByText("The vault is locked").waitFor({ state: "detached" });
});

test("a new key is offered only if the old one can’t come back", async () => {
  for (const [keyring, offered] of [["key_lost", 1], ["timed_out", 0]] as const) {
    const { page } = await open((core) => {
      core.vault = vaultThat({ state: "key_out_of_reach", keyring });
    });
    await page.getByText("Keyfob can’t open your secrets").waitFor();
    expect(await button(page, "Start over with a new key").count()).toBe(offered);
  }
});

test("a keyring that kept its copy of the key, and damaged data, are reported", async () => {
  const { page, emit } = await open((core) => {
    core.vault = vaultThat({ home: "passphrase", keyring_holds_old_key: true });
  });
  await button(page, "Settings").click();
  await page.getByText("The keyring still holds a copy of the key").waitFor();
  await emit({ kind: "damaged" });
  expect(await page.getByRole("alert").innerText()).toContain("Close Keyfob and open it again");
});

test("the recovery key disappears only once the user confirms that it is saved", async () => {
  const { page } = await open();
  await button(page, "Settings").click();
  await button(page, "Make recovery key").click();
  const dialog = page.getByRole("dialog", { name: "Your recovery key" });
  await dialog.waitFor();
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press("Escape");
  await page.mouse.click(5, 5);
  await page.waitForTimeout(200);
  expect(await dialog.isVisible()).toBe(true);
  await button(page, "I’ve saved it").click();
  await dialog.waitFor({ state: "detached" });
});

test("a wrong passphrase or recovery key is named for what it is, under its field, which gets the focus", async () => {
  const { page, core } = await open((fake) => {
    fake.vault = vaultThat({ home: "passphrase", state: "locked", has_recovery_key: true });
    fake.fails.set("unlock_with_recovery_key", "wrong_passphrase");
  });
  const described = (label: string) =>
    page.getByRole("textbox", { name: label, exact: true }).evaluate((field) => {
      const ids = field.getAttribute("aria-describedby")?.split(" ") ?? [];
      return ids.map((id) => document.querySelector(`#${id}`)?.textContent ?? "").join(" ");
    });
  await type(page, "Passphrase", "wrong");
  await button(page, "Unlock").click();
  await page.getByText("Wrong passphrase.", { exact: true }).waitFor();
  expect(await described("Passphrase")).toContain("Wrong passphrase.");
  await button(page, "Use the recovery key").click();
  await type(page, "Recovery key", "K7QF");
  await page.getByRole("dialog").getByRole("button", { name: "Unlock" }).click();
  await page.getByText("Wrong recovery key.", { exact: true }).waitFor();
  expect([await described("Recovery key"), await focused(page)]).toEqual([expect.stringContaining("Wrong recovery key."), expect.stringMatching(/^Recovery key/u)]);
  await page.keyboard.press("Escape");
  core.vault = vaultThat({ home: "passphrase" });
  await type(page, "Passphrase", "correct horse battery");
  await button(page, "Unlock").click();
  await button(page, "Settings").click();
  await button(page, "Change passphrase").click();
  const dialog = page.getByRole("dialog");
  for (const [name, text] of [["Current passphrase", "wrong"], ["New passphrase", "new and long enough"], ["Repeat passphrase", "new and long enough"]] as const) {
    await dialog.getByRole("textbox", { name, exact: true }).fill(text);
  }
  await button(page, "Change").click();
  await dialog.getByText("Wrong passphrase.", { exact: true }).waitFor();
  expect([await described("Current passphrase"), await focused(page)]).toEqual([expect.stringContaining("Wrong passphrase."), expect.stringMatching(/^Current passphrase/u)]);
});
