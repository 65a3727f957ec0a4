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
import { type Offer, changesOf, filledWith, offersOf } from "../../form/presets";
import { core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Modal } from "../../parts/Modal";
import { Select } from "../../parts/Select";
import { TextField } from "../../parts/TextField";
import { texts } from "../../texts";
import { PresetOffers } from "./PresetOffers";
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
  // The tab that the user comes from is first.
  const first = useMemo(() => controller.form.peek().tab, []);
  const order = [first, ...ENVIRONMENTS.filter((environment) => environment !== first)];
  const values = useSignal<Values>({ staging: {}, production: {} });
  const method = useSignal(preset.client_authentication[0] ?? "client_secret_basic");
  const filled = useSignal<PresetFilled | null>(null);
  const left = useSignal<ReadonlySet<string>>(new Set());
  /** What the user chose or didn't, other than what is chosen at first. */
  const decided = useSignal<Readonly<Record<string, boolean>>>({});
  /** Which environments the user has included, or left out. */
  const included = useSignal<Partial<PerEnvironment<boolean>>>({});
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
    return proposal !== null && isOAuth(fields) ? offersOf(proposal, fields, controller.filledIn.value[environment]) : [];
  };
  const isNew = (environment: Environment) => controller.form.value.check?.completeness[environment] === "not_configured";
  /** Whether an environment is filled in. Where the preset asks for values, these decide: then it is `null`. */
  const isIncluded = (environment: Environment): boolean | null =>
    preset.asked[environment].length > 0 ? null : (included.value[environment] ?? (environment === first || !isNew(environment)));
  const isChosen = (environment: Environment, { key, isUsual, isSame }: Offer) => !isSame && (decided.value[`${environment}/${key}`] ?? isUsual);
  const offersIn = (environment: Environment) => (isIncluded(environment) === false ? [] : offers(environment));
  const chosenOf = (environment: Environment) => offersIn(environment).filter((offer) => isChosen(environment, offer));

  const isInvalid = order.some((environment) => filled.value?.environments[environment].result === "invalid");
  const isBlank = order.every((environment) => proposalOf(environment) === null);
  const isOff = order.every((environment) => isIncluded(environment) === false);
  const isEmpty = order.every((environment) => chosenOf(environment).length === 0);
  // Everything is in the form already: what is left to enter can still be read.
  const isDone = !isBlank && !isOff && isEmpty && order.flatMap(offersIn).every(({ isSame, isReset }) => isSame || isReset);
  const why = isInvalid ? words.correctFirst : isBlank ? words.enterFirst : isOff ? words.noEnvironment : isEmpty && !isDone ? words.nothingChosen : null;

  const fillIn = async () => {
    // What was typed last counts.
    await asking.settled();
    if (order.some((environment) => filled.value?.environments[environment].result === "invalid")) return;
    const changed = order.filter((environment) => {
      const [proposal, fields, chosen] = [proposalOf(environment), fieldsOf(controller.form.peek().draft, environment), chosenOf(environment)];
      if (proposal === null || !isOAuth(fields) || chosen.length === 0) return false;
      controller.changeOAuth(environment, changesOf(proposal, chosen, fields));
      const { filledIn } = controller;
      filledIn.value = { ...filledIn.peek(), [environment]: filledWith(filledIn.peek()[environment], chosen) };
      return true;
    });
    // What was filled in is in sight.
    if (changed[0] !== undefined && !changed.includes(first)) controller.show(changed[0]);
    controller.guide.value = { preset, toEnter: filled.value?.to_enter ?? [] };
    if (changed.length > 0) toast(words.done);
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
          <span class="secondary modal-reason" id="preset-reason" role="status">
            {filled.value !== null && why}
          </span>
          <Button weight="quiet" onClick={onClose}>
            {shell.cancel}
          </Button>
          <Button onClick={onBack}>{words.other}</Button>
          <Button
            type="submit"
            weight="main"
            disabled={why !== null}
            aria-describedby="preset-reason"
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- where there is nothing to enter, Enter fills in
            autoFocus={preset.variables.length === 0}
          >
            {isDone ? words.show : words.fillIn}
          </Button>
        </>
      }
      onConfirm={() => {
        if (why === null) void fillIn();
      }}
    >
      <div class="fields">
        {preset.variables.length > 0 && <p class="secondary">{words.leaveOut}</p>}
        {order.map((environment, index) => {
          const asked = preset.variables.filter(({ name }) => preset.asked[environment].includes(name));
          const put = (name: string, text: string) => change({ [environment]: { ...values.peek()[environment], [name]: text } });
          return (
            asked.length > 0 && (
              <fieldset key={environment} class="preset-values">
                <legend>{words.variables(environments[environment])}</legend>
                {index > 0 && Object.values(values.value[first]).some((text) => text.trim() !== "") && (
                  <Button
                    weight="quiet"
                    onClick={() => {
                      const same = asked.map(({ name }) => [name, values.peek()[first][name] ?? ""]);
                      change({ [environment]: Object.fromEntries(same) as Record<string, string> });
                    }}
                  >
                    {words.copy(environments[first])}
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
        {order.map(
          (environment) =>
            proposalOf(environment) !== null && (
              <PresetOffers
                key={environment}
                environment={environment}
                offers={offers(environment)}
                isIncluded={isIncluded(environment)}
                isNew={isNew(environment)}
                isChosen={(offer) => isChosen(environment, offer)}
                onInclude={(is) => (included.value = { ...included.peek(), [environment]: is })}
                onChoose={({ key }, is) => (decided.value = { ...decided.peek(), [`${environment}/${key}`]: is })}
              />
            ),
        )}
      </div>
    </Modal>
  );
}
