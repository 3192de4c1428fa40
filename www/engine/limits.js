/** Written from src/protocol by `cargo xtask wire`: change it there. */

/** What a field takes: `name` as a sentence about it begins. */
export const LIMITS = /** @type {const} */ ({
  "augmentation": {
    "blends": {
      "least": 0.0,
      "most": 32.0,
      "name": "The number of blends an image",
      "whole": true
    },
    "samples": {
      "least": 0.0,
      "most": 32.0,
      "name": "The number of samples an image",
      "whole": true
    },
    "spread": {
      "least": 0.0,
      "most": 10.0,
      "name": "The spread",
      "whole": false
    }
  },
  "budgets": {
    "atOnce": {
      "most": 500,
      "name": "a task of a hypernetwork"
    },
    "pool": {
      "most": 100000,
      "name": "the pool of Omniglot"
    },
    "step": {
      "most": 100000,
      "name": "an outer step"
    },
    "task": {
      "most": 10000,
      "name": "a task"
    }
  },
  "builtIn": {
    "seed": {
      "least": 0.0,
      "most": 4294967295.0,
      "name": "The seed",
      "whole": true
    },
    "test": {
      "least": 10.0,
      "most": 60000.0,
      "name": "The number of held-out images",
      "whole": true
    },
    "train": {
      "least": 10.0,
      "most": 60000.0,
      "name": "The number of training images",
      "whole": true
    }
  },
  "drawing": {
    "points": {
      "least": 1.0,
      "most": 100000.0,
      "name": "The number of points",
      "whole": true
    },
    "strokes": {
      "least": 1.0,
      "most": 1000.0,
      "name": "The number of strokes",
      "whole": true
    }
  },
  "encode": {
    "around": {
      "least": 0.0,
      "most": 64.0,
      "name": "The number of samples around a drawing",
      "whole": true
    },
    "spread": {
      "least": 0.0,
      "most": 10.0,
      "name": "The spread",
      "whole": false
    }
  },
  "fineTune": {
    "batchSize": {
      "least": 1.0,
      "most": 32.0,
      "name": "The batch size",
      "whole": true
    },
    "beta": {
      "least": 0.0,
      "most": 100.0,
      "name": "The KL's weight β (beta)",
      "whole": false
    },
    "epochs": {
      "least": 1.0,
      "most": 1000.0,
      "name": "The number of epochs",
      "whole": true
    },
    "learningRate": {
      "least": 1e-7,
      "most": 1.0,
      "name": "The learning rate",
      "whole": false
    },
    "maxSteps": {
      "least": 1.0,
      "most": 1000000.0,
      "name": "The number of steps",
      "whole": true
    },
    "seed": {
      "least": 0.0,
      "most": 4294967295.0,
      "name": "The seed",
      "whole": true
    }
  },
  "images": {
    "least": 1.0,
    "most": 4096.0,
    "name": "The number of images",
    "whole": true
  },
  "latents": {
    "name": "The number of latents",
    "of": [
      2,
      8,
      16,
      32,
      64
    ]
  },
  "memory": {
    "capacity": {
      "least": 1.0,
      "most": 1000.0,
      "name": "The memory's capacity",
      "whole": true
    },
    "label": {
      "least": 0.0,
      "most": 49.0,
      "name": "The class",
      "whole": true
    },
    "ways": {
      "least": 1.0,
      "most": 50.0,
      "name": "The number of classes",
      "whole": true
    }
  },
  "metaTrain": {
    "classify": {
      "least": 0.0,
      "most": 100.0,
      "name": "The weight of the classification loss",
      "whole": false
    },
    "elbo": {
      "least": 0.0,
      "most": 100.0,
      "name": "The weight of the ELBO",
      "whole": false
    },
    "halves": {
      "least": 0.0,
      "most": 1.0,
      "name": "The share of tasks of halves",
      "whole": false
    },
    "innerRate": {
      "least": 1e-7,
      "most": 10.0,
      "name": "The inner learning rate",
      "whole": false
    },
    "innerSteps": {
      "least": 1.0,
      "most": 100.0,
      "name": "The number of inner steps",
      "whole": true
    },
    "labelled": {
      "least": 0.0,
      "most": 1.0,
      "name": "The share of labelled tasks",
      "whole": false
    },
    "learningRate": {
      "least": 1e-7,
      "most": 1.0,
      "name": "The learning rate",
      "whole": false
    },
    "queries": {
      "least": 1.0,
      "most": 100.0,
      "name": "The number of queries",
      "whole": true
    },
    "seed": {
      "least": 0.0,
      "most": 4294967295.0,
      "name": "The seed",
      "whole": true
    },
    "shots": {
      "least": 1.0,
      "most": 100.0,
      "name": "The number of shots",
      "whole": true
    },
    "steps": {
      "least": 1.0,
      "most": 1000000.0,
      "name": "The number of steps",
      "whole": true
    },
    "tasks": {
      "least": 1.0,
      "most": 64.0,
      "name": "The number of tasks a step",
      "whole": true
    },
    "unlabelled": {
      "least": 0.0,
      "most": 1.0,
      "name": "The share of tasks without labels",
      "whole": false
    },
    "ways": {
      "least": 1.0,
      "most": 512.0,
      "name": "The number of ways",
      "whole": true
    }
  },
  "pictures": {
    "least": 1.0,
    "most": 256.0,
    "name": "The number of images asked for",
    "whole": true
  },
  "pretrain": {
    "batchSize": {
      "least": 1.0,
      "most": 512.0,
      "name": "The batch size",
      "whole": true
    },
    "beta": {
      "least": 0.0,
      "most": 100.0,
      "name": "The KL's weight β (beta)",
      "whole": false
    },
    "epochs": {
      "least": 1.0,
      "most": 1000.0,
      "name": "The number of epochs",
      "whole": true
    },
    "learningRate": {
      "least": 1e-7,
      "most": 1.0,
      "name": "The learning rate",
      "whole": false
    },
    "maxSteps": {
      "least": 1.0,
      "most": 1000000.0,
      "name": "The number of steps",
      "whole": true
    },
    "seed": {
      "least": 0.0,
      "most": 4294967295.0,
      "name": "The seed",
      "whole": true
    }
  },
  "task": {
    "queries": {
      "least": 1.0,
      "most": 50.0,
      "name": "The number of queries",
      "whole": true
    },
    "seed": {
      "least": 0.0,
      "most": 4294967295.0,
      "name": "The seed",
      "whole": true
    },
    "shots": {
      "least": 1.0,
      "most": 50.0,
      "name": "The number of shots",
      "whole": true
    },
    "ways": {
      "least": 2.0,
      "most": 50.0,
      "name": "The number of ways",
      "whole": true
    }
  }
});

/** The most bytes that a file of each kind may have: a larger one is refused unread. */
export const MOST_BYTES = /** @type {const} */ ({
  "archive": 33554432,
  "images": 235200016,
  "labels": 300008,
  "manifest": 1048576,
  "shard": 50331648,
  "weights": 8388608
});

/** What is asked for where nobody asks for anything else. */
export const DEFAULTS = /** @type {const} */ ({
  "augmentation": {
    "blends": 4,
    "samples": 4,
    "spread": 1.0
  },
  "fineTune": {
    "batchSize": 32,
    "beta": 1.0,
    "epochs": 5,
    "evaluateEvery": 0,
    "learningRate": 0.0001,
    "maxSteps": null,
    "readEvery": 1,
    "recipe": {
      "averaging": 0.0,
      "binarise": false,
      "decay": "none"
    },
    "reduction": "sum",
    "seed": 1
  },
  "latents": 32,
  "memory": {
    "capacity": 100
  },
  "metaTrain": {
    "anil": {
      "algorithm": "anil",
      "classify": 1.0,
      "deformation": "mild",
      "elbo": 0.01,
      "innerRate": 10.0,
      "innerSteps": 5,
      "learningRate": 0.001,
      "mixture": {
        "halves": 0.0,
        "labelled": 1.0,
        "turns": false,
        "unlabelled": 0.0
      },
      "queries": 5,
      "seed": 1,
      "shots": 5,
      "steps": 1000,
      "tasks": 4,
      "ways": 5
    },
    "firstOrderMaml": {
      "algorithm": "firstOrderMaml",
      "classify": 1.0,
      "deformation": "mild",
      "elbo": 0.01,
      "innerRate": 0.02,
      "innerSteps": 5,
      "learningRate": 0.001,
      "mixture": {
        "halves": 0.0,
        "labelled": 1.0,
        "turns": false,
        "unlabelled": 0.0
      },
      "queries": 5,
      "seed": 1,
      "shots": 5,
      "steps": 1000,
      "tasks": 4,
      "ways": 5
    },
    "hypernetwork": {
      "algorithm": "hypernetwork",
      "classify": 1.0,
      "deformation": "mild",
      "elbo": 0.01,
      "innerRate": 0.02,
      "innerSteps": 5,
      "learningRate": 0.001,
      "mixture": {
        "halves": 0.0,
        "labelled": 1.0,
        "turns": false,
        "unlabelled": 0.0
      },
      "queries": 4,
      "seed": 1,
      "shots": 1,
      "steps": 1000,
      "tasks": 1,
      "ways": 20
    },
    "prototypes": {
      "algorithm": "prototypes",
      "classify": 1.0,
      "deformation": "strong",
      "elbo": 0.01,
      "innerRate": 0.02,
      "innerSteps": 5,
      "learningRate": 0.001,
      "mixture": {
        "halves": 0.5,
        "labelled": 0.0,
        "turns": true,
        "unlabelled": 0.5
      },
      "queries": 1,
      "seed": 1,
      "shots": 1,
      "steps": 1000,
      "tasks": 1,
      "ways": 100
    },
    "reptile": {
      "algorithm": "reptile",
      "classify": 1.0,
      "deformation": "mild",
      "elbo": 0.01,
      "innerRate": 0.0003,
      "innerSteps": 5,
      "learningRate": 0.5,
      "mixture": {
        "halves": 0.0,
        "labelled": 1.0,
        "turns": false,
        "unlabelled": 0.0
      },
      "queries": 5,
      "seed": 1,
      "shots": 5,
      "steps": 1000,
      "tasks": 4,
      "ways": 5
    },
    "secondOrderMaml": {
      "algorithm": "secondOrderMaml",
      "classify": 1.0,
      "deformation": "mild",
      "elbo": 0.01,
      "innerRate": 0.02,
      "innerSteps": 5,
      "learningRate": 0.001,
      "mixture": {
        "halves": 0.0,
        "labelled": 1.0,
        "turns": false,
        "unlabelled": 0.0
      },
      "queries": 5,
      "seed": 1,
      "shots": 5,
      "steps": 1000,
      "tasks": 4,
      "ways": 5
    }
  },
  "pretrain": {
    "batchSize": 128,
    "beta": 1.0,
    "epochs": 50,
    "evaluateEvery": 50,
    "learningRate": 0.001,
    "maxSteps": null,
    "readEvery": 4,
    "recipe": {
      "averaging": 0.0,
      "binarise": false,
      "decay": "none"
    },
    "reduction": "sum",
    "seed": 1
  }
});

/** Every event's `type`. @type {ReadonlySet<string>} */
export const EVENTS = new Set([
  "weightsLoaded",
  "weightsExported",
  "modelKept",
  "modelDiscarded",
  "shardsOpened",
  "dataChanged",
  "examples",
  "rasterised",
  "encoded",
  "reconstructed",
  "decoded",
  "codes",
  "trainingStarted",
  "stepsDone",
  "evaluated",
  "trainingEnded",
  "poolChanged",
  "taskDrawn",
  "taskPossible",
  "taskDefined",
  "taskLearnt",
  "taskScored",
  "leftOut",
  "classified",
  "generated",
  "episodeScored",
  "memoryChanged",
  "recalled",
  "metaWeightsLoaded",
  "metaWeightsExported",
  "metaTrainingStarted",
  "metaStepsDone",
  "metaTrainingEnded"
]);

/** The algorithms by which a task is learnt by descent within a step. The others read its
 * support in one pass. @type {ReadonlySet<string>} */
export const INNER_LOOPS = new Set([
  "reptile",
  "firstOrderMaml",
  "secondOrderMaml",
  "anil"
]);
