// Português (Brasil).
import type { Texts } from "./en";
import { connect } from "./pt-BR/connect";
import { form } from "./pt-BR/form";
import { glossary, shortcuts } from "./pt-BR/help";
import { messages } from "./pt-BR/messages";
import { problems } from "./pt-BR/problems";
import { settings } from "./pt-BR/settings";
import { signIn } from "./pt-BR/signIn";
import { discovery } from "./pt-BR/discovery";
import { presets } from "./pt-BR/presets";
import { tokens } from "./pt-BR/tokens";
import { countedOf, pluralOf } from "./plural";
import { vault } from "./pt-BR/vault";

const plural = pluralOf("pt-BR");
const many = countedOf("pt-BR");

export const ptBR: Texts = {
  language: "pt-BR",
  languageName: "Português (Brasil)",
  environments: { staging: "Homologação", production: "Produção" },
  types: { "api-key": "API Key", oauth2: "OAuth 2" },
  grants: {
    client_credentials: "Client Credentials",
    authorization_code: "Authorization Code",
    authorization_code_pkce: "Authorization Code (With PKCE)",
    device_code: "Device Authorization",
  },
  shell: {
    menu: "Menu principal",
    home: "Início",
    authorizations: "Autorizações",
    settings: "Configurações",
    collapse: "Recolher menu",
    expand: "Expandir menu",
    language: "Idioma",
    systemLanguage: "Idioma do sistema",
    version: (version) => `Versão ${version}`,
    dismiss: "Dispensar",
    showMore: "Mostrar mais",
    showLess: "Mostrar menos",
    close: "Fechar",
    cancel: "Cancelar",
    loading: "Carregando",
    database: {
      gone: {
        title: "Não é possível salvar: o arquivo do banco de dados não está mais lá",
        lead: "Ele foi excluído, movido ou substituído enquanto o Keyfob estava aberto. Os dados continuam abertos nesta janela. Coloque o arquivo de volta ou grave os dados em um novo. Se houver outro arquivo no lugar dele, o Keyfob o move para a pasta “damaged”.",
      },
      not_saving: {
        title: "Nada está sendo salvo",
        lead: "O Keyfob está aberto sem o arquivo do banco de dados. O que está aberto nesta janela se perde quando você a fecha, a menos que grave um novo arquivo antes.",
      },
      write: "Gravar um novo arquivo",
      goOn: "Continuar sem salvar",
      written: "Novo arquivo do banco de dados gravado",
    },
    closing: {
      title: "Fechar o Keyfob sem salvar os dados?",
      lead: "O arquivo do banco de dados não está mais lá, e os dados só existem nesta janela. Grave um novo arquivo para mantê-los.",
      unsaved: "Além disso, há alterações não salvas no formulário.",
      lose: "Fechar e perder os dados",
    },
    cannotOpen: {
      title: "O Keyfob não consegue abrir seus dados",
      detail: "Detalhes técnicos (em inglês):",
      retry: "Tentar de novo",
      tried: (time) => `Nova tentativa às ${time}. O Keyfob ainda não consegue abrir seus dados.`,
      choose: "Escolher outra pasta…",
      chooseLead: "O Keyfob usa a pasta escolhida até ser fechado. Os dados da pasta antiga não são movidos.",
      chosen: (folder) => `O Keyfob está usando ${folder}`,
      chosenLead: "Isso vale até você fechar o Keyfob. Para usar sempre esta pasta, defina KEYFOB_HOME com ela ou inicie o Keyfob com --home.",
    },
  },
  home: {
    title: "Boas-vindas",
    lead: "Guarde as credenciais de que suas APIs precisam e valide-as antes de depender delas.",
    card: "Clientes OAuth 2 e chaves de API, para Homologação e Produção.",
    configured: (count) => plural(count, "autorização configurada", "autorizações configuradas"),
    notValidated: (count, shown) => (count === 0 ? "todas validadas" : many(count, shown, "não validada", "não validadas")),
    unused: "Ainda sem uso",
    count: (count, shown) => many(count, shown, "autorização", "autorizações"),
    validated: (count, shown) => (count === 0 ? "nenhuma validada" : many(count, shown, "validada", "validadas")),
    fullyValidated: (count, shown) => (count === 0 ? "nenhuma validada por completo" : many(count, shown, "validada por completo", "validadas por completo")),
    create: "Criar autorização",
  },
  list: {
    title: "Autorizações",
    create: "+ AUTORIZAÇÕES",
    text: "Nome, descrição",
    type: "Tipo",
    allTypes: "Todos",
    search: "BUSCAR",
    clear: "LIMPAR",
    columns: { name: "Nome", description: "Descrição", type: "Tipo", environment: "Ambiente", attempt: "Última tentativa", actions: "Ações" },
    edit: (name) => `Editar ${name}`,
    remove: (name) => `Excluir ${name}`,
    states: { configured: "salva, não validada", validated: "validada" },
    showAttempt: "Mostrar a coluna Última tentativa",
    attempts: { none: "Nenhuma", outcome: (code) => (code === null ? "conectou" : `falhou (${code})`) },
    unverified: (environments: string) => `Certificado não verificado: ${environments}`,
    hasLosses: "Incompleta desde a recuperação",
    noEnvironment: "Nenhum ambiente",
    empty: "Nenhuma autorização ainda",
    emptyLead: "Crie a primeira e valide-a com CONECTAR.",
    createFirst: "Criar a primeira autorização",
    nothing: "Nenhum resultado para a busca",
    nothingText: "Nenhum nome ou descrição contém este texto.",
    nothingType: "Ainda não há autorizações deste tipo.",
    nothingSignIn: "Nenhum usuário precisa fazer login.",
    onlySignIn: "Login necessário: mostrar só estas",
    clearFilter: "Limpar filtro",
    found: (total, shown) => many(total, shown, "autorização encontrada", "autorizações encontradas"),
    pager: "Páginas",
    range: (from, to, total) => `${from}–${to} de ${total}`,
    previous: "Página anterior",
    next: "Próxima página",
    firstPage: "Esta é a primeira página.",
    lastPage: "Esta é a última página.",
    page: (page) => `Página ${page}`,
    removeTitle: "Excluir autorização",
    removeQuestion: (name) => `Excluir “${name}”? As configurações e os segredos dos dois ambientes serão excluídos. Não é possível desfazer.`,
    wholeName: "Mostrar o nome inteiro",
    removeConfirm: "Excluir",
    removed: "Autorização excluída",
  },
  picker: {
    title: "CRIAR AUTORIZAÇÃO",
    lead: "Tipo de autorização",
    hints: {
      "api-key": "Uma chave fixa enviada em cada requisição: em um cabeçalho, na query string ou em um cookie.",
      oauth2: "Um client ID e um client secret que são trocados por access tokens de curta duração.",
    },
    confirm: "CONFIRMAR",
    cancel: "CANCELAR",
    why: "Escolha um tipo primeiro.",
    difference: "Qual é a diferença?",
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
