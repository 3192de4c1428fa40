/** The story of See: nine steps from a copy to learning to learn. */

import { count, nats } from "../app/format.js";

/** @typedef {import("./story-step.js").Step} Step */

const ALL = /** @type {const} */ (["pad", "encoder", "map", "decoder", "output", "figures"]);
const LINE = /** @type {const} */ (["pad", "encoder", "decoder", "output", "figures"]);
/** 784 pixels of a byte. */
const BITS = 784 * 8;

/** @type {Step[]} */
export const SEE = [
  {
    id: "copy",
    title: "Copy",
    light: ["pad", "output"],
    say: "Left, x: what you draw. Right, x̂: what the network makes of it.",
    ask: "Is x̂ a copy of x?",
    todo: "Draw: a digit of your own, or a stray line beside it.",
    tool: "none",
    found: ({ differ, reconstruction }) => [
      `No: ${differ} of 784 pixels differ clearly.`,
      `The network paints x̂ anew from what it remembers of x. As a forecast of your pixels it ` +
        `costs ${nats(reconstruction)} nats; a copy would cost the fewest possible.`,
    ],
  },
  {
    id: "squeeze",
    title: "Squeeze",
    light: [...LINE],
    box: "box-latents",
    say: ({ latents }) =>
      `Between the two is a code: 784 pixels go in, ${latents} numbers come out, and the ` +
      "decoder sees nothing but those.",
    ask: "What got lost?",
    todo: "Draw what does not fit: a dot beside the digit, two digits, a star.",
    tool: "none",
    found: ({ bits, before, reconstruction }) => [
      `The code tells ${bits} bits of the picture’s ${count(BITS)}.`,
      reconstruction > before + 1
        ? `What it has no numbers for is gone: x̂ costs ${nats(reconstruction)} nats now, and ` +
          `${nats(before)} before.`
        : `That fitted: x̂ costs ${nats(reconstruction)} nats, and ${nats(before)} before. Try ` +
          "something stranger.",
    ],
  },
  {
    id: "spread",
    title: "Not a point",
    light: [...ALL],
    say:
      "The encoder answers with a cloud, the ellipse: a mean μ and a spread σ for each number. " +
      "A code is drawn from it: z = μ + σ·ε, with ε by dice.",
    ask: "Which of these came from your drawing?",
    todo: "Throw the dice three times.",
    tool: "dice",
    found: ({ throws, least, most, kl }) => [
      `All ${throws}. They are samples of one cloud, whose KL stays ${nats(kl)} nats whatever ` +
        "the dice say.",
      `As pictures of your drawing they cost ${nats(least)} to ${nats(most)} nats.`,
    ],
  },
  {
    id: "number",
    title: "One number",
    light: [...LINE],
    box: "box-latents",
    say: "One number moves, and the others stay. It is the one that tells most of your picture.",
    ask: "Which number slants it?",
    todo: "Try others: the loudest are here, and all are in the chart.",
    tool: "latents",
    found: ({ name, turn, best, most }) => [
      `From −3 to 3, ${name} turns the picture by ${turn}°.`,
      `Of those that you tried, ${best} turns it most: ${most}°.`,
      "Nobody told the network what a slant is.",
    ],
  },
  {
    id: "silence",
    title: "Silence",
    light: [...LINE],
    box: "box-latents",
    say:
      "Many numbers are silent: mean 0, spread 1, whatever you draw. That is what the prior " +
      "expects of them anyway. One of these moves now.",
    ask: "Why does nothing change?",
    todo: "Move it yourself, as far as it goes.",
    tool: "slide",
    found: ({ name, kl, change, silent }) =>
      silent
        ? [
            `${name} tells ${kl} nats of your picture, so the decoder does not listen: no pixel ` +
              `changed by more than ${change} of 255.`,
            "Each nat of KL has to pay for itself in reconstruction, and this one does not.",
          ]
        : [
            `${name} is the quietest number of this model, and still tells ${kl} nats: a pixel ` +
              `changed by ${change} of 255. Here none is silent.`,
          ],
  },
  {
    id: "map",
    title: "Map",
    light: [...ALL],
    say:
      "Each digit of the map stands where its code is. The point walks the straight line from " +
      "the code of a 3 to the code of an 8.",
    ask: "Where does it stop being a 3?",
    todo: "Move it back and forth, here or on the map.",
    tool: "walk",
    found: ({ percent, votes, of, label }) => [
      `At ${percent} % of the way, ${votes} of the ${of} nearest digits are a ${label}.`,
      "There is no seam: near codes were made to mean near pictures.",
    ],
  },
  {
    id: "nothing",
    title: "From nothing",
    light: ["map", "decoder", "output"],
    say:
      "No drawing now. Any place on the map is a code, and the decoder paints whatever code it " +
      "is given: so it makes pictures up.",
    ask: "Can you hit a spot that is no digit?",
    todo: "Touch the map anywhere, or drop a point from the prior.",
    tool: "drop",
    found: ({ votes, of, label, hit }) =>
      hit
        ? [
            `Yes: only ${votes} of the ${of} nearest digits are of one kind, a ${label}.`,
            "Training drew all codes towards one cloud, so such spots are seams, not deserts.",
          ]
        : [
            `Here ${votes} of the ${of} nearest digits are a ${label}: a digit.`,
            "Try where two colours meet.",
          ],
  },
  {
    id: "tug",
    title: "Tug of war",
    light: [...LINE],
    say:
      "Training weighs two wishes. The reconstruction wants x̂ sharp, the KL wants the code " +
      "empty; β is the weight of a nat of KL.",
    ask: "Sharper or emptier: what does β buy?",
    todo: "Look through models that were trained with another β.",
    tool: "beam",
    found: ({ one, other, literal }) => [
      ...(literal
        ? []
        : [
            `With ${one.name}, x̂ costs ${nats(one.reconstruction)} nats and the code tells ` +
              `${nats(one.kl)}.`,
          ]),
      `With ${other.name}, x̂ costs ${nats(other.reconstruction)} nats and the code tells ` +
        `${nats(other.kl)}.`,
      literal
        ? "It takes the mean over 784 pixels in place of the sum, so that the KL weighs 784 " +
          "times as much: the code is emptied, and every drawing gets the same x̂. That is " +
          "posterior collapse."
        : "More weight on the KL: an emptier code and a blurrier picture.",
    ],
  },
  {
    id: "turn",
    title: "Your turn",
    light: [...LINE],
    say: "A star. It never saw one, so x̂ is a blur of strokes of digits.",
    ask: "Can it learn a star, and how fast?",
    todo: "Fine-tune a copy on this one drawing. Then see what learning to learn adds.",
    tool: "star",
    found: ({ before, after, steps, seconds, known }) => [
      ...(after === null
        ? []
        : [
            `From ${nats(before)} to ${nats(after)} nats in ${seconds} s: ${steps} steps on one ` +
              "drawing.",
          ]),
      ...(known === null
        ? []
        : [
            `One drawing each of five symbols, then stars by other hands: the fine-tuned VAE ` +
              `knows ${known.tuned} of ${known.of}, the encoder that learnt to learn ` +
              `${known.meta}.`,
          ]),
    ],
  },
];
