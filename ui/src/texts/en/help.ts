export const shortcuts = {
  title: "Keyboard shortcuts",
  groups: { everywhere: "Everywhere", list: "List", form: "Form" },
  actions: {
    overview: "Show this overview",
    create: "Create an authorization",
    search: "Search the list",
    home: "Home",
    list: "Authorizations",
    settings: "Settings",
    zoom: "Larger, smaller or normal text",
    rows: "Move between rows",
    edit: "Edit the row",
    connect: "CONNECT",
    save: "SAVE",
    tabs: "Switch between Staging and Production, on their tabs",
    leave: "Leave the form",
  },
};

export const glossary = {
  title: "Types and grants",
  types: "Types",
  grants: "OAuth 2 grant types",
  meanings: {
    types: {
      "api-key": "A fixed key that the API’s provider gave you. It is sent with every request and works until the provider revokes it. Choose it if you have one value and no token endpoint.",
      oauth2: "A client ID and a client secret that an authorization server exchanges for access tokens. Tokens expire after minutes or hours and can be limited to scopes. Choose it if you have a Token URL.",
    },
    grants: {
      client_credentials: "The client gets a token for itself, without a user who signs in (RFC 6749, section 4.4). This is the usual grant between servers.",
      authorization_code: "A user signs in in the browser, and the client gets a code that it exchanges for tokens (RFC 6749, section 4.1). Choose it if the API acts for a user and the server doesn’t support PKCE.",
      authorization_code_pkce: "The same with a proof that whoever exchanges the code also requested it (RFC 7636). Choose it wherever the server supports it.",
      device_code: "A user signs in on another device, with a code that Keyfob shows (RFC 8628). Choose it where there is no browser.",
    },
  },
};
