import { mean } from "../../shared/groups.ts";

/** What single units and pairs of units of a layer tell of classes. */
export interface UnitStatistics {
  /** Mean |ρ| over pairs of units, over samples on which both are positive. */
  readonly correlation: number | null;
  /** The same within a class: mean over pairs and classes. */
  readonly classCorrelation: number | null;
  /** The same over the classes that both units are active for alone. */
  readonly activeCorrelation: number | null;
  /** Mean over units of the number of classes that it is active for. */
  readonly activeClasses: number | null;
  /** Mean over pairs of the number of classes that both are active for. */
  readonly sharedClasses: number | null;
  /** Mean over units of the mean variance within classes as a share of the variance. */
  readonly withinVariance: number | null;
  /** Mean over units and the classes that they are active for of the standard deviation as a share of the mean. */
  readonly classSpread: number | null;
}

/** Fewer samples make a correlation by chance: with 30, of 0.15 on average. */
const leastSamples = 30;
/** A unit is active for a class if it is positive on more than this share of its samples. */
const activeShare = 0.5;

/** @param units activations of units that are not dead, an array of samples for each; @param labels class of each sample */
export function unitStatistics(units: readonly Float64Array[], labels: ArrayLike<number>): UnitStatistics {
  const classes = [...new Set(Array.from(labels))].map((label) =>
    units.map((values) => values.filter((_, n) => labels[n] === label)),
  );
  const active = units.map((_, u) => classes.map((own) => isActive(own[u]!)));
  const pairs = units.flatMap((_, i) => units.slice(0, i).map((__, j) => [i, j] as const));
  const together = (own: readonly Float64Array[]) =>
    pairs.flatMap(([i, j]) => positiveCorrelation(own[i]!, own[j]!) ?? []).map(Math.abs);
  const spreads = classes.flatMap((own, c) =>
    own.flatMap((values, u) => (active[u]![c] ? Math.sqrt(varianceOf(values)) / mean(Array.from(values))! : [])),
  );
  return {
    correlation: mean(together(units)),
    classCorrelation: mean(classes.flatMap(together)),
    activeCorrelation: mean(
      classes.flatMap((own, c) =>
        pairs
          .filter(([i, j]) => active[i]![c] && active[j]![c])
          .flatMap(([i, j]) => positiveCorrelation(own[i]!, own[j]!) ?? [])
          .map(Math.abs),
      ),
    ),
    activeClasses: mean(active.map(count)),
    sharedClasses: mean(pairs.map(([i, j]) => count(active[i]!.map((own, c) => own && active[j]![c]!)))),
    withinVariance: mean(
      units.map((values, u) => {
        const within = classes.reduce((sum, own) => sum + varianceOf(own[u]!) * own[u]!.length, 0) / values.length;
        return within / varianceOf(values);
      }),
    ),
    classSpread: mean(spreads),
  };
}

const count = (flags: readonly boolean[]) => flags.filter(Boolean).length;

export const isActive = (values: Float64Array) =>
  values.filter((value) => value > 0).length > activeShare * values.length;

function varianceOf(values: Float64Array): number {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length;
}

/** Over samples on which both are positive; null for too few of them, or where one is constant. */
export function positiveCorrelation(x: Float64Array, y: Float64Array): number | null {
  let [n, sumX, sumY] = [0, 0, 0];
  for (let k = 0; k < x.length; k++) {
    if (!(x[k]! > 0 && y[k]! > 0)) continue;
    n++;
    sumX += x[k]!;
    sumY += y[k]!;
  }
  if (n < leastSamples) return null;
  const [meanX, meanY] = [sumX / n, sumY / n];
  let [xx, xy, yy] = [0, 0, 0];
  for (let k = 0; k < x.length; k++) {
    if (!(x[k]! > 0 && y[k]! > 0)) continue;
    const [a, b] = [x[k]! - meanX, y[k]! - meanY];
    xx += a * a;
    xy += a * b;
    yy += b * b;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null;
}
