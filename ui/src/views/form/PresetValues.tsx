// The values of a preset's variables, and field by field what it offers for each environment.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";

import { toast } from "../../app/toasts";
import type { Environment } from "../../bindings/Environment";
import type { PerEnvironment } from "../../bindings/PerEnvironment";
import type { Preset } from "../../bindings/Preset";
import type { PresetFilled } from "../../bindings/PresetFilled";
import type { FormController } from "../../form/controller";
import { ENVIRONMENTS, fieldsOf, isOAuth } from "../../form/fields";
import { latest } from "../../form/latest";
import { type Offer, changesOf, offersOf } from "../../form/presets";
import { core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Modal } from "../../parts/Modal";
import { Select } from "../../parts/Select";
import { TextField } from "../../parts/TextField";
import { texts } from "../../texts";
import { differenceLabel, sideText } from "./differenceText";
import { OfferedValue } from "./OfferedValue";
import { plainText, presetText, variableProblemText } from "./presetText";

type Values = PerEnvironment<Record<string, string>>;

interface Props {
  preset: Preset;
  controller: FormController;
  onBack: () => void;
  onClose: () => void;
}

export function PresetValues({ preset, controller, onBack, onClose }: Props): JSX.Element {
  const { presets: words, shell, form, environments } = texts.value;
  const values = useSignal<Values>({ staging: {}, production: {} });
  const method = useSignal(preset.client_authentication[0] ?? "client_secret_basic");
  const filled = useSignal<PresetFilled | null>(null);
  const left = useSignal<ReadonlySet<string>>(new Set());
  /** What the user chose or didn't, other than what is chosen at first. */
  const decided = useSignal<Readonly<Record<string, boolean>>>({});
  const asking = useMemo(
    () => latest(() => core.fillPreset(preset.id, values.peek(), method.peek()), (answer) => void (filled.value = answer)),
    [preset],
  );
  useEffect(() => asking.about(undefined), [asking]);

  const change = (next: Partial<Values>) => {
    values.value = { ...values.peek(), ...next };
    asking.about(undefined);
  };
  const proposalOf = (environment: Environment) => {
    const filling = filled.value?.environments[environment];
    return filling?.result === "filled" ? filling.proposal : null;
  };
  const offers = (environment: Environment): Offer[] => {
    const [proposal, fields] = [proposalOf(environment), fieldsOf(controller.form.value.draft, environment)];
    return proposal !== null && isOAuth(fields) ? offersOf(proposal, fields) : [];
  };
  const isChosen = (environment: Environment, { key, isBlank, isSame }: Offer) => !isSame && (decided.value[`${environment}/${key}`] ?? isBlank);
  const chosenOf = (environment: Environment) => new Set(offers(environment).filter((offer) => isChosen(environment, offer)).map(({ key }) => key));

  const isInvalid = ENVIRONMENTS.some((environment) => filled.value?.environments[environment].result === "invalid");
  const isBlank = ENVIRONMENTS.every((environment) => proposalOf(environment) === null);
  const isEmpty = ENVIRONMENTS.every((environment) => chosenOf(environment).size === 0);
  const reason = isInvalid ? words.correctFirst : isBlank ? words.enterFirst : words.nothingChosen;

  const fillIn = async () => {
    // What was typed last counts.
    await asking.settled();
    if (ENVIRONMENTS.some((environment) => filled.value?.environments[environment].result === "invalid")) return;
    for (const environment of ENVIRONMENTS) {
      const [proposal, fields] = [proposalOf(environment), fieldsOf(controller.form.peek().draft, environment)];
      if (proposal !== null && isOAuth(fields)) controller.changeOAuth(environment, changesOf(proposal, chosenOf(environment), fields));
    }
    controller.guide.value = { preset, toEnter: filled.value?.to_enter ?? [] };
    toast(words.done);
    onClose();
  };
  const problemOf = (environment: Environment, name: string): string | null => {
    const filling = filled.value?.environments[environment];
    const problem = filling?.result === "invalid" ? filling.problems.find(({ variable }) => variable === name) : undefined;
    // What is still empty is a problem once the user has left it.
    if (problem === undefined || (problem.problem === "required" && !left.value.has(`${environment}/${name}`))) return null;
    return variableProblemText(problem);
  };
  return (
    <Modal
      wide
      title={words.titleOf(preset.name)}
      onClose={onClose}
      actions={
        <>
          <Button weight="quiet" onClick={onClose}>
            {shell.cancel}
          </Button>
          <Button onClick={onBack}>{words.other}</Button>
          <Button type="submit" weight="main" disabled={isInvalid || isEmpty} reason={reason}>
            {words.fillIn}
          </Button>
        </>
      }
      onConfirm={() => void fillIn()}
    >
      <div class="fields">
        {preset.variables.length > 0 && <p class="secondary">{words.leaveOut}</p>}
        {ENVIRONMENTS.map((environment, index) => {
          const asked = preset.variables.filter(({ name }) => preset.asked[environment].includes(name));
          const put = (name: string, text: string) => change({ [environment]: { ...values.peek()[environment], [name]: text } });
          return (
            asked.length > 0 && (
              <fieldset key={environment} class="preset-values">
                <legend>{words.variables(environments[environment])}</legend>
                {environment === "production" && Object.values(values.value.staging).some((text) => text.trim() !== "") && (
                  <Button
                    weight="quiet"
                    onClick={() => {
                      const same = asked.map(({ name }) => [name, values.peek().staging[name] ?? ""]);
                      change({ production: Object.fromEntries(same) as Record<string, string> });
                    }}
                  >
                    {words.copy(environments.staging)}
                  </Button>
                )}
                {asked.map(({ name, label, help, example }, at) => (
                  <TextField
                    key={name}
                    id={`preset-${environment}-${name}`}
                    label={presetText(label)}
                    hint={`${plainText(presetText(help))} ${words.example(example)}`}
                    mono
                    focusFirst={index === 0 && at === 0}
                    value={values.value[environment][name] ?? ""}
                    error={problemOf(environment, name)}
                    onText={(text) => put(name, text)}
                    onLeave={() => {
                      left.value = new Set([...left.peek(), `${environment}/${name}`]);
                    }}
                  />
                ))}
              </fieldset>
            )
          );
        })}
        {preset.client_authentication.length > 1 && (
          <Select
            id="preset-method"
            label={form.fields.client_auth}
            value={method.value}
            options={preset.client_authentication.map((value) => ({ value, text: form.clientAuthentications[value] }))}
            onChoose={(value) => {
              method.value = value;
              change({});
            }}
          />
        )}
        {ENVIRONMENTS.map(
          (environment) =>
            proposalOf(environment) !== null && (
              <fieldset key={environment} class="offered preset-offers">
                <legend>{words.preview(environments[environment])}</legend>
                {offers(environment).every(({ isSame }) => isSame) && <p class="field-hint">{words.nothing}</p>}
                {offers(environment).map((offer) => (
                  <OfferedValue
                    key={offer.key}
                    id={`preset-offer-${environment}-${offer.key}`}
                    label={differenceLabel({ environment: null, field: offer.key, mine: offer.now, theirs: offer.found })}
                    found={sideText(offer.key, offer.found)}
                    now={sideText(offer.key, offer.now)}
                    isChosen={isChosen(environment, offer)}
                    onChoose={(is) => {
                      decided.value = { ...decided.peek(), [`${environment}/${offer.key}`]: is };
                    }}
                  />
                ))}
              </fieldset>
            ),
        )}
      </div>
    </Modal>
  );
}
