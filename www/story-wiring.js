/**
 * Wires the stories: what a step sets, sees and shows.
 *
 * What a test may rely on, as `main.js` says of the others:
 *
 * story      story (data-step, data-found="true|false") › story-title story-say story-ask
 *            story-todo story-found story-problem story-back story-next (the last step's leads to
 *            none) story-leave · story-play (in See), story-play-lab (in the lab)
 *            `<html>` data-story="see|lab" · [data-piece] of the machine, data-off where it is dark
 * tools      story-dice · story-picks › story-pick (data-latent) · story-slide · story-walk ·
 *            story-drop · story-models › story-model (data-name, aria-pressed), story-beam
 *            (data-reconstruction, data-kl) · story-tune story-known · story-task story-frozen
 *            story-start story-remember story-hyper
 */

import { storyFlow } from "./flows/story.js";
import { labStory } from "./flows/story-lab.js";
import { seeStory } from "./flows/story-see.js";
import { starStory } from "./flows/story-star.js";
import { storyView } from "./views/story.js";

/**
 * @param {import("./flows/context.js").FlowContext} context
 * @param {object} place
 * @param {Window} place.window
 * @param {ReturnType<typeof import("./draw-and-train-wiring.js").drawAndTrain>} place.vae
 * @param {ReturnType<typeof import("./few-shot-wiring.js").fewShotBench>} place.bench
 * @param {ReturnType<typeof import("./meta-learning-wiring.js").metaLearning>} place.meta
 */
export function stories(context, { window, vae, bench, meta }) {
  const { draw, weights, tune } = vae;
  const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const step = () => flow.step();
  const see = seeStory(context, { draw, weights, still });
  const { refresh } = draw;
  const star = starStory(context, {
    refresh,
    tune,
    whole: weights.whole,
    ensure: bench.ensure,
    step,
  });
  const lab = labStory(context, {
    tasks: bench.tasks,
    compare: bench.compare,
    memory: meta.memory,
    training: meta.training,
    bring: bench.bring,
    step,
  });
  const flow = storyFlow(context, {
    acts: { ...see.acts, ...star.acts, ...lab.acts },
    refresh,
  });
  return {
    views: [storyView(window.document, { ...see.tools, ...star.tools, ...lab.tools })],
    react: flow.react,
  };
}
