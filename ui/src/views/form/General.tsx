// What belongs to the authorization as a whole.
import type { JSX } from "preact";

import type { FormController } from "../../form/controller";
import { shownProblem } from "../../form/state";
import { Select } from "../../parts/Select";
import { type Limit, TextField } from "../../parts/TextField";
import { count, texts } from "../../texts";
import { problemText } from "../words";

/** Where the counter begins to show; the rule itself is the core's. */
const NEAR = 900;
const MOST = 1_024;

/** A counter for a text of at most so many characters. */
export const limitOf = (most: number, near: number): Limit => ({
  most,
  near,
  shown: (found) => texts.value.form.counter(count(found), count(most)),
  said: (found) => texts.value.form.counterWords(count(found), count(most)),
});

export function General({ controller }: { controller: FormController }): JSX.Element {
  const { form, grants } = texts.value;
  const now = controller.form.value;
  const { details } = now.draft;
  return (
    <div class="general">
      {(["name", "description"] as const).map((field) => {
        const problem = shownProblem(now, null, field);
        return (
          <TextField
            key={field}
            id={field}
            label={form.fields[field]}
            required={field === "name"}
            aside={field === "description" ? form.optional : undefined}
            value={now.draft[field]}
            limit={limitOf(MOST, NEAR)}
            error={problem && problemText(problem)}
            onText={(text) => {
              const latest = controller.form.peek();
              controller.change({ ...latest, draft: { ...latest.draft, [field]: text } });
            }}
            onLeave={() => controller.leave(null, field)}
          />
        );
      })}
      {details.type === "oauth2" && (
        <Select
          id="grant_type"
          label={form.grantType}
          required
          value={details.grant_type}
          options={[{ value: "client_credentials", text: grants.client_credentials }]}
          onChoose={(grantType) => {
            const latest = controller.form.peek();
            if (latest.draft.details.type !== "oauth2") return;
            controller.change({
              ...latest,
              draft: { ...latest.draft, details: { ...latest.draft.details, grant_type: grantType } },
            });
          }}
        />
      )}
    </div>
  );
}
