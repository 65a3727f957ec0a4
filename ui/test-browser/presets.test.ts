// *Start from a preset*: what a known server needs is shown beside what is in the form, and only what is chosen is filled in.
import { afterAll, beforeAll, expect, test } from "vitest";

import { LANGUAGES } from "../src/texts";
import { open, start, stop } from "./harness";
import { User } from "./user";

beforeAll(start);
afterAll(stop);

async function listed(): Promise<User> {
  const user = new User(await open());
  await user.begin("oauth2");
  await user.press(user.texts.presets.open);
  await user.page.getByRole("dialog", { name: user.texts.presets.title, exact: true }).waitFor();
  await user.button("Keycloak").waitFor();
  return user;
}

const value = (user: User, environment: "staging" | "production", name: string) => user.page.locator(`#preset-${environment}-${name}`);
const checkbox = (user: User, name: string | RegExp) => user.page.getByRole("checkbox", { name });
const URL_OF = (realm: string) => `https://sso.example.com/realms/${realm}/protocol/openid-connect/token`;

async function keycloak(): Promise<User> {
  const user = await listed();
  await user.press("Keycloak");
  await value(user, "staging", "server").fill("sso.example.com");
  await value(user, "staging", "realm").fill("test");
  await checkbox(user, `Token URL: ${URL_OF("test")}`).waitFor();
  return user;
}

test("the list is searched by name, in any case and without accents, and a single match opens with Enter", async () => {
  const user = await listed();
  const search = user.page.getByLabel(user.texts.presets.search);
  expect(await search.evaluate((element) => element === document.activeElement)).toBe(true);
  await search.fill("EFI");
  await user.page.getByRole("status").getByText(user.texts.presets.found(1, "1")).waitFor();
  expect(await user.button("Keycloak").count()).toBe(0);
  await user.page.keyboard.press("Enter");
  await user.page.getByRole("dialog", { name: user.texts.presets.titleOf("Efí (API Pix)") }).waitFor();
});

test("a server that can't be used says why", async () => {
  const user = await listed();
  await user.page.getByLabel(user.texts.presets.search).fill("google");
  await user.page.getByText("JWT bearer grant").waitFor();
  expect(await user.page.getByRole("status").getByText(user.texts.presets.none).count()).toBe(1);
});

test("one press fills both environments, and the form says what is left to enter until that is closed", async () => {
  const user = await keycloak();
  await user.press(user.texts.presets.copy(user.texts.environments.staging));
  await value(user, "production", "realm").fill("acme");
  await checkbox(user, `Token URL: ${URL_OF("acme")}`).waitFor();
  await user.press(user.texts.presets.fillIn);
  const guide = user.page.getByRole("region", { name: user.texts.presets.guide("Keycloak") });
  await guide.waitFor();
  await user.page.waitForFunction(() => document.activeElement?.querySelector(":scope > [role=region]") !== null);
  expect(await user.box("Token URL").inputValue()).toBe(URL_OF("test"));
  await user.tab("production");
  expect(await user.box("Token URL").inputValue()).toBe(URL_OF("acme"));
  await guide.getByText("copy the Client ID").waitFor();
  await guide.getByText("Turn on Client authentication").waitFor();
  await guide.getByRole("button", { name: user.texts.presets.sources }).click();
  await guide.getByText("https://www.keycloak.org/securing-apps/oidc-layers").waitFor();
  await guide.getByRole("button", { name: user.texts.shell.dismiss }).click();
  expect(await guide.count()).toBe(0);
  expect(await user.page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
  expect(user.core.calls).not.toContain("discover");
  expect(user.core.calls).not.toContain("connect");
});

test("an environment without values stays as it is", async () => {
  const user = await keycloak();
  await user.press(user.texts.presets.fillIn);
  await user.tab("production");
  expect(await user.box("Token URL").inputValue()).toBe("");
});

test("the Token URL is replaced unless the user keeps it, which is warned of, and nothing if the dialog is closed", async () => {
  const user = new User(await open());
  await user.begin("oauth2");
  await user.type("token_url", "https://mine.example.com/token");
  await user.press(user.texts.presets.open);
  await user.press("Spotify");
  const url = checkbox(user, "Token URL: https://accounts.spotify.com/api/token").first();
  await url.waitFor();
  expect(await url.isChecked()).toBe(true);
  const warning = user.page.getByText(user.texts.presets.otherServer("https://mine.example.com/token"));
  expect(await warning.count()).toBe(0);
  await url.uncheck();
  await warning.waitFor();
  const fillIn = user.button(user.texts.presets.fillIn);
  expect(await fillIn.getAttribute("aria-disabled")).toBe("true");
  await user.see(user.texts.presets.nothingChosen);
  await user.page.keyboard.press("Escape");
  expect(await user.box("Token URL").inputValue()).toBe("https://mine.example.com/token");
  await user.press(user.texts.presets.open);
  await user.press("Spotify");
  await url.waitFor();
  await fillIn.click();
  expect(await user.box("Token URL").inputValue()).toBe("https://accounts.spotify.com/api/token");
});

test("a preset over another leaves nothing of the other's", async () => {
  const user = new User(await open());
  await user.begin("oauth2");
  const zoom = user.texts.form.fields.grant_type_value;
  for (const [name, url] of [["Spotify", "https://accounts.spotify.com/api/token"], ["Zoom (Server-to-Server OAuth)", "https://zoom.us/oauth/token"], ["Spotify", "https://accounts.spotify.com/api/token"]] as const) {
    await user.press(user.texts.presets.open);
    await user.press(name);
    const account = user.page.locator("#preset-staging-account_id");
    if (name !== "Spotify") await account.fill("acc");
    await checkbox(user, `Token URL: ${url}`).first().waitFor();
    if (name !== "Spotify") await checkbox(user, `${zoom}: account_credentials`).first().waitFor();
    await user.page.keyboard.press("Enter");
    await user.page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await user.box("Token URL").inputValue()).toBe(url);
  }
  // Zoom's fields have opened their groups.
  expect(await user.box(zoom).inputValue()).toBe("");
  expect(await user.page.getByText("account_id").count()).toBe(0);
});

test("a preset without values to enter fills in the tab that is open, the other one on request, and Enter is enough", async () => {
  const user = new User(await open());
  await user.begin("oauth2");
  await user.tab("production");
  await user.press(user.texts.presets.open);
  await user.press("Spotify");
  const include = (environment: "staging" | "production") => checkbox(user, user.texts.presets.include(user.texts.environments[environment]));
  await include("production").waitFor();
  expect([await include("production").isChecked(), await include("staging").isChecked()]).toEqual([true, false]);
  expect(await user.page.locator(".preset-offers legend").first().innerText()).toBe(user.texts.presets.preview(user.texts.environments.production));
  await expect.poll(() => user.page.evaluate(() => document.activeElement?.textContent)).toBe(user.texts.presets.fillIn);
  await user.page.keyboard.press("Enter");
  await user.page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await user.box("Token URL").inputValue()).toBe("https://accounts.spotify.com/api/token");
  await user.tab("staging");
  expect(await user.box("Token URL").inputValue()).toBe("");
  // Now only Staging lacks something.
  await user.press(user.texts.presets.open);
  await user.press("Spotify");
  await include("production").waitFor();
  expect([await include("production").isChecked(), await include("staging").isChecked()]).toEqual([true, true]);
});

test("the page shows the tab that was filled in", async () => {
  const user = new User(await open());
  await user.begin("oauth2");
  await user.tab("production");
  await user.press(user.texts.presets.open);
  await user.press("Keycloak");
  const legends = await user.page.locator(".preset-values legend").allTextContents();
  expect(legends).toEqual((["production", "staging"] as const).map((environment) => user.texts.presets.variables(user.texts.environments[environment])));
  await value(user, "staging", "server").fill("sso.example.com");
  await value(user, "staging", "realm").fill("test");
  await checkbox(user, `Token URL: ${URL_OF("test")}`).waitFor();
  await user.press(user.texts.presets.fillIn);
  await expect.poll(() => user.box("Token URL").inputValue()).toBe(URL_OF("test"));
  expect(await user.page.getByRole("tab", { name: user.texts.environments.staging }).getAttribute("aria-selected")).toBe("true");
});

test("what to enter can be read again after it was dismissed", async () => {
  const user = new User(await open());
  await user.begin("oauth2");
  const guide = user.page.getByRole("region", { name: user.texts.presets.guide("Spotify") });
  for (const name of [user.texts.presets.fillIn, user.texts.presets.show]) {
    await user.press(user.texts.presets.open);
    await user.press("Spotify");
    await user.press(name);
    await guide.waitFor();
    await guide.getByRole("button", { name: user.texts.shell.dismiss }).click();
    await guide.waitFor({ state: "detached" });
  }
  expect(await user.box("Token URL").inputValue()).toBe("https://accounts.spotify.com/api/token");
});

test("a value that can't be used has its reason beside it, and nothing can be filled in", async () => {
  const user = await keycloak();
  await value(user, "staging", "server").fill("https://sso.example.com");
  await user.page.locator("#preset-staging-server-error").getByText("Leave out https://.").waitFor();
  const fillIn = user.button(user.texts.presets.fillIn);
  expect(await fillIn.getAttribute("aria-disabled")).toBe("true");
  await user.page.keyboard.press("Enter");
  expect(await user.page.getByRole("dialog").count()).toBe(1);
});

test("what is still empty is a problem once it was left", async () => {
  const user = await listed();
  await user.press("Keycloak");
  await value(user, "staging", "server").fill("sso.example.com");
  expect(await user.page.locator("#preset-staging-realm-error").count()).toBe(0);
  await value(user, "staging", "realm").focus();
  await user.page.keyboard.press("Shift+Tab");
  await user.page.locator("#preset-staging-realm-error").getByText("Enter a value.").waitFor();
  // Nothing is missing where nothing was begun.
  await value(user, "production", "realm").focus();
  await user.page.keyboard.press("Shift+Tab");
  expect(await user.page.locator("#preset-production-realm-error").count()).toBe(0);
});

test("the method decides what is filled in besides", async () => {
  const user = await keycloak();
  expect(await checkbox(user, user.texts.form.fields.assertion_audience).count()).toBe(0);
  await user.page.locator("#preset-method").selectOption("private_key_jwt");
  await checkbox(user, `${user.texts.form.fields.assertion_audience}: https://sso.example.com/realms/test`).waitFor();
  await user.press(user.texts.presets.fillIn);
  expect(await user.page.getByRole("combobox", { name: user.texts.form.fields.client_auth }).inputValue()).toBe("private_key_jwt");
  expect(await user.box(user.texts.form.fields.assertion_audience).inputValue()).toBe("https://sso.example.com/realms/test");
  await user.page.getByRole("region").getByText("download them").waitFor();
});

test("by keyboard alone: from the list to the filled form, and back from the values to the list", async () => {
  const user = await listed();
  await user.page.keyboard.type("keycl");
  await user.page.keyboard.press("Tab");
  await user.page.keyboard.press("Enter");
  await user.page.getByRole("dialog", { name: user.texts.presets.titleOf("Keycloak") }).waitFor();
  await user.button(user.texts.presets.other).press("Enter");
  expect(await user.page.getByLabel(user.texts.presets.search).inputValue()).toBe("keycl");
  await user.page.keyboard.press("Enter");
  await user.page.keyboard.type("sso.example.com");
  await user.page.keyboard.press("Tab");
  await user.page.keyboard.type("test");
  await user.page.keyboard.press("Enter");
  await user.page.getByRole("region", { name: user.texts.presets.guide("Keycloak") }).waitFor();
  expect(await user.box("Token URL").inputValue()).toBe(URL_OF("test"));
});

test.each(LANGUAGES)("the texts of presets are in %s", async (language) => {
  const user = new User(await open(undefined, { language }));
  await user.begin("oauth2");
  await user.press(user.texts.presets.open);
  await user.press("Microsoft Entra ID");
  const words = { en: "copy the Directory (tenant) ID", "pt-BR": "copie o Directory (tenant) ID", es: "copia el Directory (tenant) ID" };
  await user.page.getByText(words[language]).first().waitFor();
  expect(await user.page.getByText(words[language]).count()).toBe(2);
});

test("opening a dialog from an empty Token URL complains about nothing, and its end returns to the button", async () => {
  const user = new User(await open());
  await user.begin("oauth2");
  for (const name of [user.texts.presets.open, user.texts.discovery.open]) {
    await user.box("Token URL").focus();
    await user.press(name);
    await user.page.getByRole("dialog").waitFor();
    await user.page.waitForTimeout(150);
    expect(await user.page.locator("#staging-token_url-error").count()).toBe(0);
    await user.page.keyboard.press("Escape");
    await expect.poll(() => user.page.evaluate(() => document.activeElement?.textContent)).toBe(name);
    expect(await user.page.locator("#staging-token_url-error").count()).toBe(0);
  }
  await user.box("Client ID").focus();
  await user.page.locator("#staging-token_url-error").waitFor();
});
