// The form of an authorization, from creating it to deleting it.
import { afterAll, beforeAll, expect, test } from "vitest";

import { connected, refused } from "./core/answers";
import { open, start, stop } from "./harness";
import { begin, edit, fillOAuth, focused, seed, type } from "./actions";

beforeAll(start);
afterAll(stop);

test("an authorization is registered, connected, saved, found, revealed and deleted", async () => {
  const { page, core, complaints } = await open();
  await begin(page, "OAuth 2");
  await type(page, "Name", "billing-api");
  await fillOAuth(page);
  await page.getByRole("textbox", { name: "Scopes" }).pressSequentially("read,write ");
  await page.getByRole("button", { name: "Remove write" }).waitFor();
  await page.getByRole("button", { name: "CONNECT", exact: true }).click();
  await page.getByRole("button", { name: "CONNECTED" }).waitFor();
  await page.getByText("2 of 2 scopes").waitFor();
  await page.getByRole("button", { name: "SAVE" }).click();
  await page.getByText("Authorization saved", { exact: true }).waitFor();
  await page.getByRole("button", { name: "CANCEL" }).click();
  await page.getByRole("row", { name: /billing-api.*Staging ?: validated/u }).dblclick();
  const secret = page.getByRole("textbox", { name: "Client Secret" });
  expect(await secret.inputValue()).toBe("");
  await page.getByRole("button", { name: "Show Client Secret" }).click();
  await page.getByRole("button", { name: "Hide Client Secret" }).waitFor();
  expect(await secret.inputValue()).toBe("plain-secret");
  await page.evaluate(() => window.dispatchEvent(new Event("blur")));
  await page.getByRole("button", { name: "Show Client Secret" }).waitFor();
  expect(await secret.inputValue()).toBe("");
  await page.getByRole("button", { name: "CANCEL" }).click();
  await page.getByRole("button", { name: "Delete billing-api" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("No authorizations yet").waitFor();
  expect(core.saved.size).toBe(0);
  expect(complaints).toEqual([]);
});

test("CONNECTED ends with a change and returns when it is undone by hand", async () => {
  const { page } = await open((core) => seed(core, ["billing-api"]));
  await page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
  await page.getByRole("button", { name: "Edit billing-api" }).click();
  await page.getByRole("button", { name: "CONNECTED" }).waitFor();
  for (const [label, text] of [["Client ID", "client-0"], ["Client Secret", "canary-0"]] as const) {
    await type(page, label, "another");
    await page.getByRole("button", { name: "CONNECT", exact: true }).waitFor();
    await type(page, label, text);
    await page.getByRole("button", { name: "CONNECTED" }).waitFor();
    expect(await page.getByRole("button", { name: "SAVE" }).isDisabled()).toBe(true);
  }
});

test("an alternative is tried without changing the form, and kept if the user says so", async () => {
  const { page } = await open((core) => {
    const works = core.answer;
    core.answer = (draft, environment) => {
      const fields = draft.details.environments[environment];
      const inBody = "token_url" in fields && fields.client_authentication === "client_secret_post";
      return inBody ? works(draft, environment) : refused("Client authentication failed.");
    };
  });
  await begin(page, "OAuth 2");
  await fillOAuth(page);
  await page.getByRole("button", { name: "CONNECT", exact: true }).click();
  await page.getByRole("alert").getByText("invalid_client").waitFor();
  await page.getByRole("button", { name: "Try the request body" }).click();
  const select = page.getByRole("combobox", { name: "Client Authentication" });
  await page.getByRole("button", { name: "Keep this setting" }).waitFor();
  expect(await select.inputValue()).toBe("client_secret_basic");
  await page.getByRole("button", { name: "Keep this setting" }).click();
  expect(await select.inputValue()).toBe("client_secret_post");
  await page.getByRole("button", { name: "CONNECTED" }).waitFor();
});

test("saving a stale copy compares both versions and keeps the chosen one", async () => {
  const { page, core, emit } = await open((core) => seed(core, ["billing-api"]));
  await page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
  await page.getByRole("button", { name: "Edit billing-api" }).click();
  await type(page, "Description", "mine");
  const [saved] = [...core.saved.values()];
  if (saved === undefined) throw new Error("it was seeded");
  core.save({ ...saved.authorization.draft, description: "theirs" });
  await emit({ kind: "changed" });
  await page.getByText("Another program changed this authorization").waitFor();
  await page.getByRole("button", { name: "SAVE" }).click();
  await page.getByRole("dialog", { name: "Changed by another program" }).getByRole("cell", { name: "theirs" }).waitFor();
  await page.getByRole("button", { name: "Keep mine" }).click();
  await page.getByText("Authorization saved", { exact: true }).waitFor();
  expect([...core.saved.values()][0]?.authorization.draft.description).toBe("mine");
});

test("a running CONNECT can be cancelled, and the window asks before unsaved changes are lost", async () => {
  const { page, core, emit } = await open((core) => {
    core.answer = () => new Promise(() => undefined);
  });
  await begin(page, "OAuth 2");
  await fillOAuth(page);
  await page.getByRole("button", { name: "CONNECT", exact: true }).click();
  await page.getByRole("button", { name: "Cancel connecting" }).click();
  await page.getByRole("button", { name: "CONNECT", exact: true }).waitFor();
  expect(core.unsaved).toBe(true);
  await emit({ kind: "close_requested" });
  await page.getByRole("button", { name: "Keep editing" }).click();
  expect(core.closed).toBe(false);
  await page.getByRole("textbox", { name: "Client ID" }).press("Escape");
  await page.getByRole("alertdialog", { name: "Leave without saving?" }).waitFor();
  await page.getByRole("button", { name: "Leave" }).click();
  await page.getByRole("button", { name: "+ AUTHORIZATIONS" }).waitFor();
});

test("Keep mine keeps the other program's changes to other fields, and only fields that both changed are compared", async () => {
  const { page, core, emit } = await open((fake) => seed(fake, ["billing-api"]));
  await page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
  await page.getByRole("button", { name: "Edit billing-api" }).click();
  await type(page, "Description", "mine");
  const [saved] = [...core.saved.values()];
  if (saved === undefined) throw new Error("it was seeded");
  core.save({ ...saved.authorization.draft, name: "renamed", description: "theirs" });
  await emit({ kind: "changed" });
  await page.getByRole("button", { name: "Compare…" }).click();
  const dialog = page.getByRole("dialog", { name: "Changed by another program" });
  await dialog.getByRole("cell", { name: "theirs" }).waitFor();
  expect([await dialog.getByRole("row").count(), await dialog.getByText("1 other change in the saved version").count()]).toEqual([2, 1]);
  await page.getByRole("button", { name: "Keep mine" }).click();
  await page.getByText("Authorization saved", { exact: true }).waitFor();
  expect([...core.saved.values()][0]?.authorization.draft).toMatchObject({ name: "renamed", description: "mine" });
});

test("an authorization that was deleted elsewhere is saved as new once its secrets are typed again", async () => {
  const { page, core, emit } = await open((fake) => seed(fake, ["billing-api"]));
  await page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
  await page.getByRole("button", { name: "Edit billing-api" }).click();
  await type(page, "Description", "mine");
  core.saved.clear();
  await page.getByRole("button", { name: "CONNECTED" }).waitFor();
  await emit({ kind: "changed" });
  await page.getByText("Another program deleted this authorization.").waitFor();
  // At once, nothing says any more that something is stored or validated.
  await page.getByRole("heading", { name: /Create authorization/u }).waitFor();
  expect(await page.getByRole("button", { name: "CONNECTED" }).count()).toBe(0);
  expect(await page.getByRole("tab", { name: /validated/u }).count()).toBe(0);
  expect(await page.getByRole("textbox", { name: "Client Secret" }).getAttribute("placeholder")).toBe("");
  await page.getByRole("button", { name: "Save as new" }).click();
  expect(await page.getByRole("textbox", { name: "Client Secret" }).getAttribute("aria-invalid")).toBe("true");
  await expect.poll(() => focused(page)).toMatch(/^Client Secret/u);
  await type(page, "Client Secret", "again");
  await page.getByRole("tab", { name: /^Production/u }).click();
  await type(page, "Client Secret", "again");
  await page.getByRole("button", { name: "SAVE", exact: true }).click();
  await page.getByText("Authorization saved", { exact: true }).waitFor();
  expect([...core.saved.values()][0]?.authorization.draft).toMatchObject({ name: "billing-api", description: "mine", revision: 1 });
});

test("a CONNECT of a saved form goes on when the form is left, and its result is told", async () => {
  let answer: (outcome: ReturnType<typeof connected>) => void = () => undefined;
  const { page, core } = await open((fake) => {
    seed(fake, ["billing-api"]);
    fake.answer = () =>
      new Promise((answered) => {
        answer = answered;
      });
  });
  await edit(page, "billing-api");
  await page.getByRole("button", { name: "CONNECTED" }).click();
  await page.getByRole("button", { name: "Cancel connecting" }).waitFor();
  await page.getByRole("button", { name: "CANCEL", exact: true }).click();
  await page.getByRole("row", { name: /^billing-api/u }).waitFor();
  const asked = core.calls.filter((call) => call === "list").length;
  answer(connected([]));
  await page.getByText("“billing-api” is connected in Staging.").waitFor();
  await expect.poll(() => core.calls.filter((call) => call === "list").length).toBeGreaterThan(asked);
  expect(core.calls).not.toContain("cancel_connect");
});

test("consent to plain http is no change once the URL doesn't need it", async () => {
  const { page } = await open((core) => seed(core, ["billing-api"]));
  await edit(page, "billing-api");
  await type(page, "Token URL", "http://internal.example/token");
  await page.getByRole("checkbox", { name: /unencrypted/u }).check();
  await type(page, "Token URL", "https://login.example.com/oauth2/token");
  await page.getByRole("button", { name: "CONNECTED" }).waitFor();
  await page.getByText("Nothing to save.").waitFor();
  expect(await page.getByRole("checkbox", { name: /unencrypted/u }).count()).toBe(0);
});

test("a name that was taken in the meantime is reported at its field, also for a new authorization", async () => {
  const { page, core, emit } = await open();
  await page.getByRole("button", { name: "Create authorization" }).click();
  await page.getByRole("radio", { name: "API Key" }).dblclick();
  await type(page, "Name", "maps");
  await type(page, "Key", "X-Key");
  await type(page, "Value", "v");
  await page.getByText("Unsaved changes.").waitFor();
  core.save({ ...core.blank("api-key"), name: "maps" });
  await emit({ kind: "changed" });
  await page.getByText("Another authorization already has this name.").waitFor();
  expect(await page.getByRole("textbox", { name: "Name", exact: true }).getAttribute("aria-invalid")).toBe("true");
});

test("a message that appears on blur does not move the button that is being pressed", async () => {
  const { page } = await open();
  await begin(page, "OAuth 2");
  await page.getByRole("button", { name: /^Advanced/u }).click();
  await page.getByRole("button", { name: "Add resource" }).click();
  const add = await page.getByRole("button", { name: "Add resource" }).boundingBox();
  if (add === null) throw new Error("it is shown");
  await page.mouse.move(add.x + add.width / 2, add.y + add.height / 2);
  await page.mouse.down();
  await page.waitForTimeout(150);
  expect(await page.locator("#staging-resource-0-error").count()).toBe(0);
  await page.mouse.up();
  await page.locator("#staging-resource-0-error").waitFor();
  await page.getByRole("textbox", { name: "Resource 2" }).waitFor();
});
