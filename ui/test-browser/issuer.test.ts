// *Fill from issuer*: what a server publishes is shown beside what is in the form, and only what is chosen is filled in.
import { afterAll, beforeAll, expect, test } from "vitest";

import { ISSUER } from "./core/discovery";
import { open, start, stop } from "./harness";
import { User } from "./user";

beforeAll(start);
afterAll(stop);

async function asking(): Promise<User> {
  const user = new User(await open());
  await user.begin("oauth2");
  await user.press(user.texts.discovery.open);
  await user.page.getByRole("dialog", { name: user.texts.discovery.title }).waitFor();
  return user;
}

async function lookUp(user: User, address: string): Promise<void> {
  await user.page.getByLabel(user.texts.discovery.address).fill(address);
  await user.press(user.texts.discovery.lookUp);
}

const checkbox = (user: User, name: string | RegExp) => user.page.getByRole("checkbox", { name });

test("an issuer fills in the Token URL, the method and the scopes that are chosen", async () => {
  const user = await asking();
  await lookUp(user, ISSUER);
  await user.page.getByText(user.texts.discovery.found(ISSUER)).first().waitFor();
  expect(await checkbox(user, `Token URL: ${ISSUER}/oauth2/v2/token`).isChecked()).toBe(true);
  await user.page.getByLabel(user.texts.discovery.methods).selectOption("private_key_jwt");
  await checkbox(user, user.texts.discovery.audience).check();
  await checkbox(user, "invoices.read").check();
  await user.press(user.texts.discovery.fillIn);
  expect(await user.box("Token URL").inputValue()).toBe(`${ISSUER}/oauth2/v2/token`);
  expect(await user.page.getByRole("combobox", { name: user.texts.form.fields.client_auth }).inputValue()).toBe("private_key_jwt");
  expect(await user.box(user.texts.form.fields.assertion_audience).inputValue()).toBe(ISSUER);
  expect(await user.page.getByText("invoices.read").count()).toBe(1);
  expect(await user.page.getByText("invoices.write").count()).toBe(0);
});

test("an issuer fills in where users sign in, and offers another device without choosing it", async () => {
  const user = new User(await open());
  await user.begin("oauth2");
  await user.page.locator("#grant_type").selectOption("authorization_code_pkce");
  await user.press(user.texts.discovery.open);
  await lookUp(user, ISSUER);
  await user.button(user.texts.discovery.fillIn).waitFor();
  expect(await checkbox(user, `Authorization URL: ${ISSUER}/oauth2/v2/authorize`).isChecked()).toBe(true);
  const device = checkbox(user, `Device Authorization URL: ${ISSUER}/oauth2/v2/device`);
  expect(await device.isChecked()).toBe(false);
  await device.check();
  await user.press(user.texts.discovery.fillIn);
  expect(await user.box("Authorization URL").inputValue()).toBe(`${ISSUER}/oauth2/v2/authorize`);
  expect(await user.box("Device Authorization URL").inputValue()).toBe(`${ISSUER}/oauth2/v2/device`);
});

test("Enter in a choice fills in what is chosen, and doesn't look up again", async () => {
  const user = await asking();
  await lookUp(user, ISSUER);
  await user.button(user.texts.discovery.fillIn).waitFor();
  const calls = () => user.core.calls.filter((name) => name === "discover").length;
  expect(calls()).toBe(1);
  await checkbox(user, `Token URL: ${ISSUER}/oauth2/v2/token`).press("Enter");
  await user.page.getByRole("dialog").waitFor({ state: "detached" });
  expect(calls()).toBe(1);
  expect(await user.box(user.texts.form.fields.token_url).inputValue()).toBe(`${ISSUER}/oauth2/v2/token`);
});

test("nothing is filled in before the user says so, and nothing if the dialog is closed", async () => {
  const user = await asking();
  await lookUp(user, ISSUER);
  await user.button(user.texts.discovery.fillIn).waitFor();
  await user.page.keyboard.press("Escape");
  expect(await user.box("Token URL").inputValue()).toBe("");
  expect(user.core.calls.filter((call) => call === "discover")).toHaveLength(1);
});

test("an answer is about the address that was asked, and a Token URL in the form is replaced only if that is chosen", async () => {
  const user = await asking();
  await lookUp(user, ISSUER);
  await user.button(user.texts.discovery.fillIn).waitFor();
  await user.page.getByLabel(user.texts.discovery.address).fill("https://other.example.com");
  expect(await user.button(user.texts.discovery.fillIn).count()).toBe(0);
  await user.page.keyboard.press("Escape");
  await user.box("Token URL").fill("https://mine.example.com/token");
  await user.press(user.texts.discovery.open);
  await lookUp(user, ISSUER);
  expect(await checkbox(user, `Token URL: ${ISSUER}/oauth2/v2/token`).isChecked()).toBe(false);
});

test("a failure says why and what to try, and lists what was asked", async () => {
  const user = await asking();
  await lookUp(user, "nothing");
  await user.page.locator("#issuer-error").getByText("This isn’t an absolute URL").waitFor();
  await lookUp(user, "https://other.example.com");
  await user.page.getByRole("alert").getByText("No metadata was found at this address.").waitFor();
  await user.pressStart(user.texts.discovery.asked);
  await user.page.getByText("an HTML page (status 200)").waitFor();
  await lookUp(user, `${ISSUER}/`);
  await user.page.getByRole("alert").getByText("They differ only by the slash at the end.").waitFor();
  await lookUp(user, "http://internal.example");
  await user.page.getByRole("alert").getByText("anyone in between could replace the addresses").waitFor();
  await checkbox(user, user.texts.discovery.acceptCleartext).check();
  await user.press(user.texts.discovery.lookUp);
  await user.page.getByRole("alert").getByText("No metadata was found at this address.").waitFor();
  expect(await user.button(user.texts.discovery.fillIn).count()).toBe(0);
});
