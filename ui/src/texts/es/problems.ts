import type { Texts } from "../en";

const at = (what: string) => ({ start: `Empieza con ${what}.`, middle: `Contiene ${what}.`, end: `Termina con ${what}.` });

export const problems: Texts["problems"] = {
  control: (code) => `un carácter de control (${code})`,
  characters: {
    " ": "un espacio",
    '"': "una comilla",
    "\\": "una barra invertida",
    "\t": "una tabulación",
    "\n": "un salto de línea",
    "\r": "un salto de línea",
    "\u0085": "un salto de línea",
    "\u00A0": "espacio de no separación",
    "\u00AD": "guion opcional",
    "\u200B": "espacio de ancho cero",
    "\u200C": "separador de ancho cero (ZWNJ)",
    "\u200D": "conector de ancho cero (ZWJ)",
    "\u200E": "marca de izquierda a derecha",
    "\u200F": "marca de derecha a izquierda",
    "\u202F": "espacio estrecho de no separación",
    "\u2060": "unión de palabras",
    "\u3000": "espacio ideográfico",
    "\uFE0E": "selector de variación",
    "\uFE0F": "selector de variación",
    "\uFEFF": "marca de orden de bytes (BOM)",
  },
  notes: {
    space: { ...at("un espacio"), middle: "Contiene varios espacios seguidos." },
    no_break_space: at("un espacio de no separación"),
    other_space: at("un espacio poco común"),
    invisible_character: at("un carácter invisible"),
    smart_quote: at("una comilla tipográfica"),
    smart_dash: at("una raya tipográfica"),
  },
  notAUri: "No es un URI absoluto. Algunos servidores aceptan aquí un GUID o un nombre; otros exigen un URI (RFC 8707).",
  sentAs: (url) => `Se envía como ${url}`,
  dropsSecret: { client_secret: "Este método no usa el client secret. GUARDAR lo elimina.", private_key: "Este método no usa la clave privada. GUARDAR la elimina.", dpop_key: "Sin DPoP, GUARDAR elimina la clave a la que estaban vinculados los tokens." },
  databaseGoneHint: "Crea un archivo nuevo en la parte superior de la ventana y vuelve a intentarlo.",
  settingsLostHint: "Restáurala en la parte superior del formulario.",
  changedOutsideHint: "Compara las versiones en la parte superior del formulario.",
  originChangedHint: "Para usarlo allí, vuelve a intentarlo y acepta. De lo contrario, escribe el secreto de nuevo o deshaz el cambio en la Token URL.",
};
