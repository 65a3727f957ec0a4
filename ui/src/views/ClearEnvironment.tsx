// *Clear this environment*: empties a tab; asks first where it was saved.
import { useState } from "preact/hooks";

import type { Environment } from "../bindings/Environment";
import { tell } from "../app";
import { fieldsOf, type FormState, withFields } from "../form/model";
import type { FormControl } from "../form/useForm";
import * as ipc from "../ipc";
import { Button } from "../parts/Button";
import { Dialog } from "../parts/Dialog";
import { t } from "../texts";

function isSaved(state: FormState, environment: Environment): boolean {
  const before = fieldsOf(state.saved, environment);
  return ("client_secret" in before ? before.client_secret : before.value).kind === "stored";
}

export function ClearEnvironment({ form, state, environment }: { form: FormControl; state: FormState; environment: Environment }) {
  const [asking, setAsking] = useState(false);
  const { environments, form: texts } = t();
  if ((state.check?.completeness[environment] ?? "not_configured") === "not_configured") return null;
  const clear = async () => {
    setAsking(false);
    try {
      const blank = await ipc.blank(state.draft.details.type);
      form.edit(withFields(state.draft, environment, fieldsOf(blank, environment)));
    } catch (error) {
      tell(error);
    }
  };
  const close = () => setAsking(false);
  return (
    <div class="clear-environment">
      <Button kind="quiet" onClick={() => (isSaved(state, environment) ? setAsking(true) : void clear())}>
        {texts.clear}
      </Button>
      {asking && (
        <Dialog
          title={texts.clear_title(environments[environment])}
          onClose={close}
          actions={
            <>
              <Button kind="quiet" onClick={close}>
                {texts.cancel}
              </Button>
              <Button kind="danger" onClick={() => void clear()}>
                {texts.clear_confirm}
              </Button>
            </>
          }
        >
          <p>{texts.clear_question(environments[environment])}</p>
        </Dialog>
      )}
    </div>
  );
}
