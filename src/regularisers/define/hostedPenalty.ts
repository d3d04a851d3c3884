import type { ElementType, Random, Tensor } from "../../base/index.ts";
import type { Builder, Value } from "../../graph/index.ts";
import type { Penalised } from "./defineRegulariser.ts";

/** What a hosted penalty measures: the network in evaluation mode, where samples do not interact. */
export interface EvaluationForm {
  /** batch × … */
  readonly x: Value;
  /** batch × classes */
  readonly logits: Value;
}

/** Tensors by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** Appends an input for a tensor that the host has computed or `choose` has chosen. */
export type GivenInput = (name: string, type: ElementType, shape: readonly number[]) => Value;

/** A call of a pure function of a module in a worker, as the platform has it. */
export type CallTask = <T>(
  task: { readonly module: string; readonly name: string },
  ...args: readonly unknown[]
) => Promise<T>;

/**
 * The functions of a term of the objective whose gradient takes more than graphs have. A step is three things: a graph of
 * the network yields what the host needs, the host computes, and the training graph is given what comes of it: there the
 * penalty is its own tangent, so that value and gradient are right at the weights of this step.
 */
export interface HostedPenalty<Options> {
  /** It is there every so many steps, with so many times its weight. */
  every(options: Options): number;
  /** What both graphs are given beside the batch: the choice of one step. @throws NetspectraError for unsound options */
  choose(stream: Random, classes: number, options: Options): Tensors;
  /** Append what the host needs. */
  measure(g: Builder, network: EvaluationForm, given: GivenInput, options: Options): Readonly<Record<string, Value>>;
  /** What the training graph is given beside the choice. */
  host(call: CallTask, measured: Tensors, chosen: Tensors, options: Options): Promise<Tensors>;
  /** Append the tangent: operators that have a derivative. */
  tangent(g: Builder, network: EvaluationForm, given: GivenInput, options: Options): Penalised;
}
