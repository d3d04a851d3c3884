import { contourLevels } from "./contourLevels.ts";
import type { Grid } from "./contourPng.ts";
import { defineChart } from "./defineChart.ts";
import { bowl, type LandscapeGrid, landscapeText, type ScaledGrid, scaledGrid } from "./landscapeGrid.ts";
import { fitText, measureText } from "./measureText.ts";
import { type Place, projection, type ScenePoint, surfaceFacets } from "./projectSurface.ts";
import { rampHex } from "./rampColor.ts";
import { fontSizes, inks, ramp } from "./theme.ts";

const largestWidth = 520;
export interface LandscapeSurfaceOptions {
  /** Cells along each side, at most; of a finer grid every so many-th point is drawn. Default 30. */
  readonly cells?: number;
}

const titleHeight = 22;
const below = 34;
const gap = 18;

/** The loss, or the accuracy, over planes through the space of weights, as surfaces. */
export const landscapeSurface = defineChart<readonly LandscapeGrid[], LandscapeSurfaceOptions>({
  shows:
    "The same plane as a surface, seen from above its nearest corner: height and colour both show the value. Cells without a finite " +
    "value are left out.",
  draw(grids, { width, cells = 30 }) {
    const scenes = grids.map((grid) => sceneOf(grid, width, cells));
    let top = 0;
    const parts = scenes.map(({ height, shapes, texts }) => {
      const from = top;
      top += height + gap;
      const lower = ([x, y]: Place): Place => [round(x), round(y + from)];
      return {
        shapes: shapes.map(({ corners, ...rest }) => ({ ...rest, corners: corners.map(lower) })),
        texts: texts.map(({ at, ...rest }) => ({ ...rest, x: lower(at)[0], y: lower(at)[1] })),
      };
    });
    const drawn = { width, height: Math.max(1, Math.ceil(top - gap)) };
    const axis = (field: string, length: number) => ({
      field,
      type: "quantitative",
      axis: null,
      scale: { domain: [0, length], range: [0, length], nice: false, zero: false },
    });
    const texts = parts.flatMap((part) => part.texts);
    return {
      ...drawn,
      padding: 0,
      layer: [
        {
          // A feature each, in the order in which they are painted.
          data: { values: parts.flatMap((part) => part.shapes.map(featureOf)) },
          projection: { type: "identity", scale: 1, translate: [0, 0] },
          mark: { type: "geoshape", strokeWidth: 0.5, strokeJoin: "round", aria: false },
          encoding: {
            fill: { field: "fill", type: "nominal", scale: null, legend: null },
            stroke: { field: "stroke", type: "nominal", scale: null, legend: null },
          },
        },
        ...(["left", "center", "right"] as const).map((align) => ({
          data: { values: texts.filter((text) => text.align === align) },
          mark: {
            type: "text",
            align,
            baseline: "middle",
            fontSize: fontSizes.small,
            color: inks.faint.light,
            aria: false,
          },
          encoding: {
            x: axis("x", drawn.width),
            y: axis("y", drawn.height),
            text: { field: "text", type: "nominal" },
          },
        })),
      ],
    };
  },
  samples: [
    {
      name: "a bowl and a saddle",
      rows: [
        { name: "deep", quantity: "loss", ...bowl(7) },
        {
          ...bowl(5),
          name: "a network with a name that is much too long for the width that it has got here, and some more",
          quantity: "accuracy",
          values: bowl(5).alpha.map((a, i) => bowl(5).beta.map((b) => (i === 4 ? null : 0.5 + (a * a - b * b) / 2))),
        },
      ],
    },
    {
      name: "every so many-th point of a wide range, narrow",
      rows: [{ name: "", quantity: "loss", ...bowl(17, 1e4) }],
      options: { width: 340, cells: 7 },
    },
    {
      name: "a plain",
      rows: [
        { name: "", quantity: "loss", alpha: [0, 1], beta: [0, 1], values: Array.from({ length: 2 }, () => [1, 1]) },
      ],
    },
    { name: "no plane", rows: [] },
  ],
});

interface Shape {
  readonly kind: "Polygon" | "LineString";
  readonly corners: readonly Place[];
  readonly fill: string;
  readonly stroke: string;
}

interface Text {
  readonly at: Place;
  readonly text: string;
  readonly align: "left" | "center" | "right";
}

const round = (value: number) => Math.round(10 * value) / 10;

function featureOf({ kind, corners, fill, stroke }: Shape) {
  const coordinates = kind === "Polygon" ? [[...corners, corners[0]]] : corners;
  return { type: "Feature", geometry: { type: kind, coordinates }, fill, stroke };
}

/** Everything of one surface, from its own upper left corner on. */
function sceneOf(grid: LandscapeGrid, width: number, most: number) {
  const scaled = scaledGrid(grid);
  const { name, quantity, alpha, beta, titles = { alpha: "α", beta: "β" } } = grid;
  const labels = heightLabels(scaled, quantity);
  const margin = Math.max(34, ...labels.map(({ text }) => measureText(text, fontSizes.small) + 12));
  const view = projection(Math.min(largestWidth, width - 2 * margin), name === "" ? 26 : titleHeight + 26);
  const left = (width - Math.min(largestWidth, width - 2 * margin)) / 2;
  const place = (point: ScenePoint): Place => {
    const [x, y] = view.place(point);
    return [left + x, y];
  };
  const heights = thinned(grid.values, most).map((row) =>
    row.map((value) => (value === null ? null : scaled.shareOf(value))),
  );
  const line = (...points: readonly ScenePoint[]): Shape => ({
    kind: "LineString",
    corners: points.map(place),
    fill: "none",
    stroke: inks.axis.light,
  });
  const cells = surfaceFacets(heights, { ...view, place }).map(({ corners, height, light }): Shape => {
    const fill = shaded(height, light);
    return {
      kind: "Polygon",
      corners,
      fill,
      stroke: heights.length > 26 ? fill : rampHex(height, ["#ffffff", "#8fa3b5"]),
    };
  });
  const ends = [-1, 0, 1];
  const valueAt = (axis: readonly number[], end: number) => axis[0]! + ((end + 1) / 2) * (axis.at(-1)! - axis[0]!);
  const outside = ([x, y]: Place, right: number, down: number): Place => [x + right, y + down];
  const texts: Text[] = [
    ...(name === ""
      ? []
      : [{ at: [width / 2, 10] as const, text: fitText(name, width - 10, fontSizes.small), align: "center" as const }]),
    ...ends.map((end) => ({
      at: outside(place([end, 1, 0]), -5, 10),
      text: tick(valueAt(alpha, end)),
      align: "right" as const,
    })),
    ...ends.map((end) => ({
      at: outside(place([1, end, 0]), 5, 10),
      text: tick(valueAt(beta, end)),
      align: "left" as const,
    })),
    {
      at: outside(place([0, 1, 0]), -30, 26),
      text: fitText(titles.alpha, width / 2 - 60, fontSizes.small),
      align: "right",
    },
    {
      at: outside(place([1, 0, 0]), 30, 26),
      text: fitText(titles.beta, width / 2 - 60, fontSizes.small),
      align: "left",
    },
    ...labels.map(({ share, text }) => ({ at: outside(place([-1, 1, share]), -6, 0), text, align: "right" as const })),
    { at: outside(place([-1, 1, 1]), 0, -14), text: quantity, align: "center" },
  ];
  const floor = line([-1, 1, 0], [-1, -1, 0], [1, -1, 0]);
  const front = line([-1, 1, 1], [-1, 1, 0], [1, 1, 0], [1, -1, 0]);
  return { height: view.height + below, shapes: [floor, ...cells, front], texts };
}

const tick = (value: number) => `${Number(value.toPrecision(3))}`.replace("-", "−");

/** A few round values up the edge. */
function heightLabels({ low, high, log, shareOf, levels }: ScaledGrid, quantity: string) {
  const round = log ? levels : contourLevels(low, high, false).levels;
  const most = 4;
  const every = Math.max(1, Math.ceil(round.length / most));
  return round
    .filter((_, i) => i % every === 0)
    .map((level) => ({ share: shareOf(level), text: landscapeText(quantity, level) }));
}

/** Colour of the height, darker where less light falls. */
function shaded(height: number, light: number): string {
  const rgb = rampHex(0.08 + 0.84 * height, ramp);
  const share = 0.78 + 0.22 * light;
  return `#${[1, 3, 5]
    .map((at) => Math.round(Number.parseInt(rgb.slice(at, at + 2), 16) * share))
    .map((value) => value.toString(16).padStart(2, "0"))
    .join("")}`;
}

/** Every so many-th point of a fine grid, both ends included. */
function thinned(values: Grid, most: number): Grid {
  const chosen = (count: number) => {
    const cells = Math.min(most, count - 1);
    return Array.from({ length: cells + 1 }, (_, i) => Math.round((i * (count - 1)) / cells));
  };
  return chosen(values.length).map((i) => chosen(values[0]!.length).map((j) => values[i]![j]!));
}
