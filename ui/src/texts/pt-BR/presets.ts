import type { Texts } from "../en";
import { pluralOf } from "../plural";

const plural = pluralOf("pt-BR");

export const presets: Texts["presets"] = {
  problems: {
    required: "Informe um valor.",
    unknown: "Este modelo não tem essa variável neste ambiente.",
    too_long: "Informe no máximo {limit} caracteres.",
    scheme: "Remova `https://`.",
    space: "Um espaço não é permitido aqui.",
    character: "{character} não é permitido aqui.",
    empty_segment: "Remova as barras do início e do fim e as barras duplas.",
    dot_segment: "Remova as partes `.` e `..` do caminho.",
    not_a_label: "Informe uma parte de um nome de host: letras, dígitos e hifens no meio.",
    not_a_host: "Não é um nome de host.",
    port: "A porta precisa ser um número de 1 a 65535.",
  },
  open: "Começar com um modelo…",
  title: "Começar com um modelo",
  titleOf: (name) => `Começar com um modelo: ${name}`,
  lead: "Um modelo preenche o que um servidor conhecido exige e diz onde encontrar o resto. Nada é enviado.",
  search: "Buscar modelos",
  found: (count, shown) => plural(count, `${shown} modelo`, `${shown} modelos`),
  none: "Nenhum modelo tem esse nome. Digite a Token URL ou use Preencher pelo issuer.",
  unavailable: "Não disponíveis",
  other: "Outros modelos",
  variables: (environment) => `Valores para ${environment}`,
  leaveOut: "Deixe um ambiente em branco para não mudar nada nele.",
  copy: (environment) => `Usar os valores de ${environment}`,
  example: (example) => `Exemplo: ${example}`,
  preview: (environment) => `Preencher em ${environment}`,
  nothing: "O formulário já tem tudo isso.",
  fillIn: "Preencher",
  enterFirst: "Primeiro informe os valores.",
  correctFirst: "Primeiro corrija os valores.",
  nothingChosen: "Nada foi escolhido.",
  done: "Os valores escolhidos foram preenchidos.",
  guide: (name) => `${name}: o que informar`,
  also: "O que mais precisa estar certo",
  sources: "Fontes",
};
