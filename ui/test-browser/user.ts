// A user of the window in any of its languages: finds everything by the words that the window shows in that language.
import type { Locator, Page } from "playwright-core";

import type { AuthorizationType } from "../src/bindings/AuthorizationType";
import type { Field } from "../src/bindings/Field";
import type { Texts } from "../src/texts/en";
import type { FakeCore } from "./core/fake";
import type { Opened } from "./harness";

export class User {
  readonly page: Page;
  readonly core: FakeCore;
  readonly emit: Opened["emit"];
  readonly texts: Texts;

  constructor({ page, core, emit, texts }: Opened) {
    this.page = page;
    this.core = core;
    this.emit = emit;
    this.texts = texts;
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  press(name: string): Promise<void> {
    return this.button(name).click();
  }

  /** A button whose name starts with a text. */
  pressStart(start: string): Promise<void> {
    return this.page.getByRole("button", { name: start }).first().click();
  }

  box(label: string): Locator {
    return this.page.getByRole("textbox", { name: label, exact: true });
  }

  /** Chooses a file with this text in a file input. */
  keyFile(selector: string, text: string): Promise<void> {
    return this.page.locator(selector).setInputFiles({ name: "key.pem", mimeType: "text/plain", buffer: Buffer.from(text) });
  }

  type(field: Field, text: string): Promise<void> {
    return this.box(this.texts.form.fields[field]).fill(text);
  }

  see(text: string): Promise<void> {
    return this.page.getByText(text, { exact: true }).first().waitFor();
  }

  list(): Promise<void> {
    return this.button(this.texts.shell.authorizations).first().click();
  }

  settings(): Promise<void> {
    return this.button(this.texts.shell.settings).first().click();
  }

  /** Opens the form of a saved authorization. */
  async edit(name = "billing-api"): Promise<void> {
    await this.list();
    await this.press(this.texts.list.edit(name));
    await this.box(this.texts.form.fields.name).waitFor();
  }

  /** Opens an empty form. */
  async begin(type: AuthorizationType): Promise<void> {
    await this.list();
    await this.press(this.texts.list.create);
    await this.page.getByRole("radio", { name: this.texts.types[type] }).click();
    await this.press(this.texts.picker.confirm);
    await this.box(this.texts.form.fields.name).waitFor();
  }

  /** Fills in the selected tab of an OAuth 2 form. */
  async fill(): Promise<void> {
    await this.type("token_url", "https://login.example.com/oauth2/token");
    await this.type("client_id", "billing-service");
    await this.type("client_secret", "plain-secret");
  }

  async scopes(typed: string): Promise<void> {
    await this.page.getByRole("textbox", { name: this.texts.form.fields.scopes }).pressSequentially(typed);
  }

  /** Fills in a form and presses CONNECT. */
  async connect(): Promise<void> {
    await this.begin("oauth2");
    await this.fill();
    await this.scopes("read write admin ");
    await this.press(this.texts.connect.connect);
  }

  /** Opens the details of an outcome, unless they are open. */
  async details(): Promise<void> {
    const details = this.button(this.texts.connect.details);
    await details.waitFor();
    if ((await details.getAttribute("aria-expanded")) === "false") await details.click();
  }

  tab(environment: "staging" | "production"): Promise<void> {
    return this.page.getByRole("tab", { name: this.texts.environments[environment] }).click();
  }
}
