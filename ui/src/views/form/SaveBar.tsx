// The bar at the bottom of the form: why SAVE is disabled, CANCEL and SAVE.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import { go } from "../../app/screen";
import { database } from "../../app/session";
import type { FormController } from "../../form/controller";
import { type SaveBlocker, endedSignIns, shownRun } from "../../form/state";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { useScrollFocus } from "../../parts/scrollFocus";
import { texts } from "../../texts";
import { failureText, fieldNames } from "../coreText";

/** Says why SAVE is disabled. */
export function blockerText(blocker: SaveBlocker): string {
  const { form, environments } = texts.value;
  const { blockers } = form;
  switch (blocker.reason) {
    case "nothing":
    case "empty":
    case "checking":
    case "noEnvironment":
      return blockers[blocker.reason];
    case "generalMissing":
    case "generalWrong":
      return blockers[blocker.reason](fieldNames(blocker.fields));
    case "missing":
      return blockers.missing(environments[blocker.environment], fieldNames(blocker.fields), blocker.fields.length);
    case "wrong":
      return blockers.wrong(environments[blocker.environment], fieldNames(blocker.fields));
    case "scopeText":
      return blockers.scopeText(environments[blocker.environment]);
  }
}

export function SaveBar({ controller }: { controller: FormController }): JSX.Element {
  const { form, signIn, environments } = texts.value;
  const { failure, saving, tab } = controller.form.value;
  const blockers = controller.blockers.value;
  const ended = endedSignIns(controller.form.value).map((environment) => signIn.saveEnds(environments[environment]));
  const missing = blockers.length === 0 ? [form.blockers.ready, ...ended].join(" ") : blockers.map(blockerText).join(" ");
  const reasons = database.value === "in_place" ? missing : `${missing} ${form.blockers.databaseGone}`;
  const run = shownRun(controller.form.value, tab);
  // What the panel of CONNECT says isn't said twice.
  const isSaid = failure !== null && run.state === "refused" && failureText(run.failure) === failureText(failure);
  const isWrong = failure !== null && failure.kind !== "stale";
  return (
    <div class={`save-bar ${isWrong ? "is-wrong" : ""}`}>
      {isWrong ? (
        <p class="save-status is-wrong" role="alert">
          <Icon name="alert" />{" "}
          <Reasons text={isSaid ? form.cannotSave : `${form.cannotSave} ${failureText(failure)}`} />
        </p>
      ) : (
        <p class="save-status" id="save-status" role="status">
          <Reasons text={reasons} />
        </p>
      )}
      <Button weight="quiet" onClick={() => go("list")}>
        {form.cancel}
      </Button>
      <Button weight="main" type="submit" disabled={blockers.length > 0 || saving} aria-describedby="save-status" aria-busy={saving}>
        {saving && <Icon name="busy" class="spin" />}
        {saving ? form.saving : form.save}
      </Button>
    </div>
  );
}

/** What doesn't fit is in the tooltip, or scrolls in a low window. */
function Reasons({ text }: { text: string }): JSX.Element {
  const shown = useRef<HTMLSpanElement>(null);
  useScrollFocus(shown);
  return (
    <span class="save-reasons" data-cut ref={shown}>
      {text}
    </span>
  );
}
