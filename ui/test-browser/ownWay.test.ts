// Servers that go their own way: the group of fields, and what a failed CONNECT suggests.
import { afterAll, beforeAll, expect, test } from "vitest";

import type { Remedy } from "../src/bindings/Remedy";
import { LANGUAGES } from "../src/texts";
import { en } from "../src/texts/en";
import { isOAuth } from "../src/form/fields";
import { refused } from "./core/answers";
import { begin, edit, fillOAuth, focused, seed, type } from "./actions";
import { type Opened, open, start, stop } from "./harness";
import { User } from "./user";

beforeAll(start);
afterAll(stop);

const { fields, ownWay } = en.form;
const CHOICES = [
  { member: "/data/token", characters: 843 },
  { member: "/data/id", characters: 36 },
];

/** Opens a form whose CONNECT fails with these suggestions, and presses it. */
async function failing(remedies: Remedy[], size?: { width: number; height: number }): Promise<Opened> {
  const opened = await open((fake) => {
    fake.answer = () => refused("no", { alternatives: [], remedies, server_message: null });
  }, size);
  await begin(opened.page, "OAuth 2");
  await fillOAuth(opened.page);
  await opened.page.getByRole("button", { name: "CONNECT", exact: true }).click();
  await opened.page.getByRole("region", { name: "CONNECT failed" }).waitFor();
  return opened;
}

const calls = ({ core }: Opened) => core.calls.filter((call) => call === "connect").length;

test("the group is closed until something in it differs, and then open with the form", async () => {
  const { page } = await open((core) => {
    seed(core, ["billing-api", "crm-sync"]);
    for (const { authorization } of core.saved.values()) {
      const { details, name } = authorization.draft;
      if (details.type === "oauth2" && name === "crm-sync") details.environments.staging.token_member = "/data/token";
    }
  });
  await edit(page, "billing-api");
  const group = page.getByRole("button", { name: ownWay.title });
  expect(await group.count()).toBe(0);
  await page.getByRole("button", { name: en.form.advanced }).click();
  expect(await group.getAttribute("aria-expanded")).toBe("false");
  await page.getByRole("button", { name: "CANCEL" }).click();
  await edit(page, "crm-sync");
  expect(await group.getAttribute("aria-expanded")).toBe("true");
  expect(await page.getByRole("textbox", { name: fields.token_member }).inputValue()).toBe("/data/token");
});

test("a field that has no effect isn't shown, and the danger of a GET is said beside it", async () => {
  const { page } = await open();
  await begin(page, "OAuth 2");
  await page.getByRole("button", { name: en.form.advanced }).click();
  await page.getByRole("button", { name: ownWay.title }).click();
  const contentType = page.getByRole("textbox", { name: fields.content_type });
  const inBody = page.getByRole("checkbox", { name: fields.client_id_in_body });
  await contentType.waitFor();
  await inBody.waitFor();
  const format = page.getByRole("combobox", { name: fields.request_format });
  await format.selectOption("get");
  await contentType.waitFor({ state: "detached" });
  const described = await format.getAttribute("aria-describedby");
  expect(await page.locator(`#${described ?? "none"}`).innerText()).toBe(ownWay.requestFormatHint.get);
  await page.getByRole("combobox", { name: fields.client_auth }).selectOption("client_secret_post");
  await inBody.waitFor({ state: "detached" });
  await page.getByText(en.problems.secretInUrl).waitFor();
  await expect.poll(() => format.getAttribute("aria-describedby")).toBe("staging-request_format-note");
  await format.selectOption("json");
  await page.getByText("application/json").waitFor();
  expect(await page.getByText(en.problems.secretInUrl).count()).toBe(0);
});

const SETTINGS: [Remedy, string, string, object][] = [
  [{ kind: "request_format", format: "json" }, en.connect.remedies.request_format.json, fields.request_format, { request_format: "json" }],
  [{ kind: "request_format", format: "get" }, en.connect.remedies.request_format.get, fields.request_format, { request_format: "get" }],
  [{ kind: "scope_separator", separator: "comma" }, en.connect.remedies.scope_separator.comma, fields.scope_separator, { scope_separator: "comma" }],
  [{ kind: "client_id_in_body" }, en.connect.remedies.client_id_in_body, fields.client_id_in_body, { client_id_in_body: true }],
  [{ kind: "grant_type_value" }, en.connect.remedies.grant_type_value, fields.grant_type_value, { grant_type_value: "" }],
  [{ kind: "content_type" }, en.connect.remedies.content_type, fields.content_type, { content_type: "" }],
];

test.each(SETTINGS)("%j sets or opens its field, which takes the focus, and sends nothing", async (remedy, button, label, expected) => {
  const opened = await failing([remedy]);
  const { page, core } = opened;
  await page.getByRole("button", { name: button }).click();
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe(`staging-${remedy.kind}`);
  await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLInputElement).labels?.[0]?.textContent)).toContain(label);
  expect(calls(opened)).toBe(1);
  await type(page, "Name", "billing-api");
  await page.getByRole("button", { name: "SAVE" }).click();
  await page.getByText("Authorization saved", { exact: true }).waitFor();
  const [saved] = [...core.saved.values()];
  expect(saved?.authorization.draft.details.environments.staging).toMatchObject(expected);
});

test("a field can be opened a second time after the user closed its group", async () => {
  const { page } = await failing([{ kind: "grant_type_value" }]);
  const button = page.getByRole("button", { name: en.connect.remedies.grant_type_value });
  await button.click();
  await expect.poll(() => focused(page)).toContain(fields.grant_type_value);
  await page.getByRole("button", { name: ownWay.title }).click();
  await page.getByRole("button", { name: en.form.advanced }).click();
  await button.click();
  await expect.poll(() => focused(page)).toContain(fields.grant_type_value);
});

test("the token is chosen by name and length with the keyboard alone", async () => {
  const opened = await failing([{ kind: "token_member", choices: CHOICES }]);
  const { page } = opened;
  await page.getByRole("button", { name: en.connect.remedies.token_member }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: en.connect.remedies.token.title });
  await dialog.waitFor();
  expect(await dialog.getByRole("radio").count()).toBe(2);
  await dialog.getByText("string, 843 characters").waitFor();
  const [first, second] = [dialog.getByRole("radio", { name: "/data/token" }), dialog.getByRole("radio", { name: "/data/id" })];
  expect(await first.isChecked()).toBe(true);
  await first.focus();
  await page.keyboard.press("ArrowDown");
  expect(await second.isChecked()).toBe(true);
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await expect.poll(() => focused(page)).toContain(fields.token_member);
  expect(await page.getByRole("textbox", { name: fields.token_member }).inputValue()).toBe("/data/id");
  expect(calls(opened)).toBe(1);
});

test("Escape closes the choice and changes nothing", async () => {
  const { page } = await failing([{ kind: "token_member", choices: CHOICES }]);
  const button = page.getByRole("button", { name: en.connect.remedies.token_member });
  await button.click();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await page.getByRole("region", { name: "CONNECT failed" }).count()).toBe(1);
  await expect.poll(() => focused(page)).toBe(en.connect.remedies.token_member);
});

test("a suggestion goes to the environment that failed", async () => {
  const { page, core } = await failing([{ kind: "request_format", format: "json" }], { width: 1_600, height: 1_000 });
  await page.getByRole("tab", { name: /^Production/u }).click();
  expect(await page.getByRole("button", { name: en.connect.remedies.request_format.json }).count()).toBe(0);
  await page.getByRole("tab", { name: /^Staging/u }).click();
  await page.getByRole("button", { name: en.connect.remedies.request_format.json }).click();
  let asked: unknown[] = [];
  core.answer = (draft) => {
    const { staging, production } = draft.details.environments;
    asked = [staging, production].map((environment) => (isOAuth(environment) ? environment.request_format : null));
    return refused("no");
  };
  await page.getByRole("button", { name: "CONNECT", exact: true }).click();
  await expect.poll(() => asked).toEqual(["json", "form"]);
});

test.each(LANGUAGES)("every suggestion has its words (%s)", async (language) => {
  const remedies: Remedy[] = [...SETTINGS.map(([remedy]) => remedy).filter((remedy) => remedy.kind !== "request_format"), { kind: "request_format", format: "form" }, { kind: "token_member", choices: CHOICES }];
  const opened = await open(
    (fake) => {
      fake.answer = () => refused("no", { alternatives: [], remedies });
    },
    { language },
  );
  const user = new User(opened);
  await user.connect();
  const buttons = opened.page.locator(".failure .alternatives button");
  await buttons.first().waitFor();
  expect(await buttons.count()).toBe(remedies.length);
  for (const text of await buttons.allInnerTexts()) expect(text.trim()).not.toBe("");
});

test("the member that the panel calls the token is the one that is chosen at first", async () => {
  const choices = [{ member: "token_hint", characters: 40 }, { member: "jwt", characters: 843 }];
  const { page } = await open((fake) => {
    fake.answer = () => refused("no", { alternatives: [], remedies: [{ kind: "token_member", choices }], details: [{ kind: "token_elsewhere", path: "jwt" }], server_message: null });
  });
  await begin(page, "OAuth 2");
  await fillOAuth(page);
  await page.getByRole("button", { name: "CONNECT", exact: true }).click();
  await page.getByRole("button", { name: en.connect.remedies.token_member }).click();
  expect(await page.getByRole("dialog").getByRole("radio", { name: "jwt" }).isChecked()).toBe(true);
});
