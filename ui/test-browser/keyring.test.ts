// A keyring that makes the user wait, and what becomes of a save that waits for it.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type FakeCore, vaultThat } from "./core/fake";
import { type Opened, open, start, stop } from "./harness";
import { edit, focused, seed, type } from "./actions";

beforeAll(start);
afterAll(stop);

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const waits = (page: Page) => page.getByText("Waiting for your keyring", { exact: true });

/** A form with a change, and a keyring that answers when the returned function is called. */
async function typed(prepare: (core: FakeCore) => void = () => undefined): Promise<Opened & { answer: () => void }> {
  let answer: () => void = () => undefined;
  const opened = await open((core) => {
    seed(core, ["billing-api"]);
    core.keyring = new Promise((resolve) => {
      answer = () => resolve(null);
    });
    prepare(core);
  });
  await edit(opened.page, "billing-api");
  await type(opened.page, "Description", "typed");
  return { ...opened, answer };
}

async function saving(prepare?: (core: FakeCore) => void): Promise<Opened & { answer: () => void }> {
  const opened = await typed(prepare);
  await button(opened.page, "SAVE").click();
  await expect.poll(() => opened.core.calls).toContain("save");
  await opened.emit({ kind: "keyring_waiting", value: true });
  await waits(opened.page).waitFor();
  return opened;
}

test("SAVE says that the user stopped waiting, whatever the vault's state turns out to be", async () => {
  const { page, emit } = await saving();
  await button(page, "Cancel").click();
  const reason = page.getByText("Not saved. Keyfob can’t get the vault key");
  await reason.waitFor();
  await emit({ kind: "keyring_waiting", value: false });
  // The status that was asked for at the start arrives, and that of another program's change.
  await emit({ kind: "vault", value: vaultThat({ state: "key_out_of_reach" }) });
  await emit({ kind: "vault", value: vaultThat({}) });
  await emit({ kind: "changed" });
  await expect.poll(() => waits(page).count()).toBe(0);
  expect(await page.getByText("You stopped waiting for the keyring.").count()).toBe(1);
});

test("the eye says that the user stopped waiting", async () => {
  const { page, emit } = await typed();
  await button(page, "Show Client Secret").click();
  await emit({ kind: "keyring_waiting", value: true });
  await button(page, "Cancel").click();
  await page.locator(".field").getByText("Couldn’t show the secret.").waitFor();
  await emit({ kind: "vault", value: vaultThat({}) });
  await emit({ kind: "keyring_waiting", value: false });
  await expect.poll(() => waits(page).count()).toBe(0);
  expect(await page.locator(".field").getByText("Couldn’t show the secret.").count()).toBe(1);
});

test("leaving while SAVE waits for the keyring cancels it, and nothing is stored", async () => {
  const { page, core } = await saving();
  await button(page, "CANCEL").click();
  await page.getByText("Keyfob is still saving your changes.").waitFor();
  await button(page, "Leave").click();
  await page.getByRole("heading", { name: "Authorizations" }).waitFor();
  expect(core.calls).toContain("cancel_keyring");
  expect([...core.saved.values()].map(({ authorization }) => authorization.draft.description)).toEqual([""]);
  expect(await page.getByText("Authorization saved").count()).toBe(0);
});

test("a save that succeeds after the user left is announced, and the list shows it", async () => {
  const { page, core, answer } = await saving();
  core.fails.set("cancel_keyring", "busy");
  await button(page, "CANCEL").click();
  await button(page, "Leave").click();
  await page.getByRole("row", { name: /billing-api/u }).waitFor();
  expect(await page.getByRole("row", { name: /typed/u }).count()).toBe(0);
  answer();
  await page.getByText("Authorization saved", { exact: true }).waitFor();
  await page.getByRole("row", { name: /typed/u }).waitFor();
});

test("the question about unsaved changes ends once they are saved", async () => {
  const { page, answer } = await saving();
  await button(page, "CANCEL").click();
  await page.getByText("Leave without saving?").waitFor();
  answer();
  await page.getByText("Authorization saved", { exact: true }).waitFor();
  expect(await page.getByText("Leave without saving?").count()).toBe(0);
  await page.getByText("Nothing to save").waitFor();
});

test("while the keyring is asked again, what it said before isn't shown, and the focus isn't lost", async () => {
  const { page, emit, core } = await open((fake) => {
    fake.vault = vaultThat({ state: "key_out_of_reach", keyring: "failed" });
  });
  await page.getByText("Keyfob can’t open your secrets").waitFor();
  core.keyring = new Promise(() => undefined);
  await button(page, "Retry").click();
  await emit({ kind: "keyring_waiting", value: true });
  await waits(page).waitFor();
  expect(await page.getByText("Keyfob can’t open your secrets").count()).toBe(0);
  await expect.poll(() => focused(page)).toBe("Welcome");
  await button(page, "Cancel").click();
  await emit({ kind: "keyring_waiting", value: false });
  await page.getByText("You stopped waiting for the keyring.").waitFor();
});
