// What a preset offers for an environment, value by value.
import type { JSX } from "preact";

import type { Environment } from "../../bindings/Environment";
import { type Offer, isOtherServer } from "../../form/presets";
import { Checkbox } from "../../parts/Checkbox";
import { texts } from "../../texts";
import { differenceLabel, sideText } from "./differenceText";
import { OfferedValue } from "./OfferedValue";

interface Props {
  environment: Environment;
  offers: readonly Offer[];
  /** Whether the environment is filled in; `null` if its values decide that. */
  isIncluded: boolean | null;
  /** Whether nothing of the environment is in the form, so that filling it in begins it. */
  isNew: boolean;
  isChosen: (offer: Offer) => boolean;
  onInclude: (is: boolean) => void;
  onChoose: (offer: Offer, is: boolean) => void;
}

export function PresetOffers({ environment, offers, isIncluded, isNew, isChosen, onInclude, onChoose }: Props): JSX.Element {
  const { presets: words, environments } = texts.value;
  const name = environments[environment];
  return (
    <fieldset class="offered preset-offers">
      <legend>{words.preview(name)}</legend>
      {isIncluded !== null && (
        <Checkbox
          id={`preset-include-${environment}`}
          label={words.include(name)}
          {...(isNew ? { hint: words.includeHint(name) } : {})}
          checked={isIncluded}
          onCheck={onInclude}
        />
      )}
      {isIncluded !== false && (
        <>
          {offers.every(({ isSame }) => isSame) && <p class="field-hint">{words.nothing}</p>}
          {offers.map((offer) => (
            <OfferedValue
              key={offer.key}
              id={`preset-offer-${environment}-${offer.key}`}
              label={differenceLabel({ environment: null, field: offer.key, mine: offer.now, theirs: offer.found })}
              found={sideText(offer.key, offer.found)}
              now={sideText(offer.key, offer.now)}
              note={offer.isReset ? words.back : null}
              warning={!isChosen(offer) && isOtherServer(offer) ? words.otherServer(sideText(offer.key, offer.now)) : null}
              isChosen={isChosen(offer)}
              onChoose={(is) => onChoose(offer, is)}
            />
          ))}
        </>
      )}
    </fieldset>
  );
}
