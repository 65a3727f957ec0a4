import type { Texts } from "../en";

export const shortcuts: Texts["shortcuts"] = {
  title: "Atajos de teclado",
  groups: { everywhere: "En cualquier pantalla", list: "Lista", form: "Formulario" },
  actions: {
    overview: "Mostrar esta lista",
    create: "Crear una autorización",
    search: "Buscar en la lista",
    home: "Inicio",
    list: "Autorizaciones",
    settings: "Configuración",
    zoom: "Texto más grande, más pequeño o normal",
    rows: "Moverse entre las filas",
    edit: "Editar la fila",
    connect: "CONECTAR",
    save: "GUARDAR",
    tabs: "Alternar entre Staging y Producción, en las pestañas",
    leave: "Salir del formulario",
  },
};

export const glossary: Texts["glossary"] = {
  title: "Tipos y grants",
  types: "Tipos",
  grants: "Grant types de OAuth 2",
  meanings: {
    types: {
      "api-key": "Una clave fija que te dio el proveedor de la API. Se envía en cada solicitud y es válida hasta que el proveedor la revoca. Elige este tipo si tienes un único valor y ningún endpoint de token.",
      oauth2: "Un client ID y un client secret que un servidor de autorización intercambia por tokens de acceso. Los tokens expiran en minutos u horas y pueden limitarse a ciertos ámbitos. Elige este tipo si tienes una Token URL.",
    },
    grants: {
      client_credentials: "El cliente obtiene un token para sí mismo, sin que un usuario inicie sesión (RFC 6749, sección 4.4). Es el grant habitual entre servidores.",
      authorization_code: "Un usuario inicia sesión en el navegador, y el cliente recibe un código que intercambia por tokens (RFC 6749, sección 4.1). Elígelo si la API actúa en nombre de un usuario y el servidor no admite PKCE.",
      authorization_code_pkce: "Lo mismo, con una prueba de que quien intercambia el código también lo solicitó (RFC 7636). Elígelo siempre que el servidor lo admita.",
      device_code: "Un usuario inicia sesión en otro dispositivo, con un código que muestra Keyfob (RFC 8628). Elígelo donde no haya navegador.",
    },
  },
};
