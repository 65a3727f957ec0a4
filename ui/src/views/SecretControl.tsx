// A secret: dots until the eye is pressed. A stored one is not in the page before that, and not after it hides again.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import type { Environment } from "../bindings/Environment";
import type { SecretField } from "../bindings/SecretField";
import type { SecretInput } from "../bindings/SecretInput";
import { tell } from "../app";
import type { FormControl } from "../form/useForm";
import * as ipc from "../ipc";
import { IconButton } from "../parts/Button";
import type { Control } from "../parts/Field";
import { typeOf } from "../parts/hidden";
import { t } from "../texts";

/** However long the secret is. */
const DOTS = "••••••••••••";
const SHOWN_FOR_MS = 30_000;

interface Props {
  control: Control;
  label: string;
  form: FormControl;
  environment: Environment;
  field: SecretField;
  value: SecretInput;
  /** Whether a secret is stored that `value` may replace. */
  isStored: boolean;
  onChange: (value: SecretInput) => void;
  onBlur?: () => void;
}

export function SecretControl({ control, label, form, environment, field, value, isStored, onChange, onBlur }: Props) {
  const shown = useSignal(false);
  /** The stored secret, only while it is shown; or a typed text that turned out to be the stored one. */
  const known = useSignal<string | null>(null);
  const asked = useRef(0);
  const generation = form.generation.value;

  const hide = () => {
    shown.value = false;
    known.value = null;
  };
  useEffect(() => {
    hide();
    asked.current += 1;
  }, [generation]);
  useEffect(() => {
    window.addEventListener("blur", hide);
    return () => {
      window.removeEventListener("blur", hide);
      asked.current += 1;
    };
  }, []);
  useEffect(() => {
    if (!shown.value) return undefined;
    const timer = setTimeout(hide, SHOWN_FOR_MS);
    return () => clearTimeout(timer);
  }, [shown.value]);

  const id = form.state.value?.saved.id ?? null;
  const show = async () => {
    const turn = ++asked.current;
    if (value.kind === "stored" && id && known.value === null) {
      try {
        const secret = await ipc.reveal(id, environment, field);
        if (turn !== asked.current || !document.hasFocus()) return;
        known.value = secret;
      } catch (error) {
        tell(error);
        return;
      }
    }
    shown.value = true;
  };
  const type = (text: string) => {
    const turn = ++asked.current;
    if (isStored && (text === "" || text === known.value)) {
      if (text === "") known.value = null;
      onChange({ kind: "stored" });
      return;
    }
    onChange(text === "" ? { kind: "blank" } : { kind: "typed", text });
    if (!isStored || !id) return;
    // A change that is undone by hand is none: the core says whether this is the stored secret.
    ipc.secretMatches(id, environment, field, text).then(
      (same) => {
        if (!same || turn !== asked.current) return;
        known.value = text;
        onChange({ kind: "stored" });
      },
      // A vault that is locked cannot tell; the text then counts as new.
      () => {},
    );
  };
  const text = value.kind === "typed" ? value.text : value.kind === "stored" ? (known.value ?? "") : "";
  const texts = t().form;
  return (
    <div class="secret">
      <input
        class="input mono"
        {...control}
        {...typeOf(shown.value)}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={text}
        placeholder={value.kind === "stored" ? DOTS : undefined}
        title={value.kind === "stored" && !shown.value ? texts.stored : undefined}
        onInput={(event) => type(event.currentTarget.value)}
        onBlur={onBlur}
      />
      <IconButton
        icon={shown.value ? "eye_off" : "eye"}
        label={shown.value ? texts.hide(label) : texts.show(label)}
        aria-pressed={shown.value}
        disabled={value.kind === "blank"}
        onClick={() => (shown.value ? hide() : void show())}
      />
    </div>
  );
}
