// How facts about a token are shown.
import type { JSX } from "preact";

import type { JwtMember } from "../../bindings/JwtMember";
import { CodeText } from "../../parts/CodeText";
import { Icon } from "../../parts/Icon";
import { useNow } from "../../parts/now";
import { fromNow, moment } from "../../texts";

/** A time in local form, and how far away it is. */
export function Time({ ms }: { ms: number }): JSX.Element {
  return <time dateTime={new Date(ms).toISOString()}>{`${moment(ms)} (${fromNow(ms, useNow())})`}</time>;
}

/** What was found: as expected, unusual, or neither. */
export function Check({ isGood, text }: { isGood: boolean | null; text: string }): JSX.Element {
  const [kind, icon] = isGood === null ? ["neutral", "info" as const] : isGood ? ["good", "check" as const] : ["odd", "warning" as const];
  return (
    <li class={`inspection-check is-${kind}`}>
      <Icon name={icon} />
      <span>
        <CodeText text={text} />
      </span>
    </li>
  );
}

export function Members({ title, members }: { title: string; members: readonly JwtMember[] }): JSX.Element {
  return (
    <div>
      <h4 class="inspection-subtitle">{title}</h4>
      <dl class="inspection-facts mono">
        {members.map(({ name, value, at_ms: at }) => (
          <div class="inspection-fact" key={name}>
            <dt class="wrap">
              <bdi>{name}</bdi>
            </dt>
            <dd class="wrap">
              <bdi>{value}</bdi>
              {at !== null && (
                <span class="inspection-time">
                  <Time ms={at} />
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
