/**
 * The parts of the suite, a file each in `parts/` and a row here. A file exports
 * `run(faults)`, which makes its attempts and settles when all are made.
 */

/**
 * @typedef {object} Part
 * @property {string} name Its file, and what `--only` calls it.
 * @property {string} what What is tried.
 * @property {string} kept What "nothing lost" means.
 * @property {number} least Attempts that the short form makes at least; fewer are a loss.
 * @property {number} minutes It is ended, and has lost, after so many; ten times as many with
 *   `--long`.
 */

/** @type {Part[]} */
export const PARTS = [
  {
    name: "engines",
    what:
      "a first visit, a drawing, fine-tuning, a task, pretraining and a reload in Chromium, Firefox " +
      "(each on the CPU and on software WebGPU) and WebKitGTK",
    kept: "the same figures within tolerance; no error in the console",
    least: 30,
    minutes: 6,
  },
  {
    name: "network",
    what: "9 fetches × 404, 500 then 200, HTML, cut, stalled before and after headers, reset, 1 kB/s, too large",
    kept: "settled within 30 s with a sentence and a way on; Stop works",
    least: 81,
    minutes: 6,
  },
  {
    name: "builds",
    what: "mixed builds: page, worker, peer, glue, wasm; an unknown event, an unknown command",
    kept: "“reload” is said, nothing stays pending",
    least: 7,
    minutes: 2,
  },
  {
    name: "policy",
    what: "the content policy on a whole visit; hostile names, addresses and files",
    kept: "no violation, no request elsewhere, no injected node",
    least: 12,
    minutes: 4,
  },
  {
    name: "storage",
    what: "two tabs, what nobody understands, no room, cleared, 5 MB of drawings",
    kept: "every drawing and class; a start at most 1 s longer",
    least: 16,
    minutes: 4,
  },
  {
    name: "lifecycle",
    what: "hidden, frozen, clocks set, discarded, back-forward cache, reloaded or closed mid-run",
    kept: "what is lost is said; the rest goes on or is back",
    least: 10,
    minutes: 6,
  },
  {
    name: "soak",
    what: "minutes of training, drawing and encoding, after warm-up",
    kept: "heap, engine, elements, listeners and workers stay as many",
    least: 3,
    minutes: 6,
  },
  {
    name: "determinism",
    what: "the same seed twice, pretraining with one to four workers, fine-tuning, meta-training",
    kept: "the same weights to the bit",
    least: 10,
    minutes: 3,
  },
  {
    name: "numbers",
    what: "what is not a number in a batch, a gradient, weights; rates and weights beyond all bounds",
    kept: "found a reading later at most, back to the newest good weights, and said",
    least: 30,
    minutes: 3,
  },
  {
    name: "unsafe",
    what: "Miri over the CPU's kernels: six, twelve shapes each, and sizes that are refused",
    kept: "no undefined behaviour; wrong sizes are refused",
    least: 72,
    minutes: 15,
  },
  {
    name: "supply",
    what: "packages and their sources, licences and signatures; actions by hash; tools by lock file",
    kept: "no finding, or an exception with its reason, not older than 180 days",
    least: 200,
    minutes: 3,
  },
  {
    name: "memory",
    what: "large commands to an engine whose memory ends at 256 MiB",
    kept: "refused or done, or one restart with all that was there; never a loop",
    least: 8,
    minutes: 3,
  },
  {
    name: "crew",
    what: "one of three workers fails, hangs, is gone, is late or sends torn arrays",
    kept: "the run goes on alone, with the losses of a run alone to 1e-5; the next has peers again",
    least: 20,
    minutes: 4,
  },
  {
    name: "wire",
    what: "random commands to the engine, out of range included",
    kept: "no trap; what is refused has changed nothing",
    least: 40_000,
    minutes: 6,
  },
  {
    name: "death",
    what:
      "the engine dies in 13 phases: a panic, an allocation that fails, a JS error, a thread that " +
      "ends, silence",
    kept: "another one within 5 s, with data, weights and memory equal by hash; nothing pending",
    least: 65,
    minutes: 8,
  },
  {
    name: "gpu",
    what: "the GPU is lost in 6 phases: destroyed, no adapter left, a read rejected, no answer",
    kept: "as above; the CPU after the second loss",
    least: 24,
    minutes: 8,
  },
  {
    name: "races",
    what: "30 acts in an order drawn from a seed: commands, deaths, silences, restarts, moves",
    kept: "every request settles; the engine has what its answers said",
    least: 2_000,
    minutes: 3,
  },
  {
    name: "hostile",
    what: "archives, pictures, digits, manifests, shards, weights and strokes, wrong on purpose",
    kept: "a sentence or a result; at most 2 s and 256 MiB for 16 MB; what is refused changes nothing",
    least: 190,
    minutes: 8,
  },
  {
    name: "fuzz",
    what: "every parser of strangers' bytes, fed what is disturbed at random and sealed anew",
    kept: "no trap, and no input that takes 2 s",
    least: 20_000,
    minutes: 8,
  },
  {
    name: "long",
    what: "10 million steps through the reducers, 20,000 images remembered, 200 engines, 1,000 loads",
    kept: "1 ms an event, 50 MB, 5 s to tell a new engine, at most",
    least: 1,
    minutes: 5,
  },
];
