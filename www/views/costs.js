/** What a press is going to fetch or make first, said beforehand. */

import { bytes } from "../app/format.js";
import { dataCost, WHOLE_BYTES } from "../state/lacks.js";

/** @typedef {import("../state/page.js").State} State */

/** The data that tasks are drawn from: nothing where it is there. @param {State} state */
export function dataFirst(state) {
  const cost = dataCost(state);
  if (cost === null) return "";
  return cost === 0
    ? "makes the built-in digits first"
    : `fetches ${state.data.offer?.name ?? "the data"} first, ${bytes(cost)}`;
}

/** The pretrained weights in full, which what trains from them needs. @param {State} state */
export const wholeFirst = ({ weights }) =>
  weights.small ? `fetches ${bytes(WHOLE_BYTES)} first` : "";
