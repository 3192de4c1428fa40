/** A lesson on each story: goals, time, what to look at in each step, and the teacher’s answers. */

/** @typedef {import("./stories.js").Story} Story */

/**
 * @typedef {object} Lesson
 * @property {string} name
 * @property {string} about
 * @property {string[]} goals
 * @property {[number, string][]} plan Minutes and what they are for: 45 in all.
 * @property {Record<string, {look: string, answer: string}>} steps By their ids.
 */

/** @type {Record<Story, Lesson>} */
export const LESSONS = {
  see: {
    name: "How a network remembers a drawing",
    about:
      "Nine steps through a variational auto-encoder. No programming, no formulas until step 8.",
    goals: [
      "Say what an encoder, a code and a decoder do, by an example of your own.",
      "Tell a reconstruction from a copy, and name what gets lost.",
      "Explain why a code is a cloud and not a point.",
      "Read the two terms of the loss, and say what too much weight on either does.",
      "Tell learning a drawing from learning how to learn drawings.",
    ],
    plan: [
      [5, "Open the page, draw, look. What happens when you draw badly?"],
      [15, "Steps 1 to 5 in pairs: one draws, one writes."],
      [10, "Steps 6 and 7. Collect the oddest pictures of the class."],
      [10, "Steps 8 and 9: predict before you press."],
      [5, "Back to the goals. Which answer changed your mind?"],
    ],
    steps: {
      copy: {
        look: "Compare corners, gaps and stray lines of x and x̂.",
        answer:
          "No. The decoder never sees x. It paints what the code says, so whatever is unlike the " +
          "digits of its training is missing or smoothed.",
      },
      squeeze: {
        look: "Watch the bars while you draw, and the reconstruction’s nats.",
        answer:
          "What digits do not have: dots, second symbols, wobbles. 32 numbers with a spread hold " +
          "some tens of bits; the pixels hold 6,272.",
      },
      spread: {
        look: "The same drawing gives several pictures. The KL does not change.",
        answer:
          "All of them: each is μ + σ·ε for the same μ and σ. Since every code of the cloud has " +
          "to decode well, neighbours must look alike; that is what makes the map continuous.",
      },
      number: {
        look: "Compare the picture at −3 and at 3.",
        answer:
          "It depends on the drawing; the page measures each that is tried. One number seldom " +
          "has one meaning alone: slant comes with width, or with a loop that opens.",
      },
      silence: {
        look: "The bar stands at 0 and its whisker fills the grey band.",
        answer:
          "Its posterior equals the prior, so it carries no information about x, and the decoder " +
          "has learnt to ignore it. Using it would cost more KL than it saves reconstruction.",
      },
      map: {
        look: "Stop where you would no longer say 3. Compare with your neighbour.",
        answer:
          "There is no line. The nearest digits change from 3 to 8 somewhere in the second half " +
          "or the middle, and the shapes between are both. The map is flattened from 32 " +
          "dimensions: the straight line need not look straight.",
      },
      nothing: {
        look: "Try the middle of a colour, a seam, the empty paper.",
        answer:
          "Yes, at seams and far outside. No picture was ever encoded there, so nobody taught " +
          "the decoder what to paint: it blends what it knows.",
      },
      tug: {
        look: "Predict first: which side goes down, and what happens to x̂?",
        answer:
          "Small β: sharper x̂, a code that tells more, and worse pictures from nothing. Large " +
          "β: blurrier x̂, an emptier code. Dividing the reconstruction by 784 makes the KL " +
          "win: all numbers fall silent, and each drawing gives the average picture.",
      },
      turn: {
        look: "Before and after. Then: who knows a star that someone else has drawn?",
        answer:
          "Fine-tuning learns this star, and little about stars. An encoder that was trained on " +
          "many small tasks has learnt which differences do not matter, so one example is " +
          "enough. In the Lab, other methods take the same kind of test: comparing pixels does " +
          "well too where drawings are so alike.",
      },
    },
  },
  lab: {
    name: "How a network learns to learn",
    about: "Five steps through few-shot learning, after the first lesson.",
    goals: [
      "Say what a task, a support and a query are.",
      "Explain why latents made to paint are not made to compare.",
      "Tell the inner loop from the outer loop.",
      "Name three ways to learn from a few examples, and what each costs.",
    ],
    plan: [
      [5, "Recall: what does the encoder say of a drawing?"],
      [10, "Steps 1 and 2: write down a guess before the page counts."],
      [15, "Step 3: describe both curves in words."],
      [10, "Steps 4 and 5."],
      [5, "Which way would you choose for ten new symbols, and why?"],
    ],
    steps: {
      task: {
        look: "Which images are labelled, and which are to be told apart?",
        answer:
          "It learns from the support alone. The queries only score it: they stand for whatever " +
          "comes later.",
      },
      frozen: {
        look: "Both percentages, and what each method confuses.",
        answer:
          "Often not: two 4s may differ more in slant than a 4 and a 9 in kind. A meta-trained " +
          "encoder is rewarded for comparing, so it drops what does not tell classes apart.",
      },
      start: {
        look: "The loss before and after the inner steps, at the first outer step and at the last.",
        answer:
          "Inner steps lower the loss on one task. The outer loop lowers what is left after " +
          "them, over all tasks; 20 outer steps only begin to show it.",
      },
      remember: {
        look: "The traces that draw the most attention: are they of the right class?",
        answer:
          "Those whose latents point the same way. Nothing is trained, so a new class costs one " +
          "write; but what the encoder cannot tell apart, no memory can.",
      },
      hyper: {
        look: "The time, and the examples that it makes up for each class.",
        answer:
          "None. It computes the classifier from the support in one pass. The price was paid " +
          "before, in meta-training, and for tasks unlike those it may be wrong at once.",
      },
    },
  },
};
