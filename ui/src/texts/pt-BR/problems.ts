import type { Texts } from "../en";

const at = (what: string) => ({ start: `Começa com ${what}.`, middle: `Contém ${what}.`, end: `Termina com ${what}.` });

export const problems: Texts["problems"] = {
  control: (code) => `um caractere de controle (${code})`,
  characters: {
    " ": "um espaço",
    '"': "aspas",
    "\\": "uma barra invertida",
    "\t": "uma tabulação",
    "\n": "uma quebra de linha",
    "\r": "uma quebra de linha",
    "\u0085": "uma quebra de linha",
    "\u00A0": "espaço não separável",
    "\u00AD": "hífen opcional",
    "\u200B": "espaço de largura zero",
    "\u200C": "não-ligador de largura zero",
    "\u200D": "ligador de largura zero",
    "\u200E": "marca da esquerda para a direita",
    "\u200F": "marca da direita para a esquerda",
    "\u202F": "espaço não separável estreito",
    "\u2060": "word joiner",
    "\u3000": "espaço ideográfico",
    "\uFE0E": "seletor de variação",
    "\uFE0F": "seletor de variação",
    "\uFEFF": "marca de ordem de bytes (BOM)",
  },
  notes: {
    space: { ...at("um espaço"), middle: "Contém vários espaços seguidos." },
    no_break_space: at("um espaço não separável"),
    other_space: at("um espaço incomum"),
    invisible_character: at("um caractere invisível"),
    smart_quote: at("uma aspa tipográfica"),
    smart_dash: at("um travessão tipográfico"),
  },
  notAUri: "Não é uma URI absoluta. Alguns servidores aceitam um GUID ou um nome aqui; outros exigem uma URI (RFC 8707).",
  sentAs: (url) => `Enviada como ${url}`,
  dropsSecret: { client_secret: "Este método não usa o client secret. SALVAR o remove.", private_key: "Este método não usa a chave privada. SALVAR a remove.", dpop_key: "Sem DPoP, SALVAR remove a chave à qual os tokens estavam vinculados." },
  databaseGoneHint: "Grave um novo arquivo no início da janela e tente de novo.",
  settingsLostHint: "Restaure-as no início do formulário.",
  changedOutsideHint: "Compare as versões no início do formulário.",
  originChangedHint: "Para usá-lo lá, tente de novo e concorde. Caso contrário, digite o segredo de novo ou desfaça a mudança na Token URL.",
};
