import type { Cell, CellResult } from "netspectra/experiments";
import { cosineMaps, type Figure, publishedDots, renderFigure } from "netspectra/plots";
import { groups } from "../../shared/groups.ts";
import { type DataName, dataLabels, layersText } from "./budgets.ts";
import { type Similarity, similarities } from "./similarities.ts";

type Pairs = Cell & { readonly data: string; readonly layers: number; readonly output: string; readonly pairs: string };

/** Those of which there is a map, a pixel for each pair of networks. */
const mapped: readonly Similarity[] = ["jacobianCosine", "cosineAlignment"];
const drawn: readonly Similarity[] = ["jacobianCosine", "matrixAlignment", "cosineAlignment", "spectrumCorrelation"];

/** For each data set, depth and output: all pairs of networks as maps, and means of the groups as dots. */
export async function similarityFigures(results: readonly CellResult<Pairs>[]): Promise<readonly Figure[]> {
  const figures = groups(results, ({ cell: { data, layers, output } }) => JSON.stringify([data, layers, output])).map(
    async ([, own]) => {
      const { data, layers, output } = own[0]!.cell;
      const of = `${dataLabels[data as DataName] ?? data}, ${layersText(layers)}, ${output}`;
      const key = `${data}-${layers}-${output}`;
      const maps = mapped.flatMap((similarity) => mapOf(similarity, own) ?? []);
      const dots = drawn.flatMap((similarity) =>
        own.map(({ cell, measures }) => {
          const [mean, spread] = [measures[similarity] ?? null, measures[`${similarity}Deviation`] ?? null];
          return {
            name: cell.pairs,
            group: similarities[similarity].label,
            ours: mean,
            interval: mean === null || spread === null ? null : ([mean - spread, mean + spread] as const),
          };
        }),
      );
      return [
        ...(maps.length === 0
          ? []
          : [
              await renderFigure(
                {
                  name: `pairs-${key}`,
                  title: `${of}: all pairs of networks`,
                  caption:
                    "How alike any two networks react around the same test samples: those with true labels first, then those with random " +
                    "ones, each in the order of their seeds. Orange: alike; white: unrelated; blue: opposite.",
                },
                (layout) => cosineMaps(maps, { ...layout, of: "cosine or alignment" }),
              ),
            ]),
        await renderFigure(
          {
            name: `groups-${key}`,
            title: `${of}: groups of pairs`,
            caption:
              "Means over the pairs of networks of each group; lines reach one standard deviation to both sides.",
          },
          (layout) => publishedDots(dots, { ...layout, measure: "cosine, alignment or correlation" }),
        ),
      ];
    },
  );
  return (await Promise.all(figures)).flat();
}

/** The networks with true labels, then those with random ones; where a pair was not compared, there is no map. */
function mapOf(similarity: Similarity, results: readonly CellResult<Pairs>[]) {
  const entries = results.flatMap(({ cell, arrays = {} }) => {
    const [left, right] = cell.pairs.split(", ")[0]!.split("-");
    if (right === undefined) return [];
    return (arrays[similarity] ?? []).map((value, p) => ({
      from: { kind: left, seed: arrays["first"]![p]! },
      to: { kind: right, seed: arrays["second"]![p]! },
      value,
    }));
  });
  const seeds = 1 + Math.max(-1, ...entries.flatMap(({ from, to }) => [from.seed, to.seed]));
  const size = 2 * seeds;
  const at = ({ kind, seed }: { readonly kind: string | undefined; readonly seed: number }) =>
    (kind === "random" ? seeds : 0) + seed;
  const values = new Float64Array(size * size).fill(Number.NaN);
  for (let i = 0; i < size; i++) values[i * size + i] = 1;
  for (const { from, to, value } of entries) {
    values[at(from) * size + at(to)] = value;
    values[at(to) * size + at(from)] = value;
  }
  if (seeds === 0 || values.some(Number.isNaN)) return undefined;
  const classes = ["true labels", "random labels"].map((name) => ({ name, samples: seeds }));
  return { name: similarities[similarity].label, size, values, classes };
}
