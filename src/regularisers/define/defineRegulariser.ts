import type * as v from "valibot";
import type { Builder, Value } from "../../graph/index.ts";

/** What a penalty sees of one mini-batch. All values are primitives' or inputs, so that derivatives may be taken of them. */
export interface PenaltyContext {
  /** batch × … */
  readonly x: Value;
  /** batch × classes */
  readonly logits: Value;
  /** batch × classes: the probabilities that are learned. */
  readonly targets: Value;
  /** What comes out of the layers, by name, and "NAME.preactivation". */
  readonly layers: ReadonlyMap<string, Value>;
  /** Trained parameters by name: "dense_1.weight". */
  readonly parameters: ReadonlyMap<string, Value>;
  /** Standard normal numbers of this step in the shape of `like`, the same for the same seed, step and stream. */
  normal(like: Value, stream: string): Value;
}

/** A term of the objective: `{ name, weight, … }` in a training configuration, with options of its own. */
export interface Regulariser<Name extends string = string, Entries extends v.ObjectEntries = v.ObjectEntries> {
  readonly name: Name;
  /** One sentence for help and pages. */
  readonly about: string;
  /** Where it was proposed: paper, equation. */
  readonly citation: string;
  /** Options beside `name` and `weight`, with defaults. */
  readonly options: Entries;
  /**
   * The scalar that is multiplied by the weight and added to the loss.
   *
   * @throws NetspectraError when the network has nothing that it acts on
   */
  penalty(g: Builder, context: PenaltyContext, options: v.InferOutput<v.StrictObjectSchema<Entries, undefined>>): Value;
}

/** A regulariser as data and a function. */
export function defineRegulariser<Name extends string, Entries extends v.ObjectEntries>(
  regulariser: Regulariser<Name, Entries>,
): Regulariser<Name, Entries> {
  return regulariser;
}
