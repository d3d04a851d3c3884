import type { Unit } from "./accumulator.ts";

/** A unit with the samples that it is made of. */
export interface ScheduledUnit extends Omit<Unit, "pass"> {
  readonly samples: readonly number[];
}

/** Rows of one output that are held at a time: fewer would spend their time on copies of the product, more on memory. */
const [mostSamples, mostElements] = [1024, 2 ** 24];

/** Samples of a unit, at most. */
export const unitSamples = (inputs: number) => Math.max(1, Math.min(mostSamples, Math.floor(mostElements / inputs)));

/**
 * The samples in the order in which they are taken: group by group, in units that are always the same, so that a run that is
 * taken up again adds the same numbers in the same order.
 *
 * @param samplesPerPass whose rows may be kept at a time
 */
export function scheduleOf(
  groups: readonly (readonly number[])[],
  inputs: number,
  samplesPerPass = Number.POSITIVE_INFINITY,
): readonly ScheduledUnit[] {
  const units = groups.flatMap((samples, group) => {
    const count = Math.ceil(samples.length / unitSamples(inputs));
    const edge = (i: number) => Math.round((i * samples.length) / count);
    return Array.from({ length: count }, (_, i) => ({ group, samples: samples.slice(edge(i), edge(i + 1)) }));
  });
  let before = 0;
  return units.map(({ group, samples }, index) => {
    const keptIn = Math.floor(before / samplesPerPass);
    before += samples.length;
    return { index, group, samples, count: samples.length, keptIn };
  });
}

/** Which units go by in which pass: all of them in the first one, then those whose rows are not kept yet, or later ones. */
export function visitsOf(
  units: readonly ScheduledUnit[],
): readonly { readonly pass: number; readonly unit: ScheduledUnit }[] {
  const passes = (units.at(-1)?.keptIn ?? 0) + 1;
  return Array.from({ length: passes }, (_, pass) =>
    units.filter(({ keptIn }) => pass === 0 || keptIn >= pass).map((unit) => ({ pass, unit })),
  ).flat();
}
