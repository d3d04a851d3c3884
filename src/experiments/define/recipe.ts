import type { RandomLabels, Validation } from "../../datasets/index.ts";
import type { Initialisation, Layer } from "../../models/index.ts";
import type { TrainingConfigInput } from "../../train/index.ts";

/** Which samples a network learns from and is judged by. */
export interface RecipeData {
  /** A data set by name, or a file; `reproduce --data` puts another in its place. */
  readonly source: string;
  /** Only samples of the first so many classes; default all. The limits are of what is left. */
  readonly classes?: number;
  /** Training samples: the first so many of the split; default all. */
  readonly limit?: number;
  /** Validation and test samples: the first so many; default all. */
  readonly validationLimit?: number;
  readonly testLimit?: number;
  /** Default 0. */
  readonly splitSeed?: number;
  /** Default "random". */
  readonly validation?: Validation;
  /** What the labels of the training samples are replaced by; those of the other splits stay. Default: none are. */
  readonly randomLabels?: RandomLabels;
}

/** A grid of training configurations, of which the one with the best validation accuracy is taken. */
export interface RecipeSearch {
  readonly learningRate?: readonly number[];
  readonly momentum?: readonly number[];
  readonly batch?: readonly number[];
  /** Weights of the recipe's regularisers: each in place of the weight of all that have one. */
  readonly weight?: readonly number[];
  /**
   * Seed of the trainings that are compared; with what was chosen the network is then trained by the recipe's own seed. So
   * several trials share one search. Default: the recipe's own, and the best of the compared networks is taken as it is.
   */
  readonly seed?: number;
  /** With what was chosen the network is trained anew, on training and validation samples together. Default false. */
  readonly merge?: boolean;
}

/** Whose answers a network learns instead of the labels (Ba and Caruana 2014; Hinton et al. 2015). */
export interface RecipeTeacher {
  readonly recipe: Recipe;
  /** Softens the probabilities; default 1. */
  readonly temperature?: number;
  /** Probabilities by cross-entropy, or logits by squared error. Default "probabilities". */
  readonly target?: "probabilities" | "logits";
}

/**
 * How a network comes to be: everything that decides on its weights, as plain JSON. Equal recipes give equal networks, so
 * that a store trains each but once, whichever study asks.
 */
export interface Recipe {
  readonly data: RecipeData;
  /** A preset, "mlp:1500x4", or layers. */
  readonly network: string | readonly Layer[];
  /** Default "he". */
  readonly initialisation?: Initialisation;
  /** Optimiser, epochs, schedule, regularisers, augmentation, seed of weights and order. */
  readonly training: TrainingConfigInput;
  readonly teacher?: RecipeTeacher;
  /** Epochs after which the network is kept beside the best one; 0 is the network before training. */
  readonly keepEpochs?: readonly number[];
  readonly search?: RecipeSearch;
}
