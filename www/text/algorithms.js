/** The meta-training algorithms in words: what an outer step of each does, and to what. */

import { METHODS } from "./methods.js";

/** @typedef {import("../engine/wire.js").Algorithm} Algorithm */

/**
 * @typedef {object} OuterStep
 * @property {string} how
 * @property {string} formula
 * @property {string} rate What its learning rate is.
 */

/** @type {Record<Algorithm, OuterStep>} */
export const OUTER_STEPS = {
  prototypes: {
    how:
      "Encodes a task’s support and queries, makes a prototype of each class, and moves the " +
      "encoder so that each query comes to lie nearest its own. Nothing adapts within a task, " +
      "so there is no loss “before”. With halves and deformed images it makes its tasks " +
      "without labels.",
    formula: "θ ← Adam(θ; ∇ [−log p_θ(y|x, support) + w · −ELBO])",
    rate: "Adam’s, falling along half a cosine",
  },
  reptile: {
    how:
      "Copies the weights for each task and trains each copy on its task for a few inner " +
      "steps; then moves the weights a share of the way towards where the copies arrived. No " +
      "gradient goes through the inner loop.",
    formula: "θ ← θ + ε (mean of θ′_task − θ),   θ′ = inner steps from θ",
    rate: "the share ε of the way, falling to 0",
  },
  firstOrderMaml: {
    how:
      "Adapts a copy to each task’s support, takes the gradient of the queries’ loss at the " +
      "adapted weights, and applies it to the weights before adaptation, as if adapting were a " +
      "constant shift.",
    formula: "θ ← Adam(θ; ∇L_query(θ′)),   θ′ = θ − α ∇L_support(θ), repeated",
    rate: "Adam’s, falling along half a cosine",
  },
  secondOrderMaml: {
    how:
      "As first-order MAML, but follows the gradient back through every inner step, with the " +
      "products of the Hessian that this takes as finite differences of gradients. Each inner " +
      "step costs two gradients more.",
    formula: "θ ← Adam(θ; Πᵢ(I − αHᵢ) ∇L_query(θ′)),   Hv ≈ [∇L(θ + rv) − ∇L(θ − rv)] / 2r",
    rate: "Adam’s, falling along half a cosine",
  },
  anil: {
    how:
      "Only the task’s linear classifier takes the inner steps, the encoder none. The queries’ " +
      "loss under the adapted classifier then moves the encoder.",
    formula: "θ ← Adam(θ; ∇_θ L_query(θ, w′)),   w′ = w − α ∇_w L_support(θ, w), repeated",
    rate: "Adam’s, falling along half a cosine",
  },
  hypernetwork: {
    how:
      "Reads the support, generates scales, shifts, a classifier and a prior for each class, " +
      "and measures under that the loss of telling the queries apart, and the −ELBO of the " +
      "queries before they were deformed. One gradient moves the VAE and the network that " +
      "generates. Generating is the adaptation: there is no loss “before”.",
    formula: "φ, θ ← Adam(φ, θ; ∇L_query(θ, g_φ(support)))",
    rate: "Adam’s, falling along half a cosine",
  },
};

/** The method of the workbench that uses an algorithm's weights. @param {Algorithm} algorithm */
export function methodFor(algorithm) {
  const method = METHODS.find((each) => each.algorithm === algorithm);
  if (!method) throw new Error(`No method uses the weights of “${algorithm}”.`);
  return method;
}
