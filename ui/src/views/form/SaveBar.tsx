// The bar that stays at the bottom: what SAVE waits for, CANCEL and SAVE.
import type { JSX } from "preact";

import { go } from "../../app/screen";
import type { FormController } from "../../form/controller";
import type { SaveBlocker } from "../../form/state";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { texts } from "../../texts";
import { failureText, fieldNames } from "../coreText";

/** Why SAVE is locked, in words. */
export function blockerText(lock: SaveBlocker): string {
  const { form, environments } = texts.value;
  switch (lock.why) {
    case "nothing":
      return form.locks.nothing;
    case "checking":
      return form.locks.checking;
    case "general":
      return form.locks.general(fieldNames(lock.fields));
    case "noEnvironment":
      return form.locks.noEnvironment;
    case "half":
      return form.locks.half(environments[lock.environment], fieldNames(lock.fields));
    case "wrong":
      return form.locks.wrong(environments[lock.environment], fieldNames(lock.fields), lock.fields.length);
    case "scopeText":
      return form.locks.scopeText(environments[lock.environment]);
  }
}

export function SaveBar({ controller }: { controller: FormController }): JSX.Element {
  const { form } = texts.value;
  const { failure, saving } = controller.form.value;
  const locks = controller.blockers.value;
  const reasons = locks.length === 0 ? form.locks.ready : locks.map(blockerText).join(" ");
  return (
    <div class="save-bar">
      {failure !== null && failure.kind !== "stale" ? (
        <p class="save-status is-wrong" role="alert">
          <Icon name="alert" /> <span>{`${form.cannotSave} ${failureText(failure)}`}</span>
        </p>
      ) : (
        <p class="save-status" id="save-status" role="status">
          {reasons}
        </p>
      )}
      <Button weight="quiet" onClick={() => go("list")}>
        {form.cancel}
      </Button>
      <Button weight="main" type="submit" disabled={locks.length > 0 || saving} aria-describedby="save-status" aria-busy={saving}>
        {saving && <Icon name="busy" class="spin" />}
        {saving ? form.saving : form.save}
      </Button>
    </div>
  );
}
