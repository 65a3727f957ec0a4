import type { Texts } from "../en";

export const tokens: Texts["tokens"] = {
  title: "Token",
  none: "Nenhum token guardado",
  left: (time) => `${time} restantes`,
  expired: "Token expirado",
  validUntil: (time) => `Válido até ${time}`,
  expiredAt: (time) => `Expirou em ${time}`,
  sources: {
    jwt: "O servidor não enviou expires_in. O prazo vem da claim exp do token.",
    assumed: "O servidor não informa por quanto tempo o token é válido. O Keyfob assume 5 minutos.",
  },
  copy: "Copiar token",
  copyAs: "Outras formas de copiar",
  asHeader: "Copiar como cabeçalho",
  asCurl: "Copiar como curl",
  copied: {
    token: "Token copiado. Ele será removido da área de transferência após 30 segundos.",
    header: "Cabeçalho copiado. Ele será removido da área de transferência após 30 segundos.",
    curl: "Comando curl copiado. Ele será removido da área de transferência após 30 segundos.",
  },
  more: "Mais ações do token",
  forget: "Esquecer token",
  forgotten: "Token esquecido. Ele continua válido no servidor até expirar.",
  nothingKept: "Nenhum token guardado.",
  saveFirst: "Salve primeiro: o Keyfob guarda tokens de configurações salvas.",
  ofSaved: "Este é o token das configurações salvas, não das suas alterações.",
  notRenewed: "A última renovação falhou:",
  noToken: "Não foi possível obter um token:",
  problems: {
    waited: "Outro programa está solicitando este token há mais tempo do que uma requisição pode levar. Tente de novo.",
    no_clipboard: "Não foi possível copiar: a área de transferência do sistema não está disponível agora.",
  },
  chip: { valid: (time) => `token válido até ${time}`, expired: "token expirado" },
};
