import type { SimilarityResult } from "../../analyses/index.ts";
import { citations, explanations, formatPercent, layerHeatMap, type Report, renderFigure } from "../../plots/index.ts";
import { measures } from "./measures.ts";

/** The report: a heat map for each measure, and the layers. */
export async function compareReport(
  result: SimilarityResult,
  names: readonly string[],
  command: string,
): Promise<Report> {
  const [first, second = first] = result.networks;
  const [rows, columns] = [first!.layers.map(({ layer }) => layer), second!.layers.map(({ layer }) => layer)];
  const titles = result.networks.length > 1 ? { rowTitle: names[0]!, columnTitle: names[1]! } : {};
  const figures = [];
  for (const { key, name, title, about } of measures) {
    const layers = rows.map((layer, i) => ({
      layer,
      others: columns.map((other, j) => ({ layer: other, value: result[key][i]?.[j] ?? null })),
    }));
    const figure = { name, title, caption: `${about} ${layerHeatMap.shows}` };
    figures.push(
      await renderFigure(figure, (layout) => layerHeatMap(layers, { measure: title, ...titles, ...layout })),
    );
  }
  const { data, seed, bandwidth, versions } = result;
  const doubtful = [...new Set(result.status.flat())].filter((status) => status !== "ok");
  return {
    title: result.networks.length > 1 ? `Layers of ${names.join(" and ")}` : `Layers of ${names[0]}`,
    subtitle: `${data.samples} samples of ${data.source} (${data.split})`,
    summary: result.networks.length > 1 ? [closest(result, names)] : [],
    warnings: [...(result.warnings ?? []), ...doubtful.map((status) => `Some pairs of layers: ${status}.`)],
    sections: [
      { title: "Likeness", figures },
      {
        title: "Layers",
        tables: [
          {
            columns: [
              { key: "network", title: "network" },
              { key: "layer", title: "layer" },
              { key: "units", title: "units", format: String },
              { key: "rank", title: "rank", format: String },
              { key: "directions", title: "directions of 99 %", format: String },
              { key: "accuracy", title: "accuracy", format: formatPercent },
            ],
            rows: result.networks.flatMap(({ layers, accuracy }, i) =>
              layers.map((layer) => ({ network: names[i]!, ...layer, accuracy })),
            ),
          },
        ],
      },
    ],
    command,
    configuration: { networks: result.networks.map(({ model }) => model), data, seed, bandwidth, versions },
    explanations: { "Likeness of layers": explanations.layerSimilarity },
    citations: [citations.kornblith2019similarity, citations.raghu2017svcca],
  };
}

/** Which layer of the second network each one of the first is most like. */
function closest({ networks, linearCkaDebiased }: SimilarityResult, names: readonly string[]): string {
  const [first, second] = networks;
  const parts = first!.layers.map(({ layer }, i) => {
    const row = linearCkaDebiased[i]!;
    const best = row.reduce<number>((at, value, j) => ((value ?? -1) > (row[at] ?? -1) ? j : at), 0);
    return `${layer} – ${second!.layers[best]!.layer}`;
  });
  return `By linear CKA, the layers of ${names[0]} are most like these of ${names[1]}: ${parts.join(", ")}.`;
}
