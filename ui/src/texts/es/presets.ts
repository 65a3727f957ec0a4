import type { Texts } from "../en";
import { pluralOf } from "../plural";

const plural = pluralOf("es");

export const presets: Texts["presets"] = {
  problems: {
    required: "Escribe un valor.",
    unknown: "Esta plantilla no tiene esa variable en este entorno.",
    too_long: "Escribe como máximo {limit} caracteres.",
    scheme: "Quita `https://`.",
    space: "No se permite un espacio aquí.",
    character: "{character} no se permite aquí.",
    empty_segment: "Quita las barras del principio y del final y las barras dobles.",
    dot_segment: "Quita las partes `.` y `..` de la ruta.",
    not_a_label: "Escribe una parte de un nombre de host: letras, dígitos y guiones en medio.",
    not_a_host: "No es un nombre de host.",
    port: "El puerto debe ser un número del 1 al 65535.",
  },
  open: "Empezar con una plantilla…",
  title: "Empezar con una plantilla",
  titleOf: (name) => `Empezar con una plantilla: ${name}`,
  lead: "Una plantilla rellena lo que exige un servidor conocido y dice dónde encontrar lo demás. No se envía nada.",
  search: "Buscar plantillas",
  found: (count, shown) => plural(count, `${shown} plantilla`, `${shown} plantillas`),
  none: "Ninguna plantilla tiene ese nombre. Escribe la Token URL o usa Rellenar desde el issuer.",
  unavailable: "No disponibles",
  other: "Otras plantillas",
  variables: (environment) => `Valores para ${environment}`,
  leaveOut: "Deja un entorno en blanco para no cambiar nada en él.",
  copy: (environment) => `Usar los valores de ${environment}`,
  example: (example) => `Ejemplo: ${example}`,
  preview: (environment) => `Rellenar en ${environment}`,
  nothing: "El formulario ya tiene todo esto.",
  fillIn: "Rellenar",
  enterFirst: "Primero escribe los valores.",
  correctFirst: "Primero corrige los valores.",
  nothingChosen: "No hay nada elegido.",
  done: "Se rellenaron los valores elegidos.",
  guide: (name) => `${name}: qué escribir`,
  also: "Qué más debe estar bien",
  sources: "Fuentes",
};
