import type { Texts } from "../en";

export const shortcuts: Texts["shortcuts"] = {
  title: "Atalhos do teclado",
  groups: { everywhere: "Em qualquer tela", list: "Lista", form: "Formulário" },
  actions: {
    overview: "Mostrar esta lista",
    create: "Criar uma autorização",
    search: "Buscar na lista",
    home: "Início",
    list: "Autorizações",
    settings: "Configurações",
    zoom: "Texto maior, menor ou normal",
    rows: "Mover entre as linhas",
    edit: "Editar a linha",
    connect: "CONECTAR",
    save: "SALVAR",
    tabs: "Alternar entre Homologação e Produção, nas abas",
    leave: "Sair do formulário",
  },
};

export const glossary: Texts["glossary"] = {
  title: "Tipos e grants",
  types: "Tipos",
  grants: "Grant types do OAuth 2",
  meanings: {
    types: {
      "api-key": "Uma chave fixa que você recebeu do provedor da API. Ela é enviada em cada requisição e vale até o provedor revogá-la. Escolha este tipo se você tem um único valor e nenhum endpoint de token.",
      oauth2: "Um client ID e um client secret que um servidor de autorização troca por access tokens. Os tokens expiram em minutos ou horas e podem ser limitados a escopos. Escolha este tipo se você tem uma Token URL.",
    },
    grants: {
      client_credentials: "O cliente obtém um token para si mesmo, sem que um usuário faça login (RFC 6749, seção 4.4). É o grant usual entre servidores.",
      authorization_code: "Um usuário faz login no navegador, e o cliente recebe um código que troca por tokens (RFC 6749, seção 4.1). Escolha este grant se a API age em nome de um usuário e o servidor não aceita PKCE.",
      authorization_code_pkce: "O mesmo, com uma prova de que quem troca o código também o solicitou (RFC 7636). Escolha este grant sempre que o servidor o aceitar.",
      device_code: "Um usuário faz login em outro dispositivo, com um código que o Keyfob mostra (RFC 8628). Escolha este grant onde não há navegador.",
    },
  },
};
