import { fail } from "../../base/index.ts";
import type { SessionOptions } from "../../platform/index.ts";

export interface LandscapeOptions extends SessionOptions {
  /** Points along each direction, or between two networks, both ends included. Default 25. */
  steps?: number;
  /** The plane reaches from −radius to radius in both directions; 1 moves each filter by its own norm. Default 1. */
  radius?: number;
  /** Whether biases and the scales and shifts of normalisations move, too, each tensor as one filter. Default false. */
  biases?: boolean;
  /** Samples per run of the network. */
  batch?: number;
  /** Of the random directions. Default 0. */
  seed?: number;
}

export interface PathOptions extends LandscapeOptions {
  /** How far the line goes on beyond both networks, in distances between them. Default 0.2. */
  margin?: number;
  /** Two networks: also the plane that their line and a random direction span. Default false. */
  plane?: boolean;
}

/** @throws NetspectraError for options that make no grid */
export function checkedOptions({ steps = 25, radius = 1, seed = 0, margin = 0.2 }: PathOptions) {
  if (!Number.isInteger(steps) || steps < 2) {
    fail({ subject: "--steps", expected: "a whole number from 2 up", got: `${steps}` });
  }
  if (!(radius > 0 && Number.isFinite(radius))) {
    fail({
      subject: "--radius",
      expected: "a number above 0",
      got: `${radius}`,
      todo: "A plane of no size shows nothing.",
    });
  }
  if (!(margin >= 0 && margin <= 10))
    fail({ subject: "--margin", expected: "a number from 0 to 10", got: `${margin}` });
  return { steps, radius, seed, margin };
}
