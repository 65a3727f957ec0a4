// What the answer suggests for a server that goes its own way: each changes or opens a field, and sends nothing.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import type { ConnectFailure } from "../../bindings/ConnectFailure";
import type { Remedy } from "../../bindings/Remedy";
import type { TokenChoice } from "../../bindings/TokenChoice";
import { askedField } from "../../form/askedField";
import { changesOfRemedy, fieldOfRemedy, firstChoice } from "../../form/remedies";
import { Button } from "../../parts/Button";
import { Modal } from "../../parts/Modal";
import { count, texts } from "../../texts";
import type { EnvironmentProps } from "./fieldProps";

interface Props extends EnvironmentProps {
  failure: Pick<ConnectFailure, "remedies" | "details">;
}

export function Remedies({ failure: { remedies, details }, controller, environment }: Props): JSX.Element | null {
  if (remedies.length === 0) return null;
  const apply = (remedy: Remedy) => {
    controller.changeOAuth(environment, changesOfRemedy(remedy));
    askedField.value = { environment, field: fieldOfRemedy(remedy) };
  };
  return (
    <ul class="alternatives">
      {remedies.map((remedy) => (
        <li key={remedy.kind}>
          {remedy.kind === "token_member" ? (
            <ChooseToken choices={remedy.choices} first={firstChoice(remedy.choices, details)} controller={controller} environment={environment} />
          ) : (
            <Button onClick={() => apply(remedy)}>{labelOf(remedy)}</Button>
          )}
        </li>
      ))}
    </ul>
  );
}

function labelOf(remedy: Exclude<Remedy, { kind: "token_member" }>): string {
  const { remedies } = texts.value.connect;
  if (remedy.kind === "request_format") return remedies.request_format[remedy.format];
  if (remedy.kind === "scope_separator") return remedies.scope_separator[remedy.separator];
  return remedies[remedy.kind];
}

function ChooseToken({ choices, first, controller, environment }: EnvironmentProps & { choices: readonly TokenChoice[]; first: string }): JSX.Element {
  const isOpen = useSignal(false);
  const chosen = useSignal(first);
  const { remedies } = texts.value.connect;
  const { token } = remedies;
  const use = () => {
    isOpen.value = false;
    controller.changeOAuth(environment, { token_member: chosen.value });
    askedField.value = { environment, field: "token_member" };
  };
  return (
    <>
      <Button onClick={() => (isOpen.value = true)}>{remedies.token_member}</Button>
      {isOpen.value && (
        <Modal
          title={token.title}
          onClose={() => (isOpen.value = false)}
          onConfirm={use}
          actions={
            <>
              <Button weight="quiet" onClick={() => (isOpen.value = false)}>
                {texts.value.shell.cancel}
              </Button>
              <Button weight="main" type="submit">
                {token.use}
              </Button>
            </>
          }
        >
          <p>{token.lead}</p>
          <Choices choices={choices} chosen={chosen.value} onChoose={(member) => (chosen.value = member)} />
        </Modal>
      )}
    </>
  );
}

/** The members by their paths, with type and length: never a value. */
function Choices({ choices, chosen, onChoose }: { choices: readonly TokenChoice[]; chosen: string; onChoose: (member: string) => void }): JSX.Element {
  const { token } = texts.value.connect.remedies;
  const { hidden } = texts.value.connect.exchange;
  return (
    <fieldset class="radios">
      <legend class="radios-title">{token.members}</legend>
      {choices.map(({ member, characters }, index) => (
        <label class="radio" for={`token-member-${index}`} key={member}>
          <input id={`token-member-${index}`} type="radio" name="token-member" checked={member === chosen} onChange={() => onChoose(member)} />
          <bdi class="mono wrap">{member}</bdi>
          <span class="secondary">{hidden.string(characters, count(characters))}</span>
        </label>
      ))}
    </fieldset>
  );
}
