import { complementBounds, type Ends } from "./complementBounds.ts";
import { type KrylovSpace, type RitzPairs, ritzVectors } from "./krylovSpace.ts";
import { lehmannErrors } from "./lehmannErrors.ts";
import type { Metered } from "./meter.ts";

/** The ends of a spectrum as a space sees them: the `count` largest values, then the `smallest` ones, and where they lie. */
export interface Found extends Pick<RitzPairs, "values" | "residuals" | "couplings"> {
  readonly chosen: readonly number[];
  readonly count: number;
  readonly smallest: number;
  /** Errors that are small enough. */
  readonly enough: number;
  readonly rounding: number;
}

export interface Verification {
  /** Errors that hold with probability 0.99 at least, whatever the multiplicities; absent where nothing could be told. */
  readonly errors?: Float64Array;
  /** Values that belong to the wanted ones were seen outside of the space. */
  readonly missed: boolean;
}

/** Over all attempts. */
const failure = 0.01;

/**
 * Tells whether eigenvalues are missing among Ritz values. What bounds the complement of a space bounds that of any larger
 * one, so a search is made once, and again only where the space has grown by a fifth without settling the matter.
 */
export function verifierOf(operator: Metered) {
  let attempts = 0;
  let retryAfter = 0;
  let known: Ends | undefined;
  const { applicationsPerVector = 1 } = operator;

  async function verify(space: KrylovSpace, pairs: RitzPairs, found: Found, left: number): Promise<Verification> {
    const { count, smallest, enough, rounding, chosen } = found;
    const errorsFor = (within: Ends, own: Pick<RitzPairs, "values" | "couplings">) =>
      lehmannErrors(own, count, smallest, within, rounding);
    const small = (errors: Float64Array) => errors.every((error) => error <= enough);
    const before = known && errorsFor(known, pairs);
    const steps = Math.min(16 * (attempts + 1) + space.size / space.width / 2, left / applicationsPerVector);
    if ((before && small(before)) || steps < 1 || operator.applications() < retryAfter) {
      return { missed: false, ...(before && { errors: before }) };
    }
    // Orthogonal to the whole space less is to be excluded; to the wanted alone, copies are not mistaken for what is to come.
    const whole = attempts++ % 2 === 0;
    const own = whole ? pairs : found;
    const searched = whole ? space : { ...space, basis: ritzVectors(space, pairs, chosen), size: chosen.length };
    const { beyond, touched, apart } = placesOf(found);
    const { seen, within } = await complementBounds(searched, operator, {
      failure: failure / (attempts * (attempts + 1)),
      address: `complement ${attempts}`,
      steps,
      enough: (bounds) =>
        small(errorsFor(bounds.within, own)) ||
        (touched(bounds.seen) && !small(errorsFor(bounds.seen, own))) ||
        (whole && apart(bounds)),
    });
    retryAfter = 1.2 * operator.applications();
    if (beyond(seen)) {
      retryAfter = 0;
      return { missed: true };
    }
    if (whole) known = within;
    return { missed: false, errors: errorsFor(within, own) };
  }

  /** The space has become smaller. */
  const forget = () => {
    known = undefined;
  };
  return { verify, forget };
}

/** Where the complement's values may lie with respect to the wanted ones. */
function placesOf({ values, count, smallest, enough }: Found) {
  const top = count > 0 ? values[count - 1]! : Number.POSITIVE_INFINITY;
  const bottom = smallest > 0 ? values[count]! : Number.NEGATIVE_INFINITY;
  return {
    /** Among them. */
    beyond: ({ lowest, highest }: Ends) => highest > top + enough || lowest < bottom - enough,
    /** As the last of them. */
    touched: ({ lowest, highest }: Ends) => highest >= top - enough || lowest <= bottom + enough,
    /** So far from them that searching on would not even halve the errors. */
    apart: ({ seen, within }: { seen: Ends; within: Ends }) =>
      (count === 0 || 2 * within.highest <= top + seen.highest) &&
      (smallest === 0 || 2 * within.lowest >= bottom + seen.lowest),
  };
}
