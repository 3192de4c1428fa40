/** The README's section on quality, made from `docs/results/eval.json` and from nothing else. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { METHODS } from "../www/text/methods.js";
import { replaced, rewriteReadme } from "./section.mjs";

const RESULTS = new URL("../docs/results/eval.json", import.meta.url);

/**
 * @typedef {{accuracy_percent: number, half_width_percent: number, adapt_ms?: number, grown?:
 *   Figure}} Figure
 */
/** @typedef {{episodes: number, methods: Record<string, Figure>}} Table */
/** @typedef {Record<string, any> & {targets: Record<string, number | null>}} Report */

/**
 * What each target is called, what others reached, and its bound.
 * @type {Record<string, [name: string, reference: string, bound: "≤" | "≥", aim: number, unit:
 *   string]>}
 */
export const AIMS = {
  elbo_total_nats: [
    "negative ELBO, grey MNIST",
    "PyTorch, plain recipe: 102.7 after 5 epochs, 99.5 after 10",
    "≤",
    96.5,
    "nats",
  ],
  nll_5000_nats: [
    "NLL, binarised MNIST, 5,000 importance samples",
    "a good MLP VAE: 86.35 to 86.76",
    "≤",
    86.4,
    "nats",
  ],
  mnist_10w10s_frozen: [
    "MNIST 10-way 10-shot, no other labels, frozen encoder and prototypes",
    "PyTorch VAE 80.4 %, pixels 72.3 %",
    "≥",
    90,
    "%",
  ],
  mnist_100_labels_best: [
    "MNIST, 100 labels, unlabelled images allowed",
    "M1 88.2 %, M1+M2 96.7 % (Kingma et al. 2014)",
    "≥",
    96.7,
    "%",
  ],
  mnist_10w1s: ["MNIST 10-way 1-shot", "VAE 45.8 %, pixels 42.0 %", "≥", 65, "%"],
  mnist_10w5s: ["MNIST 10-way 5-shot", "VAE 73.2 %, pixels 66.1 %", "≥", 88, "%"],
  novel_5w1s: ["novel digits, 5-way 1-shot, trained on the other five", "–", "≥", 85, "%"],
  novel_5w5s: ["novel digits, 5-way 5-shot, trained on the other five", "–", "≥", 95, "%"],
  omniglot_5w1s: [
    "Omniglot, new alphabets, 5-way 1-shot, trained on five alphabets",
    "Reptile, 1,200 classes: 95.4 %",
    "≥",
    93,
    "%",
  ],
  omniglot_5w5s: [
    "Omniglot, new alphabets, 5-way 5-shot",
    "Reptile, 1,200 classes: 98.9 %",
    "≥",
    98,
    "%",
  ],
  omniglot_20w1s: [
    "Omniglot, new alphabets, 20-way 1-shot",
    "Reptile, 1,200 classes: 88.1 %",
    "≥",
    82,
    "%",
  ],
  adapt_steps_to_scratch500: [
    "adaptation steps to the loss that scratch reaches after 500, five drawings",
    "–",
    "≤",
    5,
    "steps",
  ],
};

/** @param {Report} report */
export function section(report) {
  const { targets } = report;
  const aims = Object.entries(AIMS).map(([key, [name, reference, bound, aim, unit]]) => {
    const value = targets[key] ?? null;
    const met = value !== null && (bound === "≤" ? value <= aim : value >= aim);
    const shown =
      value === null
        ? "not measured"
        : `${number(value)} ${value === 1 ? unit.replace(/s$/, "") : unit}${met ? " ✓" : ""}`;
    return `| ${name} | ${reference} | ${shown} | ${bound} ${aim} ${unit} |`;
  });
  const parts = [
    `| | others | measured | target |\n|---|---|---:|---:|\n${aims.join("\n")}`,
    report.mnist && shots(report.mnist),
    report.novel && directions(report.novel, "Novel digits", ["5w1s", "5w5s"]),
    report.omniglot && directions(report.omniglot, "Omniglot", ["5w1s", "5w5s", "20w1s"]),
    report.labels && labels(report.labels),
    report.features && features(report.features),
    report.adaptation && adaptation(report.adaptation),
  ];
  return parts.filter(Boolean).join("\n\n");
}

/** @param {Record<string, any>} mnist */
function shots(mnist) {
  const columns = ["10w1s", "10w5s", "10w10s"].filter((key) => mnist[key]);
  const head = [
    "method",
    ...columns.map(named),
    "10-way 1-shot, grown support",
    "ms to adapt, 10-way 5-shot",
  ];
  const rows = METHODS.filter(({ id }) => columns.some((key) => mnist[key].methods[id])).map(
    ({ id, name }) => {
      const figures = columns.map(
        (key) => /** @type {Figure | undefined} */ (mnist[key].methods[id]),
      );
      const grown = /** @type {Table | undefined} */ (mnist["10w1s"])?.methods[id]?.grown;
      const ms = /** @type {Table | undefined} */ (mnist["10w5s"])?.methods[id]?.adapt_ms;
      return [name, ...figures.map(percent), percent(grown), ms === undefined ? "–" : number(ms)];
    },
  );
  return `**Methods on MNIST.** ${protocol(mnist, mnist[columns[0]])}\n\n${table(head, rows)}`;
}

/** @param {Record<string, any>} part @param {string} title @param {string[]} keys */
function directions(part, title, keys) {
  const ways = Object.entries(part).filter(
    ([, each]) => each !== null && typeof each === "object" && keys[0] in each,
  );
  const rows = ways.flatMap(([name, tables]) =>
    METHODS.filter(({ id }) => tables[keys[0]].methods[id]).map(({ id, name: method }) => [
      name,
      method,
      ...keys.map((key) => percent(tables[key].methods[id])),
    ]),
  );
  const head = ["trained on, tested on", "method", ...keys.map(named)];
  return `**${title}.** ${protocol(part, ways[0][1][keys[0]])}\n\n${table(head, rows, 2)}`;
}

/** @param {Record<string, any>} part */
function labels(part) {
  /** @type {[string, string][]} */
  const names = [
    ["m1", "M1: linear classifier on the VAE's latents"],
    ["m1_m2", "M1+M2 on the VAE's latents"],
    ["meta_prototypes", "prototypes, encoder meta-trained without labels"],
    ["meta_linear", "linear classifier on that encoder"],
    ["meta_m2", "M2 on that encoder's 32 principal components"],
  ];
  const rows = names.map(([key, name]) => [name, percent(part[key])]);
  return (
    `**100 labels.** ${capital(part.protocol)}; ${part.draws} draws; ${part.interval}; seed ` +
    `${part.seed}.\n\n${table(["method", "accuracy"], rows)}`
  );
}

/** @param {Record<string, any>} part */
function features(part) {
  /** @type {[string, string][]} */
  const kinds = [
    ["latents", "`mu`, 32 numbers"],
    ["pca_32", "32 principal components"],
    ["pixels", "784 pixels"],
  ];
  const rows = kinds.map(([key, name]) => [
    name,
    ...["nearest_neighbours_percent", "linear_probe_percent", "nearest_prototype_percent"].map(
      (figure) => `${part[key][figure].toFixed(1)} %`,
    ),
  ]);
  return (
    `**What the latents know,** with all ${part.labels.toLocaleString("en")} labels, on ` +
    `${part.images.toLocaleString("en")} test ` +
    `images.\n\n${table(["", `${part.neighbours}-NN`, "linear probe", "nearest prototype"], rows)}`
  );
}

/** @param {Record<string, any>} part */
function adaptation(part) {
  const rows = Object.entries(part.rates).flatMap(([rate, of]) =>
    Object.entries(of)
      .filter(([, figures]) => typeof figures === "object")
      .map(([start, { steps, start_nats, after_5_steps_nats }]) => [
        rate,
        `${number(of.scratch_nats)} nats`,
        `\`${start}\``,
        `${number(start_nats)} nats`,
        `${number(after_5_steps_nats)} nats`,
        steps === null ? "more than 200" : String(steps),
      ]),
  );
  const head = [
    "Adam's rate",
    "scratch after 500 steps",
    "start",
    "at once",
    "after 5 steps",
    "steps to scratch's",
  ];
  return (
    `**Steps that a start saves.** ${capital(part.protocol)}. ${part.tasks} tasks, seed ` +
    `${part.seed}.\n\n${table(head, rows)}`
  );
}

/** @param {Record<string, any>} part @param {Table} of */
const protocol = (part, of) =>
  `${capital(part.protocol)}. ${of.episodes} tasks with ${part.queries_a_class} queries a ` +
  `class, ${part.transductive ? "transductive" : "not transductive"}; ± ${part.interval}; ` +
  `seed ${part.seed}.`;

/**
 * @param {string[]} head
 * @param {string[][]} rows
 * @param {number} names Columns of words, before those of figures.
 */
const table = (head, rows, names = 1) =>
  [head, head.map((_, at) => (at < names ? "---" : "---:")), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");

/** @param {Figure | undefined} figure */
const percent = (figure) =>
  figure
    ? `${figure.accuracy_percent.toFixed(1)} ± ${figure.half_width_percent.toFixed(1)} %`
    : "–";

/** `10w5s` in words. @param {string} key */
const named = (key) => key.replace(/(\d+)w(\d+)s/, "$1-way $2-shot");

/** @param {number} value */
const number = (value) => (Number.isInteger(value) ? String(value) : value.toFixed(1));

/** @param {string} text */
const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** @param {string} readme @param {Report} report */
export const withSection = (readme, report) => replaced(readme, "eval", section(report));

export const readReport = () => /** @type {Report} */ (JSON.parse(readFileSync(RESULTS, "utf8")));

if (process.argv[1] === fileURLToPath(import.meta.url))
  rewriteReadme((readme) => withSection(readme, readReport()));
