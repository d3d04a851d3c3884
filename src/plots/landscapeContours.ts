import { bandColors, contourPng, valueAt } from "./contourPng.ts";
import { defineChart } from "./defineChart.ts";
import { bowl, type LandscapeGrid, landscapeText, type ScaledGrid, scaledGrid } from "./landscapeGrid.ts";
import { fitText, measureText } from "./measureText.ts";
import { fontSizes, inks } from "./theme.ts";

const axisWidth = 70;
const legendWidth = 92;
const largestSide = 440;
/** Pixels of the image for each of the figure, so that lines stay sharp on a good screen. */
const density = 1.5;

/** Filled contours of the loss, or of the accuracy, on planes through the space of weights. */
export const landscapeContours = defineChart<readonly LandscapeGrid[]>({
  shows:
    "The same value everywhere along a line, darker where it is larger; values between the points of the grid are interpolated. " +
    "A circle marks a network. Grey areas have no finite value.",
  draw(grids, { width }) {
    const beside = width >= 560;
    const side = Math.min(largestSide, width - axisWidth - (beside ? legendWidth : 0));
    return { vconcat: grids.map((grid) => panel(grid, side, beside)), spacing: 28 };
  },
  samples: [
    {
      name: "a bowl, and its accuracy",
      rows: [
        { name: "deep", quantity: "loss", ...bowl(9), points: [{ name: "deep", alpha: 0, beta: 0 }] },
        { name: "", quantity: "accuracy", ...bowl(5, 0.4) },
      ],
    },
    {
      name: "three networks, points without value, a wide range, narrow",
      rows: [
        {
          name: "сеть <b>&amp;",
          quantity: "loss",
          alpha: [-0.5, 0, 1],
          beta: [0, 0.5, 1, 2],
          values: [
            [1e-9, 1e-3, 3, 1e7],
            [0, null, 4, 1e8],
            [2, 5, 6, 1e9],
          ],
          titles: { alpha: "α, from first (0) to second (1)", beta: "β" },
          points: ["first", "second", "third"].map((name, i) => ({ name, alpha: i % 2, beta: i > 1 ? 1 : 0 })),
        },
      ],
      options: { width: 340 },
    },
    {
      name: "a plain",
      rows: [
        {
          name: "flat",
          quantity: "loss",
          alpha: [0, 1],
          beta: [0, 1],
          values: Array.from({ length: 2 }, () => [1, 1]),
        },
      ],
    },
    { name: "no plane", rows: [] },
  ],
});

function panel(grid: LandscapeGrid, side: number, beside: boolean) {
  const scaled = scaledGrid(grid);
  const { name, quantity, alpha, beta, titles = { alpha: "α", beta: "β" }, points = [] } = grid;
  // Rows of the image: β from the top down.
  const shares = beta.map((_, j) =>
    alpha.map((__, i) => {
      const value = grid.values[i]![beta.length - 1 - j]!;
      return value === null ? null : scaled.shareOf(value);
    }),
  );
  const levels = scaled.levels.map(scaled.shareOf);
  const image = contourPng(shares, levels, Math.round(side * density), Math.round(side * density));
  const axis = (title: string, values: readonly number[]) => ({
    type: "quantitative" as const,
    title,
    scale: { domain: [values[0]!, values.at(-1)!], nice: false, zero: false },
    axis: { tickCount: 5, grid: false, labelFlush: true, domain: true, ticks: true },
  });
  const x = { field: "alpha", ...axis(titles.alpha, alpha) };
  const y = { field: "beta", ...axis(titles.beta, beta) };
  const label = (color: string) => ({ type: "text", fontSize: fontSizes.small, color, aria: false });
  const halo = { ...label("#ffffff"), stroke: "#ffffff", strokeWidth: 3, strokeJoin: "round", opacity: 0.85 };
  const texts = [...levelLabels(shares, levels, grid, scaled), ...pointLabels(points, alpha, side)];
  const text = { x, y, text: { field: "text", type: "nominal" } };
  const placed = (mark: object) =>
    (["left", "center", "right"] as const).map((align) => ({
      transform: [{ filter: `datum.align === '${align}'` }],
      mark: { ...mark, align, dx: { left: 8, center: 0, right: -8 }[align] },
      encoding: text,
    }));
  return {
    width: side,
    height: side,
    ...(name !== "" && { title: fitText(name, side, fontSizes.title) }),
    data: { values: texts },
    resolve: { scale: { fill: "independent" }, legend: { fill: "independent" } },
    layer: [
      {
        data: { values: [{ image }] },
        mark: { type: "image", width: side, height: side, align: "left", baseline: "top" },
        encoding: { x: { value: 0 }, y: { value: 0 }, url: { field: "image", type: "nominal" } },
      },
      ...placed(halo),
      ...placed(label(inks.text.light)),
      {
        data: { values: points },
        mark: {
          type: "point",
          filled: true,
          fill: "#ffffff",
          stroke: inks.text.light,
          strokeWidth: 1.8,
          size: 60,
          opacity: 1,
        },
        encoding: { x, y, description: { field: "name" } },
      },
      ...(scaled.levels.length > 0 ? [legend(scaled, quantity, beside, side)] : []),
    ],
  };
}

/** Draws nothing: it is there for the legend of the bands. */
function legend({ levels }: ScaledGrid, quantity: string, beside: boolean, side: number) {
  // By their number, so that levels of many decades are as far from each other in the legend as those of one.
  const places = levels.map((_, i) => i + 1);
  const names = Object.fromEntries(levels.map((level, i) => [`${i + 1}`, landscapeText(quantity, level)]));
  const colors = bandColors(levels.length + 1).map((color) => `rgb(${color.join(",")})`);
  return {
    data: { values: [{ level: 1 }] },
    mark: { type: "point", opacity: 0, aria: false },
    encoding: {
      x: { value: 0 },
      y: { value: 0 },
      fill: {
        field: "level",
        type: "quantitative",
        title: quantity,
        scale: { type: "threshold", domain: places, range: colors },
        legend: {
          type: "gradient",
          orient: beside ? "right" : "bottom",
          direction: beside ? "vertical" : "horizontal",
          gradientLength: Math.min(beside ? 260 : 240, side),
          gradientThickness: 10,
          labelExpr: `${JSON.stringify(names)}[datum.value] || ''`,
          labelOverlap: "greedy",
          titleAnchor: "start",
        },
      },
    },
  };
}

interface Label {
  readonly alpha: number;
  readonly beta: number;
  readonly text: string;
  readonly align: "left" | "center" | "right";
}

/** Names of the levels where these cross the column of the lowest value, from the top down, as far as there is room. */
function levelLabels(
  shares: readonly (readonly (number | null)[])[],
  levels: readonly number[],
  { quantity, alpha, beta }: LandscapeGrid,
  scaled: ScaledGrid,
): Label[] {
  const steps = 400;
  const apart = 0.05 * steps;
  const columns = alpha.map((_, i) => shares.reduce((least, row) => Math.min(least, row[i] ?? 2), 2));
  const column = columns.indexOf(Math.min(...columns)) / (alpha.length - 1);
  // Away from the edges, where labels would be cut, and from the middle, where networks are.
  const x = Math.min(0.92, Math.max(0.08, column > 0.5 ? column - 0.12 : column + 0.12));
  const labels: Label[] = [];
  let [before, last] = [valueAt(shares, x, 0), 0];
  for (let step = 1; step < steps; step++) {
    const now = valueAt(shares, x, step / steps);
    const crossed = levels.findIndex((level) => before !== null && now !== null && before >= level !== now >= level);
    if (crossed >= 0 && step - last >= apart && steps - step >= apart / 2) {
      labels.push({
        alpha: alpha[0]! + x * (alpha.at(-1)! - alpha[0]!),
        beta: beta.at(-1)! - (step / steps) * (beta.at(-1)! - beta[0]!),
        text: landscapeText(quantity, scaled.levels[crossed]!),
        align: "center",
      });
      last = step;
    }
    before = now;
  }
  return labels;
}

/** Names beside their circles, on the side that has more room. */
function pointLabels(points: NonNullable<LandscapeGrid["points"]>, alpha: readonly number[], side: number): Label[] {
  const [low, high] = [alpha[0]!, alpha.at(-1)!];
  return points.map(({ name, ...place }) => {
    const at = (place.alpha - low) / (high - low);
    const room = Math.max(at, 1 - at) * side - 12;
    const own = fitText(name, room, fontSizes.small);
    const right = at <= 0.5 || (1 - at) * side > measureText(own, fontSizes.small) + 12;
    return { ...place, text: own, align: right ? "left" : "right" };
  });
}
