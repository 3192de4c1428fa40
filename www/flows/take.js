/** What can be taken away from Teach: the drawings, as a file. */

import { save } from "../app/download.js";

/**
 * The visitor's drawings, as pen strokes in the pad's unit, whose side is 280: those of each class,
 * and those that were kept in See.
 *
 * @param {Pick<import("../state/page.js").State, "classes" | "strip">} state
 */
export const drawingsFile = ({ classes, strip }) => ({
  side: 280,
  classes: classes.map(({ name, drawings }) => ({
    name,
    drawings: drawings.map(({ strokes }) => strokes),
  })),
  kept: strip.map(({ label, strokes }) => ({ label, strokes })),
});

/** @param {import("./context.js").FlowContext} context */
export const takeDrawings = ({ store }) =>
  save(
    new TextEncoder().encode(`${JSON.stringify(drawingsFile(store.get()), null, 1)}\n`),
    "metavae-drawings.json",
  );
