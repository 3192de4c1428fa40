/** Two weights on a beam: what the reconstruction costs, and what the KL weighs against it. */

import { nats } from "../app/format.js";
import { html, nothing } from "../app/lit.js";
import { LITERAL } from "../state/story-found.js";

/** @typedef {import("../state/page.js").State} State */

/** The most that the beam leans, in degrees. */
const LEAN = 14;
/** The side of a weight that is all of the two. */
const SIDE = 40;

/** The weights of the two terms in each model's loss. @type {Record<string, [number, number]>} */
const WEIGHTS = {
  "β = 0.1": [1, 0.1],
  "β = 1": [1, 1],
  "β = 8": [1, 8],
  [LITERAL]: [1 / 784, 1],
};

/** @param {State} state */
export function beam({ story: { gathered } }) {
  const name = gathered.looking ?? "β = 1";
  const looked = gathered.models[name];
  if (!looked) return nothing;
  const [per, beta] = WEIGHTS[name];
  const terms = [per * looked.reconstruction, beta * looked.kl];
  const sum = terms[0] + terms[1];
  const lean = sum === 0 ? 0 : (LEAN * (terms[1] - terms[0])) / sum;
  const [left, right] = terms.map((term) => SIDE * Math.sqrt(Math.max(0, term) / (sum || 1)));
  const literal = name === LITERAL;
  return html`
    <figure class="story-beam" data-testid="story-beam" data-reconstruction=${looked.reconstruction}
      data-kl=${looked.kl}>
      <svg viewBox="0 0 280 104" aria-hidden="true">
        <path class="beam-foot" d="M140 44 L122 98 H158 Z" />
        <g transform="rotate(${lean.toFixed(2)} 140 44)">
          <rect class="beam-bar" x="30" y="42" width="220" height="4" rx="2" />
          <rect
            class="beam-reconstruction"
            x=${52 - left / 2}
            y=${42 - left}
            width=${left}
            height=${left}
          />
          <rect
            class="beam-kl"
            x=${228 - right / 2}
            y=${42 - right}
            width=${right}
            height=${right}
          />
        </g>
      </svg>
      <figcaption class="fine">What each term still costs, in nats</figcaption>
      <p class="beam-terms">
        <span class="term-reconstruction"
          >reconstruction <b>${literal ? terms[0].toFixed(2) : nats(terms[0])}</b></span
        >
        <span class="term-kl">${literal ? "KL" : "β · KL"} <b>${nats(terms[1])}</b></span>
      </p>
    </figure>
    <p class="story-formula">
      ${
        literal
          ? html`loss = reconstruction / 784 + KL`
          : html`loss = −E<sub>q(z|x)</sub>[log p(x|z)] + β · KL(q(z|x) ‖ p(z))`
      }
    </p>
  `;
}
