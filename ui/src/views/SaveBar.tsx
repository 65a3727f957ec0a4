// The bar that stays at the bottom: why SAVE is locked, CANCEL and SAVE.
import { failureText } from "../app";
import { type FormState, type SaveLock, saveLocks } from "../form/model";
import type { FormControl } from "../form/useForm";
import { Button } from "../parts/Button";
import { t } from "../texts";
import { list } from "../texts/format";

export function lockText(lock: SaveLock): string {
  const { form, fields, environments } = t();
  switch (lock.why) {
    case "general":
      return form.lock.general(list(lock.fields.map((field) => fields[field])));
    case "half_filled":
      return form.lock.half_filled(environments[lock.environment], list(lock.fields.map((field) => fields[field])));
    default:
      return form.lock[lock.why];
  }
}

interface Props {
  form: FormControl;
  state: FormState;
  onCancel: () => void;
  onSave: () => void;
}

export function SaveBar({ form, state, onCancel, onSave }: Props) {
  const locks = saveLocks(state);
  const texts = t().form;
  const why = locks.map(lockText).join(" ");
  const failure = form.failure.value;
  return (
    <footer class="save-bar">
      <div class="save-why" role="status" id="save-why">
        {failure ? <span class="save-failure">{failureText(failure)}</span> : why}
      </div>
      <Button kind="quiet" onClick={onCancel}>
        {texts.cancel}
      </Button>
      <Button
        kind="primary"
        disabled={locks.length > 0 || form.saving.value}
        why={why}
        aria-describedby="save-why"
        onClick={onSave}
      >
        {form.saving.value ? texts.saving : texts.save}
      </Button>
    </footer>
  );
}
