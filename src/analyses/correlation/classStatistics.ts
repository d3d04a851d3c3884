import type { Cosines } from "./cosines.ts";

/** Cosines of the samples of one class. */
export interface ClassStatistics {
  /** The label. */
  readonly class: number;
  readonly samples: number;
  readonly zeroRows: number;
  /** Mean of ‖𝒥_i‖² over its samples. */
  readonly meanSquaredNorm: number;
  /** Mean cosine over its pairs; null where it has fewer than two rows that are not zero. */
  readonly withinClass: number | null;
  /** Mean cosine over pairs of one of its samples and one of another class. */
  readonly betweenClass: number | null;
}

/**
 * Why a mean over pairs is null: "zero": fewer than two rows are not zero; "no-labels"; "one-class": no two rows are of different
 * classes; "no-pairs": no two rows are of the same class.
 */
export type CorrelationStatus = "ok" | "zero" | "no-labels" | "one-class" | "no-pairs";

export interface CosineStatistics {
  /** Mean cosines over pairs i ≠ j of rows that are not zero: all, of equal label, and of different label. */
  readonly meanCosine: number | null;
  readonly withinClass: number | null;
  readonly betweenClass: number | null;
  readonly status: CorrelationStatus;
  /** In order of their labels; empty without labels. */
  readonly perClass: readonly ClassStatistics[];
  /** Mean cosines between classes, classes × classes; NaN where there is no pair. */
  readonly classMeans: Float64Array;
}

/** Means of cosines over pairs of different samples, by class (Shin 2020: correlation of the Jacobian). */
export function classStatistics({ cosines, norms }: Cosines, labels: Int32Array | undefined): CosineStatistics {
  const n = norms.length;
  const classes = labels ? [...new Set(labels)].sort((a, b) => a - b) : [];
  const places = new Map(classes.map((label, c) => [label, c]));
  const k = Math.max(1, classes.length);
  const placeOf = Int32Array.from({ length: n }, (_, i) => (labels ? places.get(labels[i]!)! : 0));
  const sums = new Float64Array(k * k);
  const counts = new Float64Array(k * k);
  for (let i = 0; i < n; i++) {
    if (norms[i] === 0) continue;
    for (let j = 0; j < i; j++) {
      if (norms[j] === 0) continue;
      const [a, b] = [placeOf[i]!, placeOf[j]!];
      const at = a < b ? a * k + b : b * k + a;
      sums[at]! += cosines[i * n + j]!;
      counts[at]! += 1;
    }
  }
  const meanOver = (isChosen: (a: number, b: number) => boolean): number | null => {
    let [sum, count] = [0, 0];
    for (let a = 0; a < k; a++) {
      for (let b = a; b < k; b++) {
        if (!isChosen(a, b)) continue;
        sum += sums[a * k + b]!;
        count += counts[a * k + b]!;
      }
    }
    return count === 0 ? null : sum / count;
  };
  const meanCosine = meanOver(() => true);
  const withinClass = labels ? meanOver((a, b) => a === b) : null;
  const betweenClass = labels ? meanOver((a, b) => a !== b) : null;
  const classMeans = new Float64Array(classes.length ** 2);
  for (let at = 0; at < classMeans.length; at++) {
    const [a, b] = [Math.floor(at / k), at % k];
    const pair = Math.min(a, b) * k + Math.max(a, b);
    classMeans[at] = counts[pair] === 0 ? Number.NaN : sums[pair]! / counts[pair]!;
  }
  return {
    meanCosine,
    withinClass,
    betweenClass,
    status: statusOf(labels !== undefined, meanCosine, withinClass, betweenClass),
    perClass: classes.map((label, c) => {
      const own = Array.from(norms).filter((_, i) => placeOf[i] === c);
      return {
        class: label,
        samples: own.length,
        zeroRows: own.filter((norm) => norm === 0).length,
        meanSquaredNorm: own.reduce((sum, norm) => sum + norm ** 2 / own.length, 0),
        withinClass: meanOver((a, b) => a === c && b === c),
        betweenClass: meanOver((a, b) => a !== b && (a === c || b === c)),
      };
    }),
    classMeans,
  };
}

function statusOf(
  labelled: boolean,
  all: number | null,
  within: number | null,
  between: number | null,
): CorrelationStatus {
  if (all === null) return "zero";
  if (!labelled) return "no-labels";
  if (between === null) return "one-class";
  return within === null ? "no-pairs" : "ok";
}
