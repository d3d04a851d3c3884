import type { Estimate, Overview } from "netspectra/experiments";
import { areaUnderCurve, bootstrapInterval, spearmanRho } from "netspectra/stats";
import { groups } from "../../shared/groups.ts";
import { type Metric, metrics } from "../../shared/metrics.ts";
import { correlationEstimate, tau } from "../../shared/rankCorrelation.ts";

/** A network of the family, and its metrics of one output. */
export interface JudgedNetwork {
  readonly data: string;
  readonly output: string;
  /** Share of the training labels that are random. */
  readonly noise: number;
  readonly testAccuracy: number;
  readonly metrics: Readonly<Partial<Record<string, number | null>>>;
}

type Known = readonly { readonly value: number; readonly testAccuracy: number; readonly noise: number }[];

/** What each metric tells of the networks, with intervals over these. */
export function predictorOverview(networks: readonly JudgedNetwork[]): Overview {
  return {
    title: "What each metric tells",
    about:
      "Area under the curve: the chance that a network that memorised (all labels random) has a larger value than one that learned (none " +
      "random); ½ says nothing, 0 is as good as 1. Rank correlations (Kendall's τ-b, Spearman's ρ) are those with the test accuracy, over " +
      "all networks, and over those with true labels alone. In brackets 95 % of a bootstrap over the networks.",
    columns: {
      memorised: { label: "memorised or learned: area under the curve", decimals: 2 },
      tau: { label: "test accuracy: τ", decimals: 2 },
      rho: { label: "ρ", decimals: 2 },
      tauTrue: { label: "true labels alone: τ", decimals: 2 },
      rhoTrue: { label: "true labels alone: ρ", decimals: 2 },
    },
    rows: groups(networks, ({ data, output }) => `${data}, ${output}`).flatMap(([of, own]) =>
      (Object.keys(metrics) as Metric[]).map((metric) => {
        const known: Known = own.flatMap(({ metrics: found, testAccuracy, noise }) => {
          const value = found[metric] ?? null;
          return value === null ? [] : [{ value, testAccuracy, noise }];
        });
        const learned = known.filter(({ noise }) => noise === 0);
        return {
          name: `${of}: ${metrics[metric].label}`,
          estimates: {
            memorised: separation(
              known.filter(({ noise }) => noise === 1),
              learned,
            ),
            tau: correlation(known, tau),
            rho: correlation(known, spearmanRho),
            tauTrue: correlation(learned, tau),
            rhoTrue: correlation(learned, spearmanRho),
          },
        };
      }),
    ),
  };
}

function separation(memorised: Known, learned: Known): Estimate {
  const values = (networks: Known) => networks.map(({ value }) => value);
  const kinds = [values(memorised), values(learned)] as const;
  const interval = bootstrapInterval([memorised.length, learned.length], (chosen) => {
    const [first, second] = kinds.map((own, k) => Array.from(chosen[k]!, (i) => own[i]!));
    return areaUnderCurve(first!, second!);
  });
  return { value: areaUnderCurve(...kinds), interval: interval ?? null };
}

function correlation(
  networks: Known,
  measure: (x: readonly number[], y: readonly number[]) => number | null,
): Estimate {
  return correlationEstimate(
    networks.map(({ value, testAccuracy }) => ({ x: value, y: testAccuracy })),
    measure,
  );
}
