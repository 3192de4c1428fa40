/** The few-shot methods in words: what each does, its formula, and where it is from. */

/** @typedef {import("../engine/wire.js").Algorithm} Algorithm */
/** @typedef {import("../engine/wire.js").Method} MethodId */

/**
 * @typedef {object} Text
 * @property {string} name
 * @property {Family} family
 * @property {string} how One or two plain sentences.
 * @property {string} formula
 * @property {string} source
 * @property {string} link
 * @property {Algorithm} [algorithm] Whose meta-trained weights it starts from.
 * @property {"nothing" | "images"} [start] Where it starts neither from those nor from the
 *   pretrained VAE: from nothing, or from unlabelled images.
 * @property {string} [slow] What it costs in time.
 */

/** @typedef {typeof FAMILIES[number]["id"]} Family */

export const FAMILIES = /** @type {const} */ ([
  {
    id: "baseline",
    name: "Baselines",
    note: "No learning to learn: what anything cleverer has to beat.",
  },
  {
    id: "fast",
    name: "Initialisation + fast adaptation",
    note: "The pretrained VAE is the start; a few training steps on the support do the rest.",
  },
  {
    id: "memory",
    name: "Memory-based",
    note: "The encoder stays; what it says of each labelled image is stored and looked up.",
  },
  {
    id: "metric",
    name: "Metric-based",
    note: "Meta-training has taught the encoder a space in which distance means class.",
  },
  {
    id: "optimisation",
    name: "Optimisation-based",
    note: "Meta-training has found a start from which a few gradient steps suffice.",
  },
  {
    id: "model",
    name: "Model-based",
    note: "One network reads the support and writes another network’s parameters.",
  },
]);

const SNELL = {
  source: "Snell et al. 2017, Prototypical networks",
  link: "https://arxiv.org/abs/1703.05175",
};

/** In the order of their families. @type {Record<MethodId, Text>} */
const TEXTS = {
  pixels: {
    name: "Pixels, nearest mean",
    family: "baseline",
    start: "nothing",
    how:
      "Averages the images of each class and takes the class whose average is nearest, pixel " +
      "by pixel.",
    formula: "ŷ = argmin_c ‖x − m_c‖²,   m_c = mean of class c’s images",
    source: "Nearest class mean; as prototypes: Snell et al. 2017",
    link: SNELL.link,
  },
  pca: {
    name: "PCA, nearest mean",
    family: "baseline",
    start: "images",
    how:
      "The same on 32 principal components of unlabelled images: a linear encoder, as wide as " +
      "that of the pretrained VAE.",
    formula: "z = Wᵀ(x − x̄),   ŷ = argmin_c ‖z − m_c‖²",
    source: "Pearson 1901, On lines and planes of closest fit",
    link: "https://doi.org/10.1080/14786440109462720",
  },
  orientedGradients: {
    name: "Oriented gradients (HOG), nearest prototype",
    family: "baseline",
    start: "nothing",
    how:
      "Counts in each patch of 4 × 4 pixels which way the edges of the ink run, and takes the " +
      "class whose images have the most similar counts on average. Designed by hand: it has " +
      "been trained on nothing.",
    formula: "h(x) = votes of ∇x by place and direction,   ŷ = argmax_c cos(h(x), m_c)",
    source: "Dalal & Triggs 2005, Histograms of oriented gradients",
    link: "https://doi.org/10.1109/CVPR.2005.177",
  },
  scratch: {
    name: "VAE from scratch",
    family: "baseline",
    start: "nothing",
    slow: "Slow: trains a new VAE for each task, some 100 steps.",
    how:
      "Trains a VAE on the support alone, from random weights, then takes the nearest " +
      "prototype. Shows what pretraining is worth.",
    formula: "θ = Adam(random; −ELBO on the support),   ŷ = argmin_c ‖μ_θ(x) − m_c‖²",
    source: "Kingma & Welling 2014, Auto-encoding variational Bayes",
    link: "https://arxiv.org/abs/1312.6114",
  },
  frozen: {
    name: "Frozen VAE, nearest prototype",
    family: "baseline",
    how:
      "The pretrained encoder as it is: a class’s prototype is the mean of its images’ " +
      "posterior means. No training at all.",
    formula: "ŷ = argmin_c ‖μ(x) − m_c‖²,   m_c = mean of μ(xᵢ) over class c",
    source: `${SNELL.source}, on the latents of Kingma & Welling 2014`,
    link: SNELL.link,
  },
  fineTuned: {
    name: "Fine-tuned VAE, nearest prototype",
    family: "fast",
    how:
      "Copies the pretrained weights, trains the copy for a few small steps on the support’s " +
      "images, then takes the nearest prototype: the article’s fast adaptation.",
    formula: "θ′ = θ − η ∇ Σᵢ −ELBO_θ(xᵢ), a few steps of Adam,   ŷ = argmin_c ‖μ_θ′(x) − m_c‖²",
    source: "Kingma & Welling 2014 for the ELBO; the article’s adaptation",
    link: "https://arxiv.org/abs/1312.6114",
  },
  classBounds: {
    name: "Class ELBO: a generative classifier",
    family: "fast",
    how:
      "The fine-tuned copy, asked which class explains the picture best: each class’s Gaussian " +
      "stands in for the prior. The reconstruction is the same for all, so the KL decides.",
    formula: "log p(x|c) ≥ E_q[log p(x|z)] − KL(q(z|x) ‖ N(m_c, v_c))",
    source: "Kingma & Welling 2014, with the prior given the class",
    link: "https://arxiv.org/abs/1312.6114",
  },
  memory: {
    name: "Memory with attention",
    family: "memory",
    how:
      "Stores the latents of every labelled image. A query looks at all of them; the more " +
      "alike, the more attention, and a class gets the attention that its images draw.",
    formula: "p(c|x) = Σ_{i in c} aᵢ,   a = softmax(20 · cos(μ(x), μ(xᵢ)))",
    source: "Vinyals et al. 2016, Matching networks; Pritzel et al. 2017, Neural episodic control",
    link: "https://arxiv.org/abs/1606.04080",
  },
  gaussianPrototypes: {
    name: "Gaussian prototypes",
    family: "memory",
    how:
      "A prototype with a width. Images of which the encoder is sure count more, and a query’s " +
      "own uncertainty widens every class.",
    formula: "log N(μ(x); m_c, v_c + σ²(x)),   m_c = Σ μᵢ/σᵢ² ÷ Σ 1/σᵢ²",
    source: "Fort 2017, Gaussian prototypical networks",
    link: "https://arxiv.org/abs/1708.02735",
  },
  metaPrototypes: {
    name: "Prototypical network",
    family: "metric",
    algorithm: "prototypes",
    how:
      "Nearest prototype by direction, on the hidden layer of an encoder that was meta-trained " +
      "for exactly this over many tasks.",
    formula: "p(c|x) = softmax_c(10 · cos(h(x), m_c)),   m_c = mean direction of class c",
    ...SNELL,
  },
  deformedViews: {
    name: "Prototypes on deformed views",
    family: "metric",
    algorithm: "prototypes",
    how:
      "The same encoder sees every image nine times: as it is, and shifted, turned or bent a " +
      "little. The prototypes descend as a linear classifier on the support’s views; a query " +
      "is judged by the mean over its own.",
    formula:
      "W′ = W − α ∇ Σ_v CE(W h(T_v x), c), W from the prototypes,   ŷ = argmax_c W′_c · " +
      "mean_v h(T_v x)/‖h(T_v x)‖",
    source: "Triantafillou et al. 2020, Proto-MAML’s head; Krizhevsky et al. 2012 for the views",
    link: "https://arxiv.org/abs/1903.03096",
  },
  reptile: {
    name: "Reptile",
    family: "optimisation",
    algorithm: "reptile",
    how:
      "Meta-training moved the start towards the weights at which tasks arrive. From there: a " +
      "few steps of Adam, on ELBO and classifier.",
    formula: "θ ← θ + ε (mean of θ′_task − θ)",
    source: "Nichol et al. 2018, On first-order meta-learning algorithms",
    link: "https://arxiv.org/abs/1803.02999",
  },
  firstOrderMaml: {
    name: "First-order MAML",
    family: "optimisation",
    algorithm: "firstOrderMaml",
    how:
      "Meta-training changed the start so that the loss after adaptation falls, as if adapting " +
      "were a constant shift.",
    formula: "θ ← θ − β ∇L_query(θ′),   θ′ = θ − α ∇L_support(θ)",
    source: "Finn et al. 2017, MAML, §5.2",
    link: "https://arxiv.org/abs/1703.03400",
  },
  secondOrderMaml: {
    name: "MAML by finite differences",
    family: "optimisation",
    algorithm: "secondOrderMaml",
    how:
      "Also counts how adaptation itself depends on the start. The Hessian–vector products in " +
      "it are central differences of gradients, not exact second derivatives.",
    formula: "θ ← θ − β (I − αH) ∇L_query(θ′),   Hv ≈ [∇L(θ + rv) − ∇L(θ − rv)] / 2r",
    source: "Finn et al. 2017, MAML",
    link: "https://arxiv.org/abs/1703.03400",
  },
  anil: {
    name: "ANIL: the classifier alone adapts",
    family: "optimisation",
    algorithm: "anil",
    how:
      "Almost no inner loop: the encoder stays as meta-training left it, only the linear " +
      "classifier takes gradient steps.",
    formula: "w′ = w − α ∇_w L_support(w; h),   θ fixed",
    source: "Raghu et al. 2020, Rapid learning or feature reuse?",
    link: "https://arxiv.org/abs/1909.09157",
  },
  hypernetwork: {
    name: "Hypernetwork (FiLM)",
    family: "model",
    algorithm: "hypernetwork",
    how:
      "A set encoder reads the support once and writes scales and shifts of the VAE’s layers, " +
      "a classifier, and a prior for each class. No gradient step. New examples of a class, " +
      "seen once perhaps, are drawn from its prior.",
    formula:
      "(γ, β, W, m, s) = g_φ(support),   h′ = γ ⊙ h + β,   p(c|x) = softmax_c(10 · cos(h′, " +
      "W_c)),   z ~ N(m_c, s_c²)",
    source: "Perez et al. 2018, FiLM; Requeima et al. 2019, CNAPs; Ha et al. 2017, HyperNetworks",
    link: "https://arxiv.org/abs/1906.07697",
  },
};

/** @typedef {Text & {id: MethodId}} Method */

export const METHODS = Object.entries(TEXTS).map(([id, text]) => ({
  id: /** @type {MethodId} */ (id),
  ...text,
}));

/**
 * Those ticked at first: they learn a task in less time than a key press, from what the page has
 * fetched anyway.
 * @type {MethodId[]}
 */
export const QUICK = ["pixels", "frozen", "memory"];

/** @param {MethodId} id */
export function methodOf(id) {
  const method = METHODS.find((each) => each.id === id);
  if (!method) throw new Error(`There is no method “${id}”.`);
  return method;
}

/** In order, however they were ticked. @param {MethodId[]} ids */
export const inOrder = (ids) => METHODS.filter(({ id }) => ids.includes(id)).map(({ id }) => id);
