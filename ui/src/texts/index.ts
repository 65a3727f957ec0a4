// The texts in the language that was chosen, or the system's.
import { computed, signal } from "@preact/signals";

import type { Language } from "../bindings/Language";
import { en, type Texts } from "./en";
import { ptBR } from "./pt-BR";

export type { Texts } from "./en";

export const language = signal<Language>("system");

function systemLanguage(): Exclude<Language, "system"> {
  return navigator.language.toLowerCase().startsWith("pt") ? "pt-BR" : "en";
}

export const chosenLanguage = computed(() => (language.value === "system" ? systemLanguage() : language.value));

const texts = computed<Texts>(() => (chosenLanguage.value === "pt-BR" ? ptBR : en));

/** The texts of the language in use; a component that reads them is drawn anew when it changes. */
export const t = (): Texts => texts.value;
