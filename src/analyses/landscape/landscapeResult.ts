import type { Common } from "../common.ts";

/** Loss and accuracy at one point. */
export interface LandscapePoint {
  readonly alpha: number;
  readonly beta: number;
  /** null where it is no finite number. */
  readonly loss: number | null;
  readonly accuracy: number | null;
}

/** Loss and accuracy on a grid. */
export interface LandscapePlane {
  readonly alpha: readonly number[];
  readonly beta: readonly number[];
  /** `loss[i][j]` is at `alpha[i]`, `beta[j]`: mean cross-entropy in nats; null where it is no finite number. */
  readonly loss: readonly (readonly (number | null)[])[];
  readonly accuracy: readonly (readonly (number | null)[])[];
  /** Points whose loss is no finite number. */
  readonly notFinite: number;
  /** The grid's point of the smallest loss; null where no loss is finite. */
  readonly lowest: LandscapePoint | null;
}

/** Loss and accuracy on a plane through the weights of a network. */
export interface LandscapeResult extends Omit<Common, "accuracy">, LandscapePlane {
  readonly analysis: "landscape";
  /** "unbounded": some losses are no finite numbers. */
  readonly status: "ok" | "unbounded";
  readonly steps: number;
  readonly radius: number;
  readonly biases: boolean;
  /** Trained numbers of the network, and those of them that the plane moves. */
  readonly parameters: number;
  readonly moved: number;
  /** How many filters were scaled, of how many weights. */
  readonly filters: number;
  readonly weights: number;
  /** Cosine of the angle between both directions. */
  readonly cosine: number;
  /** The network itself. */
  readonly centre: { readonly loss: number | null; readonly accuracy: number | null };
}

/** How much worse it gets between two networks than between their own values. */
export interface Barrier {
  /** Largest excess of the loss over the straight line between both networks' losses; 0 where there is none. */
  readonly loss: number | null;
  /** Where that is, 0 being the first network. */
  readonly alpha: number | null;
  /** Largest shortfall of the accuracy below the straight line between both accuracies. */
  readonly accuracy: number | null;
}

/** Loss and accuracy along the line between two networks. */
export interface LandscapeLine {
  readonly alpha: readonly number[];
  readonly loss: readonly (number | null)[];
  readonly accuracy: readonly (number | null)[];
  readonly notFinite: number;
  readonly barrier: Barrier;
}

/** One of the networks that a line or a plane goes through. */
export interface LandscapeNetwork extends LandscapePoint {
  readonly model: Common["model"];
}

/** What lies between networks. */
export interface PathResult extends Omit<Common, "accuracy" | "model"> {
  readonly analysis: "landscape";
  readonly status: "ok" | "unbounded";
  readonly networks: readonly LandscapeNetwork[];
  readonly steps: number;
  readonly margin: number;
  /** Numbers in which the networks differ, and the distance between the first two. */
  readonly moved: number;
  readonly distance: number;
  readonly line: LandscapeLine;
  /** What spans the plane beside the line: a third network, or a random direction. */
  readonly plane?: LandscapePlane & { readonly beside: "network" | "random" };
}
