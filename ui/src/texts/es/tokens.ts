import type { Texts } from "../en";

export const tokens: Texts["tokens"] = {
  title: "Token",
  none: "Ningún token guardado",
  left: (time) => `quedan ${time}`,
  expired: "Token expirado",
  validUntil: (time) => `Válido hasta ${time}`,
  expiredAt: (time) => `Expiró el ${time}`,
  sources: {
    jwt: "El servidor no envió expires_in. El plazo proviene del claim exp del token.",
    assumed: "El servidor no indica cuánto tiempo es válido el token. Keyfob supone 5 minutos.",
  },
  copy: "Copiar token",
  copyAs: "Otras formas de copiar",
  asHeader: "Copiar como encabezado",
  asCurl: "Copiar como curl",
  copied: {
    token: "Token copiado. Se eliminará del portapapeles después de 30 segundos.",
    header: "Encabezado copiado. Se eliminará del portapapeles después de 30 segundos.",
    curl: "Comando curl copiado. Se eliminará del portapapeles después de 30 segundos.",
  },
  more: "Más acciones del token",
  forget: "Olvidar token",
  forgotten: "Token olvidado. Sigue siendo válido en el servidor hasta que expire.",
  nothingKept: "No hay ningún token guardado.",
  saveFirst: "Guarda primero: Keyfob guarda tokens de configuraciones guardadas.",
  ofSaved: "Este es el token de la configuración guardada, no de tus cambios.",
  notRenewed: "La última renovación falló:",
  noToken: "No se pudo obtener un token:",
  problems: {
    waited: "Otro programa lleva solicitando este token más tiempo del que puede durar una solicitud. Inténtalo de nuevo.",
    no_clipboard: "No se pudo copiar: el portapapeles del sistema no está disponible en este momento.",
  },
  chip: { valid: (time) => `token válido hasta ${time}`, expired: "token expirado" },
};
