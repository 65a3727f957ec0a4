// A table of the fields in which two versions differ.
import { Fragment, type JSX } from "preact";

import type { Difference, Side } from "../../form/differences";
import { texts } from "../../texts";
import { differenceLabel, isVerbatim, sideText } from "./differenceText";

interface Props {
  all: Difference[];
  /** The heads of the columns. */
  mine: string;
  theirs: string;
}

export function Differences({ all, mine, theirs }: Props): JSX.Element {
  return (
    <table class="comparison">
      <thead>
        <tr>
          <th scope="col">{texts.value.form.stale.field}</th>
          <th scope="col">{mine}</th>
          <th scope="col">{theirs}</th>
        </tr>
      </thead>
      <tbody>
        {all.map((difference, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- two parameters may have the same name
          <tr key={`${difference.environment ?? ""}/${difference.field}/${index}`}>
            <th scope="row">{differenceLabel(difference)}</th>
            <Value field={difference.field} side={difference.mine} />
            <Value field={difference.field} side={difference.theirs} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ field, side }: { field: string; side: Side }): JSX.Element {
  const isCode = "text" in side && side.text !== "" && isVerbatim(field);
  const shown = sideText(field, side);
  return (
    <td class={isCode ? "wrap mono" : "wrap"}>
      <bdi>{isCode ? <Address text={shown} /> : shown}</bdi>
    </td>
  );
}

/** A value that breaks after slashes rather than in the middle of a host name. */
function Address({ text }: { text: string }): JSX.Element {
  return (
    <>
      {text.split(/(?<=\/)(?!\/)/u).map((part, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the parts keep their order
        <Fragment key={index}>
          {part}
          <wbr />
        </Fragment>
      ))}
    </>
  );
}
