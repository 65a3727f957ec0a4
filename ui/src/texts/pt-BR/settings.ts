import type { Texts } from "../en";
import { pluralOf } from "../plural";

const plural = pluralOf("pt-BR");

export const settings: Texts["settings"] = {
  title: "Configurações",
  groups: { security: "Segurança", appearance: "Aparência", data: "Dados", about: "Sobre" },
  window: "Janela",
  theme: "Tema",
  themes: { system: "Tema do sistema", light: "Claro", dark: "Escuro" },
  folder: "Pasta de dados",
  folderLead: "Contém o banco de dados, os backups e os arquivos danificados que foram separados. Para usar outra pasta, defina KEYFOB_HOME ou inicie o Keyfob com --home.",
  copyFolder: "Copiar caminho",
  diagnostics: "Diagnóstico",
  diagnosticsLead: "Inclua estes dados ao relatar um problema. Eles não contêm nomes, URLs, caminhos nem segredos.",
  copyDiagnostics: "Copiar diagnóstico",
  licenses: "Licenças de código aberto",
  licensesLead: "O Keyfob é de código aberto (MIT), assim como as bibliotecas que ele contém.",
  showLicenses: "Mostrar bibliotecas",
  libraries: (found, shown) => `${shown} ${plural(found, "biblioteca", "bibliotecas")}`,
  library: "Biblioteca",
  license: "Licença",
};
