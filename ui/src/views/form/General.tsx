// The fields of the authorization as a whole.
import type { JSX } from "preact";

import type { FormController } from "../../form/controller";
import { GRANTS, withGrant } from "../../form/grants";
import { lines, shownProblem } from "../../form/state";
import { Select } from "../../parts/Select";
import { TextArea } from "../../parts/TextArea";
import { type Limit, TextField } from "../../parts/TextField";
import { count, texts } from "../../texts";
import { droppedText, problemText } from "../coreText";

/** The counter is shown from here on; the limit itself is enforced by the core. */
const NEAR = 900;
const MOST = 1_024;

/** Returns the counter of a text with a maximum length. */
export const limitOf = (most: number, near: number, trimmed = false): Limit => ({
  most,
  near,
  trimmed,
  shown: (found) => texts.value.form.counter(count(found), count(most)),
  spoken: (found) => texts.value.form.spokenCounter(count(found), count(most)),
});

/** Returns the props that connect a field of the general part to the form. */
function general(controller: FormController, field: "name" | "description") {
  const problem = shownProblem(controller.form.value, null, field);
  return {
    id: field,
    label: texts.value.form.fields[field],
    error: problem && problemText(problem),
    onText: (text: string) => {
      const latest = controller.form.peek();
      controller.change({ ...latest, draft: { ...latest.draft, [field]: text } });
    },
    onLeave: () => controller.leave(null, field),
  };
}

export function General({ controller }: { controller: FormController }): JSX.Element {
  const { grants, form } = texts.value;
  const now = controller.form.value;
  const { details } = now.draft;
  return (
    <div class="general">
      <TextField {...general(controller, "name")} required value={now.draft.name} limit={limitOf(MOST, NEAR, true)} />
      <TextArea {...general(controller, "description")} aside={form.optional} value={lines(now.draft.description)} limit={limitOf(MOST, NEAR)} />
      {details.type === "oauth2" && (
        <Select
          id="grant_type"
          label={form.fields.grant}
          note={droppedText(now.check?.notes ?? [])}
          required
          value={details.grant_type}
          options={GRANTS.map((value) => ({ value, text: grants[value] }))}
          onChoose={(grantType) => {
            const latest = controller.form.peek();
            controller.change({ ...latest, draft: withGrant(latest.draft, grantType) });
          }}
        />
      )}
    </div>
  );
}
