// The form of an authorization: the general part, a tab for each environment, and the save bar.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { go } from "../../app/screen";
import { areNoticesOpen, changes } from "../../app/session";
import { announce, toast } from "../../app/toasts";
import { refreshVault } from "../../app/vault";
import type { FormController } from "../../form/controller";
import { isLoss } from "../../form/outsideChange";
import { DATABASE_FAILURES, VAULT_FAILURES, connectBlockers } from "../../form/state";
import { Button } from "../../parts/Button";
import { isComposing, isShortcut } from "../../parts/focusEvents";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";
import { Losses } from "../Losses";
import { fieldList } from "../coreText";
import { Screen } from "../Screen";
import { useBarHeight } from "./barHeight";
import { ConnectionPane } from "./ConnectionPane";
import { Environments } from "./Environments";
import { General } from "./General";
import { OutsideNotice } from "./OutsideNotice";
import { PresetGuide } from "./PresetGuide";
import { SaveBar } from "./SaveBar";
import { StaleDialog } from "./StaleDialog";

/** Focuses the first invalid field, or else the name: the notice disappeared with the button that had the focus. */
function goOn(): void {
  const next = document.querySelector<HTMLElement>('.form [aria-invalid="true"]') ?? document.querySelector<HTMLElement>("#name");
  next?.focus();
}

/** Connects the selected environment, or says why it can't. */
async function connect({ form, connections }: FormController): Promise<void> {
  const { tab, draft } = form.peek();
  if (draft.details.type !== "oauth2") return;
  await connections.connect(tab);
  const waits = connectBlockers(form.peek(), tab);
  if (waits === null) return;
  const { connect: words } = texts.peek();
  if (waits.missing.length > 0) announce(words.missing(fieldList(waits.missing), waits.missing.length));
  else if (waits.wrong.length > 0) announce(words.wrong(fieldList(waits.wrong), waits.wrong.length));
}

export function FormScreen({ controller }: { controller: FormController }): JSX.Element {
  const { form } = texts.value;
  const { baseline, failure, elsewhere, outsideChange, losses, tab } = controller.form.value;
  const comparing = useSignal(false);
  const bar = useRef<HTMLDivElement>(null);
  useBarHeight(bar);

  const save = async (way: "save" | "saveAsNew" = "save") => {
    const done = await controller[way]();
    if (way === "saveAsNew") requestAnimationFrame(goOn);
    const kind = controller.form.peek().failure?.kind;
    // What helps is in a notice.
    if (kind !== undefined && (VAULT_FAILURES.has(kind) || DATABASE_FAILURES.has(kind))) areNoticesOpen.value = true;
    if (!done) return;
    toast(texts.value.form.saved);
    // The user may have gone to the list meanwhile.
    changes.value += 1;
    // Saving the first secret creates the vault.
    void refreshVault();
  };
  // At once: a key pressed right after the form appears counts.
  useLayoutEffect(() => {
    if (baseline.id === null) document.querySelector<HTMLElement>("#name")?.focus();
    const press = (event: KeyboardEvent) => {
      // Escape only cancels the composition.
      if (isComposing(event)) return;
      // A dialog over the form has its own keys.
      if (document.querySelector("dialog[open]") !== null) return;
      if (event.key === "Escape") {
        // Otherwise the same key press would close the dialog that it opens.
        event.preventDefault();
        go("list");
      }
      if (isShortcut(event, "s")) {
        event.preventDefault();
        void save();
      }
      if (isShortcut(event, "enter")) {
        // Otherwise Enter in a field would save.
        event.preventDefault();
        void connect(controller);
      }
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);

  const stale = comparing.value || failure?.kind === "stale";
  const type = baseline.details.type;
  return (
    <Screen
      class="screen-form"
      before={
        <Button weight="quiet" icon="back" class="back" onClick={() => go("list")}>
          {texts.value.list.title}
        </Button>
      }
      title={
        <>
          {baseline.id === null ? form.create[type] : form.edit}
          {baseline.name !== "" && (
            <>
              {" · "}
              <bdi class="screen-subject">{baseline.name}</bdi>
            </>
          )}
        </>
      }
    >
      {outsideChange !== null && <OutsideNotice controller={controller} change={outsideChange} onDecided={() => requestAnimationFrame(goOn)} />}
      {elsewhere === "changed" && outsideChange === null && (
        <Notice
          tone="warn"
          title={form.changedElsewhere}
          actions={
            <Button
              onClick={() => {
                comparing.value = true;
              }}
            >
              {form.compare}
            </Button>
          }
        />
      )}
      {elsewhere === "deleted" && (
        <Notice tone="warn" title={form.goneElsewhere} actions={<Button onClick={() => void save("saveAsNew")}>{form.saveAsNew}</Button>}>
          <p>{form.saveAsNewLead}</p>
        </Notice>
      )}
      {losses.length > 0 && (outsideChange === null || !isLoss(outsideChange)) && (
        <Notice tone="warn" title={form.losses.title}>
          <Losses losses={losses} withNames={false} />
          <p>{form.losses.lead}</p>
        </Notice>
      )}
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div class="form-fields">
          <General controller={controller} />
          <PresetGuide controller={controller} />
          <Environments controller={controller} />
        </div>
        <div class={`form-bar ${type === "oauth2" ? "has-connection" : ""}`} ref={bar}>
          {type === "oauth2" && <ConnectionPane controller={controller} environment={tab} key={tab} />}
          <SaveBar controller={controller} />
        </div>
      </form>
      {stale && (
        <StaleDialog
          controller={controller}
          onEnd={() => {
            comparing.value = false;
            controller.dismissFailure();
          }}
          onRefused={() => {
            comparing.value = false;
          }}
          onSaved={() => toast(texts.value.form.saved)}
        />
      )}
    </Screen>
  );
}
