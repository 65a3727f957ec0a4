// The messages about the variables of presets, which the window shares with the command line, and the texts of *Start from a preset*.
import catalogue from "../../../../crates/core/messages/presets.en.json";
import type { VariableProblem } from "../../bindings/VariableProblem";
import { pluralOf } from "../plural";

const plural = pluralOf("en");

type ProblemTexts = Record<VariableProblem["problem"], string>;

/** Replaces the catalogue's straight apostrophes, which suit a terminal, by typographic ones. */
const typeset = (section: ProblemTexts): ProblemTexts =>
  Object.fromEntries(Object.entries(section).map(([key, text]) => [key, text.replaceAll("'", "’")])) as ProblemTexts;

export const presets = {
  problems: typeset(catalogue.problems),
  open: "Start from a preset…",
  title: "Start from a preset",
  titleOf: (name: string) => `Start from a preset: ${name}`,
  lead: "A preset fills in what a well-known server needs and says where to find the rest. Nothing is sent.",
  search: "Search presets",
  found: (count: number, shown: string) => plural(count, `${shown} preset`, `${shown} presets`),
  none: "No preset has this name. Enter the Token URL yourself, or use Fill from issuer.",
  unavailable: "Not available",
  other: "Other presets",
  variables: (environment: string) => `Values for ${environment}`,
  leaveOut: "To keep an environment unchanged, leave its values empty.",
  copy: (environment: string) => `Use the values of ${environment}`,
  example: (example: string) => `Example: ${example}`,
  preview: (environment: string) => `Fill in for ${environment}`,
  nothing: "The form has all of this already.",
  fillIn: "Fill in",
  enterFirst: "Enter the values first.",
  correctFirst: "Correct the values first.",
  nothingChosen: "Nothing is chosen. Choose the values to replace.",
  include: (environment: string) => `Fill in ${environment}`,
  includeHint: (environment: string) => `Then ${environment} has to be completed too before you can save.`,
  noEnvironment: "Choose an environment.",
  back: "Back to the default.",
  otherServer: (origin: string) => `The credentials would go to ${origin}, which isn’t this preset’s server.`,
  show: "Show what to enter",
  done: "The chosen values were filled in.",
  guide: (name: string) => `${name}: what to enter`,
  also: "What else has to be right",
  sources: "Sources",
};
