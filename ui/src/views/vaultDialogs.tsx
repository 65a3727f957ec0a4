// What is asked before something is done to the vault: a passphrase, a recovery key, a word.
import { useState } from "preact/hooks";

import type { VaultStatus } from "../bindings/VaultStatus";
import { failureText, vault } from "../app";
import * as ipc from "../ipc";
import { Button } from "../parts/Button";
import { Dialog } from "../parts/Dialog";
import { Field } from "../parts/Field";
import { typeOf } from "../parts/hidden";
import { t } from "../texts";

export type Asked = "current" | "new" | "recovery";

interface Props {
  title: string;
  intro?: string;
  asks: readonly Asked[];
  confirm: string;
  danger?: boolean;
  act: (answers: Record<Asked, string>) => Promise<VaultStatus>;
  onClose: () => void;
}

const EMPTY = { current: "", new: "", recovery: "", repeat: "" };

/** One dialog for everything that needs a passphrase or a recovery key; what was typed goes when it closes. */
export function VaultDialog({ title, intro, asks, confirm, danger = false, act, onClose }: Props) {
  const [answers, setAnswers] = useState(EMPTY);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const texts = t().vault;
  const labels = { current: texts.current, new: asks.includes("current") ? texts.new : texts.passphrase, recovery: texts.recovery_key };
  const submit = async () => {
    if (asks.includes("new") && answers.new !== answers.repeat) {
      setProblem(texts.differ);
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      vault.value = await act(answers);
      onClose();
    } catch (error) {
      setProblem(failureText(ipc.asFailure(error)));
    } finally {
      setBusy(false);
    }
  };
  const input = (key: keyof typeof EMPTY, label: string) => (
    <Field key={key} label={label} required hint={key === "new" ? texts.passphrase_note : undefined}>
      {(control) => (
        <input
          class="input"
          {...typeOf(key === "recovery")}
          autocomplete="off"
          spellcheck={false}
          {...control}
          value={answers[key]}
          onInput={(event) => setAnswers({ ...answers, [key]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {intro && <p>{intro}</p>}
        {asks.map((key) => input(key, labels[key]))}
        {asks.includes("new") && input("repeat", texts.repeat)}
        {problem && (
          <p class="message message-danger" role="alert">
            {problem}
          </p>
        )}
        <div class="dialog-actions">
          <Button kind="quiet" onClick={onClose}>
            {texts.cancel}
          </Button>
          <Button type="submit" kind={danger ? "danger" : "primary"} disabled={busy}>
            {confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
