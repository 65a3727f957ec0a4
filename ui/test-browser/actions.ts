// What a user does in several tests.
import type { Page } from "playwright-core";

import type { Backup } from "../src/bindings/Backup";
import { type Texts, en } from "../src/texts/en";
import type { FakeCore } from "./core/fake";

const field = (page: Page, label: string) => page.getByRole("textbox", { name: label, exact: true });

export const type = (page: Page, label: string, text: string) => field(page, label).fill(text);

/** Opens an empty form. */
export async function begin(page: Page, card: "API Key" | "OAuth 2", texts: Texts = en): Promise<void> {
  await page.getByRole("button", { name: texts.shell.authorizations, exact: true }).first().click();
  await page.getByRole("button", { name: texts.list.create }).click();
  await page.getByRole("radio", { name: card }).click();
  await page.getByRole("button", { name: texts.picker.confirm }).click();
  await field(page, texts.form.fields.name).waitFor();
}

/** Fills in the selected tab of an OAuth 2 form. The labels are the same in each language. */
export async function fillOAuth(page: Page, secret = "plain-secret"): Promise<void> {
  await type(page, "Token URL", "https://login.example.com/oauth2/token");
  await type(page, "Client ID", "billing-service");
  await field(page, "Client Secret").fill(secret);
}

/** Presses CONNECT and opens the details of its outcome, unless they are open: those of a success without warnings are closed. */
export async function connectWithDetails(page: Page): Promise<void> {
  await page.getByRole("button", { name: "CONNECT", exact: true }).click();
  const details = page.getByRole("button", { name: "Details" });
  await details.waitFor();
  if ((await details.getAttribute("aria-expanded")) === "false") await details.click();
}

/** Opens the form of a saved authorization. */
export async function edit(page: Page, name: string, texts: Texts = en): Promise<void> {
  await page.getByRole("button", { name: texts.shell.authorizations, exact: true }).first().click();
  await page.getByRole("button", { name: texts.list.edit(name) }).click();
  await field(page, texts.form.fields.name).waitFor();
}

/** The last announcement for screen readers. */
export const announced = (page: Page) => page.locator(".app > .visually-hidden[role=status]").innerText();

/** The focused element, by its label or text. */
export const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: active } = document;
    const label = active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement ? active.labels?.[0]?.textContent : null;
    return active?.getAttribute("aria-label") ?? label ?? active?.textContent ?? "";
  });

/** Moves the focus to another window, which blurs the field but keeps it active. */
export const switchWindows = (page: Page) =>
  page.evaluate(() => {
    document.activeElement?.dispatchEvent(new FocusEvent("blur"));
    document.activeElement?.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  });

/** Backups of three days, of which only the last one opens with the current key. */
export const BACKUPS: Backup[] = ["2026-11-24", "2026-11-22", "2026-11-20"].map((day) => ({
  path: `/home/ana/.local/share/keyfob/backups/${day}.db`,
  made_at_ms: Date.parse(`${day}T09:30:00Z`),
  size_bytes: 122_880,
  reason: "request",
  authorizations: 3,
  state: "restorable",
  key: day === "2026-11-24" ? "current" : "old_in_keyring",
}));

/** Saves authorizations before the page opens. */
export function seed(core: FakeCore, names: readonly string[], description = ""): void {
  for (const [index, name] of names.entries()) {
    const draft = core.blank(index % 3 === 2 ? "api-key" : "oauth2");
    draft.name = name;
    draft.description = description;
    const secret = { kind: "typed" as const, text: `canary-${index}` };
    if (draft.details.type === "api-key") Object.assign(draft.details.environments.production, { key: "X-Api-Key", value: secret });
    else {
      const fields = { token_url: "https://login.example.com/oauth2/token", client_id: `client-${index}`, client_secret: secret, scopes: ["invoices.read", "invoices.write"] };
      Object.assign(draft.details.environments.staging, fields);
      if (index % 2 === 0) Object.assign(draft.details.environments.production, fields);
    }
    const saved = core.save(draft);
    if (index % 2 === 0 && draft.details.type === "oauth2") saved.validated_at_ms.staging = Date.UTC(2026, 10, 23, 14, 5);
  }
}
