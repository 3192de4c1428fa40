/**
 * What the sets are called on which weights were meta-trained, and what of a task they have seen.
 */

import { TRAINED_HERE } from "../state/few-shot.js";

/** @param {string} set */
export function setName(set) {
  const digits = /^digits-(\d)-(\d)$/.exec(set);
  if (digits) return `digits ${digits[1]}–${digits[2]}`;
  if (set === "mnist") return "MNIST, unlabelled";
  return set.replace(/^omniglot-/, "Omniglot ");
}

/**
 * What a visitor has to know before comparing figures: test classes that meta-training has seen are
 * no novel ones.
 *
 * @param {string} set
 * @param {import("../state/few-shot.js").FewShotState} fewShot
 * @returns {string | null}
 */
export function seenIn(set, { settings }) {
  if (set === TRAINED_HERE)
    return "Trained here: classes that it was trained on are not new to it.";
  if (settings.source === "digits") {
    if (set === "mnist")
      return "Made from unlabelled training images of all digits: no label was seen.";
    const digits = /^digits-(\d)-(\d)$/.exec(set);
    if (!digits) return null;
    const [from, to] = digits.slice(1).map(Number);
    const seen = settings.digits.filter((digit) => Number(digit) >= from && Number(digit) <= to);
    return seen.length === 0
      ? "These digits are new to it."
      : `Seen in meta-training: ${seen.join(" ")}. Untick them for new classes only.`;
  }
  if (settings.source === "omniglot" && set.startsWith("omniglot-")) {
    return (
      `Meta-trained on ${set.replace("omniglot-", "images_background_")}.zip: alphabets of ` +
      "that archive are not new to it."
    );
  }
  return null;
}
