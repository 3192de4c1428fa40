/** The numbers in what unfolds: of the picture that is shown, and of no other. */

import { find, show, whenChanged } from "../app/dom.js";
import { count, latentName, nats, latent as number } from "../app/format.js";
import { html, render } from "../app/lit.js";
import { costs, latents, shown } from "../state/draw.js";
import { order } from "../state/latents.js";
import { activeLatents } from "../state/weights.js";
import { layersOf } from "../text/network.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../engine/wire.js").Encoded} Encoded */

/** Latents in the table of chances: as many as are read at a glance. */
const ROWS = 5;
/** A pixel between these shares of 255 is neither ink nor paper. */
const UNSURE = [0.1, 0.9].map((share) => share * 255);

/** @param {Document} page */
export function insideView(page) {
  const part = (/** @type {string} */ id) => find(page, id, HTMLElement);
  const tables = { encoder: part("encoder-layers"), decoder: part("decoder-layers") };
  const [encoder, decoder] = [part("encoder-live"), part("decoder-live")];
  const [sum, rows] = [part("epsilon-sum"), part("epsilon-rows")];
  const reconstruction = part("sum-reconstruction");
  const [kl, loudest] = [part("sum-kl"), part("sum-loudest")];

  const drawLayers = whenChanged((/** @type {number} */ latents) => {
    const layers = layersOf(latents);
    for (const half of /** @type {const} */ (["encoder", "decoder"]))
      render(layerTable(layers[half]), tables[half]);
  });

  const drawHalves = whenChanged(
    (/** @type {Encoded | null} */ encoded, /** @type {Uint8Array | null} */ picture) => {
      const inked = encoded?.image.filter((value) => value > 0).length ?? 0;
      const latents = count(encoded?.mean.length ?? 0);
      show(
        encoder,
        encoded
          ? `Of your drawing’s 784 pixels ${count(inked)} have ink; ${latents} means and ` +
              `${latents} variances come out.`
          : "Draw something, and its numbers stand here.",
        encoded ? inked : null,
      );
      const [low, high] = UNSURE;
      const unsure = picture?.filter((value) => value > low && value < high).length ?? 0;
      show(
        decoder,
        picture
          ? `Of the picture shown, ${count(unsure)} of 784 pixels are between 10 and 90 %: unsure.`
          : "Draw something, and its numbers stand here.",
        picture ? unsure : null,
      );
    },
  );

  const drawChance = whenChanged(
    (
      /** @type {Encoded | null} */ encoded,
      /** @type {number[] | null} */ z,
      /** @type {number | null} */ picked,
    ) => {
      if (!encoded || !z) {
        render("", rows);
        return show(sum, "z = μ + σ · ε", null);
      }
      const { speaking, silent } = order(encoded);
      const first = picked ?? [...speaking, ...silent][0];
      const all = [first, ...speaking.filter((each) => each !== first)].slice(0, ROWS);
      const of = (/** @type {number} */ latent) => {
        const [mean, deviation] = [encoded.mean[latent], encoded.deviation[latent]];
        return { name: latentName(latent), mean, deviation, z: z[latent] };
      };
      const { name, mean, deviation, z: now } = of(first);
      const epsilon = (now - mean) / deviation;
      const values = [now, mean, deviation, epsilon].map(number);
      show(sum, `${name} = μ + σ · ε: ${values[0]} = ${values[1]} + ${values[2]} · ${values[3]}`);
      sum.dataset.value = String(epsilon);
      render(chanceTable(all.map(of)), rows);
    },
  );

  const drawSums = whenChanged(
    (/** @type {Encoded | null} */ encoded, /** @type {State["draw"]["at"]} */ _at) => {
      if (!state) return;
      const now = costs(state.draw);
      const value = now ? `= ${nats(now.reconstruction)}` : "";
      show(reconstruction, `−Σ x ln x̂ + (1 − x) ln(1 − x̂) ${value}`, now?.reconstruction ?? null);
      show(kl, `½ Σ μ² + σ² − 1 − ln σ² ${now ? `= ${nats(now.kl)}` : ""}`, now?.kl ?? null);
      if (!encoded) return show(loudest, "Draw something, and its numbers stand here.");
      const { kl: each, speaking } = order(encoded);
      const most = speaking
        .slice(0, 3)
        .map((latent) => `${latentName(latent)} ${nats(each[latent])}`);
      show(loudest, `Of your drawing’s own KL most is in ${most.join(", ") || "none"}.`);
    },
  );

  /** @type {State | null} */
  let state = null;
  return (/** @type {State} */ next) => {
    state = next;
    const { draw, weights } = next;
    drawLayers(activeLatents(weights));
    drawHalves(draw.encoded, shown(draw));
    drawChance(draw.encoded, latents(draw), draw.latent);
    drawSums(draw.encoded, draw.at);
  };
}

/** @param {import("../text/network.js").Layer[]} layers */
const layerTable = (layers) => html`
  <table>
    <thead>
      <tr>
        <th scope="col">Layer</th>
        <th scope="col">Out</th>
        <th scope="col">Parameters</th>
      </tr>
    </thead>
    <tbody>
      ${layers.map(
        ({ name, shape, parameters }) => html`<tr>
          <th scope="row">${name}</th>
          <td>${shape}</td>
          <td>${count(parameters)}</td>
        </tr>`,
      )}
    </tbody>
    <tfoot>
      <tr>
        <th scope="row">Together</th>
        <td></td>
        <td>${count(layers.reduce((sum, { parameters }) => sum + parameters, 0))}</td>
      </tr>
    </tfoot>
  </table>
`;

/** @param {{name: string, mean: number, deviation: number, z: number}[]} latents */
const chanceTable = (latents) => html`
  <table>
    <thead>
      <tr>
        <th scope="col">Latent</th>
        <th scope="col">μ</th>
        <th scope="col">σ</th>
        <th scope="col">ε</th>
        <th scope="col">z</th>
      </tr>
    </thead>
    <tbody>
      ${latents.map(
        ({ name, mean, deviation, z }) => html`<tr>
          <th scope="row">${name}</th>
          ${[mean, deviation, (z - mean) / deviation, z].map(
            (value) => html`<td>${number(value)}</td>`,
          )}
        </tr>`,
      )}
    </tbody>
  </table>
`;
