// Español. “Staging” keeps its name: “Preproducción” is too easily misread as “Producción”.
import type { Texts } from "./en";
import { connect } from "./es/connect";
import { form } from "./es/form";
import { glossary, shortcuts } from "./es/help";
import { messages } from "./es/messages";
import { problems } from "./es/problems";
import { settings } from "./es/settings";
import { signIn } from "./es/signIn";
import { discovery } from "./es/discovery";
import { presets } from "./es/presets";
import { tokens } from "./es/tokens";
import { vault } from "./es/vault";
import { countedOf, pluralOf } from "./plural";

const plural = pluralOf("es");
const many = countedOf("es");

export const es: Texts = {
  language: "es",
  languageName: "Español",
  environments: { staging: "Staging", production: "Producción" },
  types: { "api-key": "API Key", oauth2: "OAuth 2" },
  grants: {
    client_credentials: "Client Credentials",
    authorization_code: "Authorization Code",
    authorization_code_pkce: "Authorization Code (With PKCE)",
    device_code: "Device Authorization",
  },
  shell: {
    menu: "Menú principal",
    home: "Inicio",
    authorizations: "Autorizaciones",
    settings: "Configuración",
    collapse: "Contraer menú",
    expand: "Expandir menú",
    language: "Idioma",
    systemLanguage: "Idioma del sistema",
    version: (version) => `Versión ${version}`,
    dismiss: "Descartar",
    showMore: "Mostrar más",
    showLess: "Mostrar menos",
    close: "Cerrar",
    cancel: "Cancelar",
    loading: "Cargando",
    database: {
      gone: {
        title: "No se puede guardar nada: el archivo de la base de datos ya no está",
        lead: "Se eliminó, se movió o se reemplazó mientras Keyfob estaba abierto. Los datos siguen abiertos en esta ventana. Vuelve a poner el archivo en su lugar o crea uno nuevo con los datos. Si hay otro archivo en su lugar, Keyfob lo mueve a la carpeta “damaged”.",
      },
      not_saving: {
        title: "No se está guardando nada",
        lead: "Keyfob está abierto sin su archivo de base de datos. Lo que está abierto en esta ventana se pierde al cerrarla, a menos que antes crees un archivo nuevo.",
      },
      write: "Crear un archivo nuevo",
      goOn: "Continuar sin guardar",
      written: "Nuevo archivo de base de datos creado",
    },
    closing: {
      title: "¿Cerrar Keyfob sin guardar sus datos?",
      lead: "El archivo de la base de datos ya no está, y los datos solo existen en esta ventana. Crea un archivo nuevo para conservarlos.",
      unsaved: "Además, hay cambios sin guardar en el formulario.",
      lose: "Cerrar y perder los datos",
    },
    cannotOpen: {
      title: "Keyfob no puede abrir sus datos",
      detail: "Detalles técnicos (en inglés):",
      retry: "Reintentar",
      tried: (time) => `Nuevo intento: ${time}. Keyfob sigue sin poder abrir sus datos.`,
      choose: "Elegir otra carpeta…",
      chooseLead: "Keyfob usa la carpeta que elijas hasta que lo cierres. Los datos de la carpeta anterior no se mueven.",
      chosen: (folder) => `Keyfob está usando ${folder}`,
      chosenLead: "Esto dura hasta que cierres Keyfob. Para usar siempre esta carpeta, asígnala a KEYFOB_HOME o inicia Keyfob con --home.",
    },
  },
  home: {
    title: "Te damos la bienvenida",
    lead: "Guarda las credenciales que necesitan tus API y comprueba que funcionan antes de depender de ellas.",
    card: "Clientes OAuth 2 y claves de API, para Staging y Producción.",
    configured: (count) => plural(count, "autorización configurada", "autorizaciones configuradas"),
    notValidated: (count, shown) => (count === 0 ? "todas validadas" : `${shown} sin validar`),
    unused: "Todavía sin uso",
    count: (count, shown) => many(count, shown, "autorización", "autorizaciones"),
    validated: (count, shown) => (count === 0 ? "ninguna validada" : many(count, shown, "validada", "validadas")),
    fullyValidated: (count, shown) => (count === 0 ? "ninguna validada por completo" : many(count, shown, "validada por completo", "validadas por completo")),
    create: "Crear autorización",
  },
  list: {
    title: "Autorizaciones",
    create: "+ AUTORIZACIONES",
    text: "Nombre, descripción",
    type: "Tipo",
    allTypes: "Todos",
    search: "BUSCAR",
    clear: "LIMPIAR",
    columns: { name: "Nombre", description: "Descripción", type: "Tipo", environment: "Entorno", attempt: "Último intento", actions: "Acciones" },
    edit: (name) => `Editar ${name}`,
    remove: (name) => `Eliminar ${name}`,
    states: { configured: "guardado, sin validar", validated: "validado" },
    showAttempt: "Mostrar la columna Último intento",
    attempts: { none: "Ninguno", outcome: (code) => (code === null ? "conectado" : `falló (${code})`) },
    unverified: (environments: string) => `Certificado no verificado: ${environments}`,
    hasLosses: "Incompleta desde la recuperación",
    noEnvironment: "Ningún entorno",
    empty: "Todavía no hay autorizaciones",
    emptyLead: "Crea la primera y comprueba con CONECTAR que funciona.",
    createFirst: "Crear la primera autorización",
    nothing: "La búsqueda no dio resultados",
    nothingText: "Ningún nombre ni descripción contiene este texto.",
    nothingType: "Todavía no hay autorizaciones de este tipo.",
    nothingSignIn: "Ningún usuario tiene que iniciar sesión.",
    onlySignIn: "Hay que iniciar sesión: mostrar solo estas",
    clearFilter: "Limpiar filtro",
    found: (total, shown) => many(total, shown, "autorización encontrada", "autorizaciones encontradas"),
    pager: "Páginas",
    range: (from, to, total) => `${from}–${to} de ${total}`,
    previous: "Página anterior",
    next: "Página siguiente",
    firstPage: "Esta es la primera página.",
    lastPage: "Esta es la última página.",
    page: (page) => `Página ${page}`,
    removeTitle: "Eliminar autorización",
    removeQuestion: (name) => `¿Eliminar “${name}”? Se eliminarán su configuración y sus secretos en ambos entornos. Esta acción no se puede deshacer.`,
    wholeName: "Mostrar el nombre completo",
    removeConfirm: "Eliminar",
    removed: "Autorización eliminada",
  },
  picker: {
    title: "CREAR AUTORIZACIÓN",
    lead: "Tipo de autorización",
    hints: {
      "api-key": "Una clave fija que se envía en cada solicitud: en un encabezado, en la cadena de consulta o en una cookie.",
      oauth2: "Un client ID y un client secret que se intercambian por tokens de acceso de corta duración.",
    },
    confirm: "CONFIRMAR",
    cancel: "CANCELAR",
    why: "Primero elige un tipo.",
    difference: "¿Cuál es la diferencia?",
  },
  glossary,
  shortcuts,
  form,
  connect,
  messages,
  settings,
  discovery,
  presets,
  signIn,
  tokens,
  vault,
  problems,
};
