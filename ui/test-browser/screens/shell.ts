// Home, the list, the picker, the help, and what the window says about its data.
import type { Environment } from "../../src/bindings/Environment";
import type { LostPart } from "../../src/bindings/LostPart";
import type { Recovery } from "../../src/bindings/Recovery";
import { timedOut } from "../core/answers";
import { type ScreenState, first, saved, savedMany } from "./seeds";

const RECOVERY: Recovery = { set_aside: "", recovered: 0, lost: [], all_losses_known: true, is_missing: false, is_from_copy: false, was_missing: false, newest_backup: null };

export const SHELL: readonly ScreenState[] = [
  { name: "Home", core: saved, go: ({ page, texts }) => page.getByText(texts.home.count(4, "4")).first().waitFor() },
  { name: "Home before the first authorization", go: ({ page, texts }) => page.getByText(texts.home.count(0, "0")).first().waitFor() },
  { name: "Home whose numbers can't be read", core: (core) => core.fails.set("summary", "storage"), go: (user) => user.see(user.texts.messages.errors.storage) },
  {
    name: "the list",
    core: saved,
    go: async (user) => {
      await user.list();
      await user.see(user.texts.list.range("1", "4", "4"));
    },
  },
  {
    name: "the list with several pages and the last attempts",
    core: (core) => {
      core.preferences = { ...core.preferences, last_attempt_column: true };
      savedMany(core);
      const [one, two] = [...core.saved.values()];
      const attempt = { at_ms: Date.now() - 185_000, stage: null, code: null, total_ms: 84 };
      if (one !== undefined) one.authorization.last_attempts.staging = attempt;
      if (two !== undefined) two.authorization.last_attempts.production = { ...attempt, at_ms: Date.now() - 200_000_000, stage: "network", code: "timeout" };
    },
    go: async (user) => {
      await user.list();
      await user.see(user.texts.list.range("1", "25", "60"));
    },
  },
  {
    name: "the empty list",
    go: async (user) => {
      await user.list();
      await user.see(user.texts.list.empty);
    },
  },
  {
    name: "a search without a match",
    core: saved,
    go: async (user) => {
      await user.list();
      await user.box(user.texts.list.text).fill("payroll");
      await user.press(user.texts.list.search);
      await user.see(user.texts.list.nothing);
    },
  },
  {
    name: "the list that can't be read",
    core: (core) => core.fails.set("list", "storage"),
    go: async (user) => {
      await user.list();
      await user.see(user.texts.messages.errors.storage);
    },
  },
  {
    name: "the list with an authorization that lost something",
    core: (core) => {
      const one = first(core);
      one.losses = [{ part: "secret", id: one.draft.id, name: "billing-api", environment: "staging" }];
    },
    go: (user) => user.list(),
  },
  {
    name: "the collapsed menu",
    core: (core) => {
      core.preferences = { ...core.preferences, menu_collapsed: true };
      saved(core);
    },
    go: (user) => user.list(),
  },
  {
    name: "the question before deleting",
    core: saved,
    go: async (user) => {
      await user.list();
      await user.press(user.texts.list.remove("billing-api"));
    },
  },
  {
    name: "the question before deleting a long name",
    core: saved,
    go: async (user) => {
      await user.list();
      await user.pressStart(user.texts.list.remove("A name"));
      await user.press(user.texts.list.wholeName);
    },
  },
  {
    name: "an authorization that can't be deleted",
    core: (core) => {
      first(core).draft.name = "in use";
    },
    go: async (user) => {
      await user.list();
      await user.press(user.texts.list.remove("in use"));
      await user.press(user.texts.list.removeConfirm);
      await user.see(user.texts.messages.errors.in_use);
    },
  },
  {
    name: "an authorization that another program deleted, in the list",
    core: (core) => {
      saved(core);
      core.fails.set("read", "not_found");
    },
    go: async (user) => {
      await user.list();
      await user.press(user.texts.list.edit("billing-api"));
      await user.see(user.texts.messages.errors.not_found);
    },
  },
  {
    name: "the type picker",
    go: async (user) => {
      await user.list();
      await user.press(user.texts.list.create);
    },
  },
  {
    name: "the type picker with a choice",
    go: async (user) => {
      await user.list();
      await user.press(user.texts.list.create);
      await user.page.getByRole("radio", { name: user.texts.types.oauth2 }).check();
    },
  },
  { name: "the keyboard shortcuts", go: ({ page }) => page.keyboard.press("?") },
  {
    name: "the glossary",
    go: async (user) => {
      await user.press(user.texts.home.create);
      await user.press(user.texts.picker.difference);
    },
  },
  {
    name: "a toast",
    core: saved,
    go: async (user) => {
      let answer: (outcome: ReturnType<typeof timedOut>) => void = () => undefined;
      user.core.answer = () =>
        new Promise((answered) => {
          answer = answered;
        });
      await user.edit();
      await user.press(user.texts.connect.connected);
      await user.button(user.texts.connect.cancelLabel).waitFor();
      await user.press(user.texts.form.cancel);
      await user.see(user.texts.list.range("1", "4", "4"));
      answer(timedOut());
      await user.see(user.texts.connect.failedAfterwards("billing-api", user.texts.environments.staging));
    },
  },
  {
    name: "data that can't be opened",
    core: (core) => core.fails.set("opened", "storage"),
    go: (user) => user.page.getByRole("heading", { name: user.texts.shell.cannotOpen.title }).waitFor(),
  },
  {
    name: "data that can't be opened on a second try",
    core: (core) => {
      core.fails.set("opened", "not_permitted").set("open_again", "not_permitted");
      core.folder = "/home/ana/.local/share/keyfob";
    },
    go: async (user) => {
      await user.press(user.texts.shell.cannotOpen.retry);
      await user.page.getByRole("status").filter({ hasText: /\d/u }).first().waitFor();
    },
  },
  {
    name: "another data folder",
    core: (core) => core.fails.set("opened", "storage"),
    go: async (user) => {
      await user.press(user.texts.shell.cannotOpen.choose);
      await user.see(user.texts.shell.cannotOpen.chosenLead);
    },
  },
  {
    name: "a database that was migrated",
    core: (core) => {
      saved(core);
      core.report = { backup: "/home/ana/.local/share/keyfob/backups/2026-11-24.db", recovery: null };
    },
    go: (user) => user.see(user.texts.vault.report.backup("/home/ana/.local/share/keyfob/backups/2026-11-24.db")),
  },
  {
    name: "a database that was repaired",
    core: (core) => {
      saved(core);
      const losses = (parts: readonly LostPart[], name: string | null, environment: Environment | null = null) => parts.map((part) => ({ part, id: null, name, environment }));
      const lost = [...losses(["environment", "secret"], "billing-api", "staging"), ...losses(["settings_seal"], "crm-sync"), ...losses(["authorization", "vault", "setting"], null)];
      core.report = { backup: null, recovery: { ...RECOVERY, set_aside: "/home/ana/.local/share/keyfob/damaged/2026-11-24.db", recovered: 41, lost, all_losses_known: false } };
    },
    go: (user) => user.see(user.texts.vault.report.lost),
  },
  {
    name: "a database that was missing, with a backup",
    core: (core) => {
      core.report = { backup: null, recovery: { ...RECOVERY, is_missing: true, newest_backup: "/home/ana/.local/share/keyfob/backups/2026-11-24.db" } };
    },
    go: (user) => user.button(user.texts.vault.report.restore).waitFor(),
  },
  { name: "a damaged database", core: saved, go: async (user) => {
    await user.emit({ kind: "damaged" });
    await user.see(user.texts.vault.damaged.title);
  } },
  {
    name: "a form whose database file is gone",
    core: (core) => {
      saved(core);
      core.database = "gone";
    },
    go: async (user) => {
      await user.edit();
      await user.type("description", "typed");
      await user.press(user.texts.form.save);
      await user.page.getByText(user.texts.form.cannotSave).waitFor();
    },
  },
  {
    name: "going on without saving",
    core: (core) => {
      saved(core);
      core.database = "not_saving";
    },
    go: (user) => user.see(user.texts.shell.database.not_saving.title),
  },
  {
    name: "the question before closing without a database file",
    core: (core) => {
      saved(core);
      core.database = "gone";
    },
    go: async (user) => {
      await user.edit();
      await user.type("description", "typed");
      await user.emit({ kind: "close_requested" });
      await user.see(user.texts.shell.closing.title);
    },
  },
];
