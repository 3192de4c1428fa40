/**
 * Files and drawings that are wrong on purpose, each to an engine that holds weights, data, a pool
 * and a memory: it answers with a sentence or a result, in time, in bounds, and where it refuses it
 * holds what it held.
 */

import assert from "node:assert/strict";
import { idxPair, omniglotArchive } from "../../js/real/files.js";
import { pageFile } from "../../js/real/page.js";
import { EngineThread } from "../engine-host.js";
import { archives } from "../hostile/archives.js";
import { digits } from "../hostile/digits.js";
import { drawings } from "../hostile/drawings.js";
import { hosted } from "../hostile/hosted.js";
import { pictures } from "../hostile/pictures.js";
import { strangers } from "../hostile/weights.js";

/** @typedef {import("../../../www/engine/wire.js").Command} Command */
/**
 * @typedef {object} Case
 * @property {string} name
 * @property {Command[]} commands The last is the hostile one; those before it must be taken.
 * @property {RegExp} [refused] What the sentence says; without, it is taken.
 */

/** What an input of up to 16 MB may cost. */
const MOST_MS = 2000;
const MOST_GROWN = 256 << 20;
/** Others work on this machine too: a slow attempt is made again, and the fastest counts. */
const TRIES = 3;
/** A sentence, and not a book. */
const LONGEST = 600;

/** @returns {Command[]} */
const prepared = () => {
  const pair = idxPair(300);
  const files = [
    { name: "images", bytes: pair.images },
    { name: "labels", bytes: pair.labels },
  ];
  const vae = pageFile("weights/vae-mnist.safetensors");
  return [
    { type: "loadWeights", slot: "pretrained", name: "pretrained", bytes: vae },
    { type: "loadWeights", slot: "fineTuned", name: "tuned", bytes: vae },
    {
      type: "loadMetaWeights",
      algorithm: "hypernetwork",
      name: "meta",
      bytes: pageFile("weights/mnist-hypernetwork.safetensors"),
    },
    { type: "loadFiles", split: "train", files },
    { type: "loadOmniglot", bytes: omniglotArchive("Own", 3, 2) },
    { type: "remember", image: pair.images.slice(16, 800), label: 1 },
  ];
};

/** @param {Command[]} commands @param {RegExp | undefined} refused */
async function attempt(commands, refused) {
  const engine = await EngineThread.start();
  try {
    const begun = await engine.ask([...prepared(), ...commands.slice(0, -1)], { probe: true });
    assert.ok(begun.events, `what comes before is taken: ${JSON.stringify(begun)}`);
    const answer = await engine.ask(commands.slice(-1), { probe: true });
    assert.equal(answer.trap, undefined, "the engine traps");
    const said = answer.refused?.message;
    if (refused) {
      assert.match(said ?? "it was taken", refused);
      assert.match(said ?? "", /^[A-Z“].*[.?]$/s, "a sentence");
      assert.ok(said && said.length <= LONGEST, `${said?.length} characters are no sentence`);
      assert.equal(answer.state, begun.state, "what it holds changed");
    } else {
      assert.equal(said, undefined, "it is taken");
    }
    return answer;
  } finally {
    await engine.end();
  }
}

/** @param {Case} what */
async function withinBounds({ commands, refused }) {
  for (let left = TRIES - 1; ; left--) {
    const { ms, grown } = await attempt(commands, refused);
    assert.ok(grown <= MOST_GROWN, `the engine grew by ${grown >> 20} MiB`);
    if (ms <= MOST_MS) return { ms, grown };
    assert.ok(left > 0, `it took ${Math.round(ms)} ms, ${TRIES} times`);
  }
}

/** @param {import("../faults.js").Faults} faults */
export async function run(faults) {
  const all = [archives, pictures, digits, hosted, strangers, drawings].flatMap((cases) => cases());
  let [slowest, largest] = [0, 0];
  for (const each of all) {
    await faults.attempt(each.name, async () => {
      const { ms, grown } = await withinBounds(each);
      if (process.env.METAVAE_FAULTS_VERBOSE)
        console.log(`${each.name}: ${Math.round(ms)} ms, ${grown >> 20} MiB`);
      slowest = Math.max(slowest, ms);
      largest = Math.max(largest, grown);
    });
  }
  faults.figures.slowest_ms = Math.round(slowest);
  faults.figures.largest_growth_mib = Math.round(largest / (1 << 20));
}
