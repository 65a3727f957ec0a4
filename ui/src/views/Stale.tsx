// A save met what somebody else had saved: both versions side by side, and the choice.
import type { Authorization } from "../bindings/Authorization";
import type { Draft } from "../bindings/Draft";
import type { SecretInput } from "../bindings/SecretInput";
import { ENVIRONMENTS, fieldsOf, type FormState } from "../form/model";
import type { FormControl } from "../form/useForm";
import { Button } from "../parts/Button";
import { Dialog } from "../parts/Dialog";
import { t } from "../texts";

interface Props {
  form: FormControl;
  state: FormState;
  theirs: Authorization | "gone";
  onSaved: () => void;
}

export function Stale({ form, state, theirs, onSaved }: Props) {
  const texts = t().stale;
  const close = () => {
    form.stale.value = null;
  };
  const keep = () => {
    const base = theirs === "gone" ? { id: null, revision: null } : { id: theirs.draft.id, revision: theirs.draft.revision };
    form.edit({ ...state.draft, ...base });
    close();
    onSaved();
  };
  const take = () => {
    if (theirs !== "gone") form.replace(theirs);
    close();
  };
  return (
    <Dialog
      title={texts.title}
      onClose={close}
      wide
      actions={
        <>
          <Button kind="quiet" onClick={close}>
            {t().form.cancel}
          </Button>
          {theirs !== "gone" && <Button onClick={take}>{texts.take}</Button>}
          <Button kind="primary" onClick={keep}>
            {theirs === "gone" ? texts.save_new : texts.keep}
          </Button>
        </>
      }
    >
      <p>{theirs === "gone" ? texts.gone : texts.intro}</p>
      {theirs !== "gone" && <Differences mine={state.draft} theirs={theirs.draft} />}
    </Dialog>
  );
}

function Differences({ mine, theirs }: { mine: Draft; theirs: Draft }) {
  const texts = t().stale;
  const [left, right] = [describe(mine), describe(theirs)];
  const names = [...new Set([...left.keys(), ...right.keys()])].filter((name) => left.get(name) !== right.get(name));
  return (
    <table class="table differences">
      <thead>
        <tr>
          <th scope="col">{texts.field}</th>
          <th scope="col">{texts.mine}</th>
          <th scope="col">{texts.theirs}</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              <bdi class="breakable">{left.get(name) ?? texts.empty}</bdi>
            </td>
            <td>
              <bdi class="breakable">{right.get(name) ?? texts.empty}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Every field that is filled in, by its name; of a secret only whether it is new. */
function describe(draft: Draft): Map<string, string> {
  const { fields: names, form, environments, authentications, encodings, places, stale } = t();
  const told = new Map<string, string>();
  const tell = (name: string, value: string) => value !== "" && told.set(name, value);
  const secret = (input: SecretInput) =>
    input.kind === "typed" ? stale.secret_typed : input.kind === "stored" ? stale.secret_stored : "";
  tell(names.name, draft.name);
  tell(names.description, draft.description);
  for (const environment of ENVIRONMENTS) {
    const fields = fieldsOf(draft, environment);
    const at = (name: string) => `${environments[environment]} · ${name}`;
    if ("key" in fields) {
      tell(at(names.key), fields.key);
      tell(at(form.in), fields.key === "" ? "" : places[fields.in]);
      tell(at(names.value), secret(fields.value));
      continue;
    }
    const begun = fields.token_url !== "" || fields.client_id !== "";
    tell(at(names.token_url), fields.token_url);
    tell(at(names.client_id), fields.client_id);
    tell(at(names.client_secret), secret(fields.client_secret));
    tell(at(names.scopes), fields.scopes.join(" "));
    tell(at(form.authentication), begun ? authentications[fields.client_authentication] : "");
    tell(at(form.encoding), begun ? encodings[fields.basic_encoding] : "");
    tell(at(names.audience), fields.audience);
    tell(at(names.resource), fields.resources.join(" "));
    tell(
      at(form.extras),
      fields.extras
        .map(({ name, value }) => `${name}=${value.kind === "plain" ? value.text : secret(value.input)}`)
        .join(" "),
    );
  }
  return told;
}
