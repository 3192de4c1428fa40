/** The recorded run that Train shows before one was started here. */

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("../engine/wire.js").StepLosses} StepLosses */

/**
 * @typedef {object} Recording
 * @property {number} latents
 * @property {number} steps
 * @property {StepLosses[]} train Some steps' losses.
 * @property {StepLosses[]} heldOut
 * @property {{step: number, images: Uint8Array}[]} moments Samples at some steps.
 */
/**
 * @typedef {object} ReplayState
 * @property {Recording | null} recording
 * @property {number} at Which moment is shown.
 */
/**
 * @typedef {{type: "replay/came", recording: Recording, at: number}
 *   | {type: "replay/moved", at: number}} ReplayAction
 */

/** @param {ReplayState | undefined} state @param {Action} action @returns {ReplayState} */
export function replay(state = { recording: null, at: 0 }, action) {
  switch (action.type) {
    case "replay/came":
      return { recording: action.recording, at: action.at };
    case "replay/moved":
      return { ...state, at: action.at };
    default:
      return state;
  }
}

/** What of it is shown: the losses up to its moment, and the samples of it. */
export function shownOf(/** @type {ReplayState} */ { recording, at }) {
  const moment = recording?.moments[at];
  if (!recording || !moment) return null;
  const until = ({ step } = /** @type {StepLosses} */ ({})) => step <= Math.max(1, moment.step);
  return {
    step: moment.step,
    samples: moment.images,
    train: recording.train.filter(until),
    heldOut: recording.heldOut.filter(until),
  };
}

/**
 * A file as `bench/stored-run.mjs` writes it.
 *
 * @param {any} file
 * @returns {Recording}
 */
export function recordingIn(file) {
  /** @param {number[]} row @returns {StepLosses} */
  const losses = ([step, total, reconstruction, kl]) => ({
    step,
    losses: { total, reconstruction, kl },
  });
  /** @type {StepLosses[]} */
  const train = file.train.map(losses);
  /** @param {{step: number, images: string}} moment */
  const moment = ({ step, images }) => ({
    step,
    images: Uint8Array.from(
      [...atob(images)].flatMap((pair) => {
        const byte = pair.charCodeAt(0);
        return [17 * (byte >> 4), 17 * (byte & 15)];
      }),
    ),
  });
  const steps = train[train.length - 1].step;
  const moments = file.moments.map(moment);
  return { latents: file.latents, steps, train, heldOut: file.heldOut.map(losses), moments };
}
