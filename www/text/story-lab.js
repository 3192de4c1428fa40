/** The story of the lab: five steps through learning to learn. */

/** @typedef {import("./story-step.js").Step} Step */

/** @type {Step[]} */
export const LAB = [
  {
    id: "task",
    title: "What a task is",
    part: "task",
    sight: "task-sets",
    say:
      "Few-shot learning comes in tasks: some classes, a few labelled images of each, the " +
      "support, and others to be told apart, the queries.",
    ask: "What may it learn from, and what is it asked?",
    todo: "Draw a task.",
    tool: "task",
    found: ({ ways, support, queries }) => [
      `${ways} classes: ${support} labelled images to learn from, ${queries} queries to answer.`,
      "Each press draws another. What counts is how fast the next one is learnt.",
    ],
  },
  {
    id: "frozen",
    title: "Why a frozen VAE is not enough",
    part: "methods",
    sight: "methods",
    say:
      "The simplest method: encode the support with the VAE as it is, average each class, and " +
      "take the nearest average.",
    ask: "Are latents that were made to paint good enough to compare by?",
    todo: "Let it learn the task beside an encoder that was meta-trained to compare.",
    tool: "frozen",
    found: ({ frozen, learnt }) => [
      `The frozen VAE tells ${frozen} % of the queries right, the meta-trained encoder ` +
        `${learnt} %.`,
      "Latents keep what painting needs: slant and stroke too, which have nothing to do with " +
        "the class.",
    ],
  },
  {
    id: "start",
    title: "Learning an initialisation",
    part: "meta-train",
    sight: "meta-chart-loss",
    say:
      "An inner loop takes a few gradient steps on one task. The outer loop moves the start, " +
      "over many tasks, to where those few steps help most.",
    ask: "What do the inner steps do to the loss, and what does the outer loop?",
    todo: "Meta-train first-order MAML for 20 outer steps, and watch both curves.",
    tool: "start",
    found: ({ step, before, after, firstBefore, firstAfter }) => [
      `At the first outer step the inner steps took the loss from ${firstBefore} to ${firstAfter}.`,
      `Now, after ${step}, from ${before} to ${after}.`,
      "The start knows no task yet: it only makes each of them easy.",
    ],
  },
  {
    id: "remember",
    title: "Remembering",
    part: "memory",
    sight: "memory-plane",
    say:
      "Nothing needs to be trained to learn fast: keep what the encoder says of each image, and " +
      "look it up.",
    ask: "Whom does the memory ask when it sees a query?",
    todo: "Remember the task’s support. Then look at where the attention falls.",
    tool: "remember",
    found: ({ traces, name, share }) => [
      `The memory holds ${traces} traces. Of the attention, ${share} % falls on “${name}”.`,
      "It learns by one write and forgets by one deletion; but it compares by latents as they " +
        "are.",
    ],
  },
  {
    id: "hyper",
    title: "Generating a classifier",
    part: "methods",
    sight: "methods",
    say:
      "A hypernetwork reads the support once and writes another network’s parameters: the " +
      "classifier, scales and shifts of the VAE, and a prior for each class.",
    ask: "How many gradient steps does it need?",
    todo: "Let it learn the task.",
    tool: "hyper",
    found: ({ accuracy, ms }) => [
      `None. In ${ms} ms it tells ${accuracy} % of the queries right.`,
      "The work was done before, over many tasks. Its examples of each class are in the table.",
    ],
  },
];
