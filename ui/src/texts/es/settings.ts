import type { Texts } from "../en";
import { pluralOf } from "../plural";

const plural = pluralOf("es");

export const settings: Texts["settings"] = {
  title: "Configuración",
  groups: { security: "Seguridad", appearance: "Apariencia", data: "Datos", about: "Acerca de" },
  window: "Ventana",
  theme: "Tema",
  themes: { system: "Tema del sistema", light: "Claro", dark: "Oscuro" },
  folder: "Carpeta de datos",
  folderLead: "Contiene la base de datos, las copias de seguridad y los archivos dañados que se apartaron. Para usar otra carpeta, define KEYFOB_HOME o inicia Keyfob con --home.",
  copyFolder: "Copiar ruta",
  diagnostics: "Diagnóstico",
  diagnosticsLead: "Incluye estos datos al informar de un problema. No contienen nombres, URL, rutas ni secretos.",
  copyDiagnostics: "Copiar diagnóstico",
  licenses: "Licencias de código abierto",
  licensesLead: "Keyfob es de código abierto (MIT), igual que las bibliotecas que contiene.",
  showLicenses: "Mostrar bibliotecas",
  libraries: (found, shown) => `${shown} ${plural(found, "biblioteca", "bibliotecas")}`,
  library: "Biblioteca",
  license: "Licencia",
};
