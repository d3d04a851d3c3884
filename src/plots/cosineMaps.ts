import { fail } from "../base/index.ts";
import { defineChart, distinct, finite } from "./defineChart.ts";
import { heatPng } from "./heatPng.ts";
import { fitText, measureText } from "./measureText.ts";
import { divergingRamp, fontSizes, inks } from "./theme.ts";

/** Cosines between samples that lie side by side class by class. */
export interface CosineMap {
  readonly name: string;
  /** n */
  readonly size: number;
  /** n × n, row-major, −1 … 1. */
  readonly values: ArrayLike<number>;
  /** How many samples follow each other in each class; n together. Empty for samples without classes. */
  readonly classes: readonly { readonly name: string; readonly samples: number }[];
}

export interface CosineMapsOptions {
  /** What the values are; default "cosine". */
  readonly of?: string;
}

const gap = { x: 24, y: 16 } as const;
const titleHeight = 20;
/** Values on a side of the image, at most: above this, each pixel is the mean of a block. */
const mostPixels = 400;

/** One heat map per network: cosines between the gradients of samples, class by class. */
export const cosineMaps = defineChart<readonly CosineMap[], CosineMapsOptions>({
  shows:
    "Cosines between the Jacobians around every two samples, class by class, on a common scale: orange where two samples' " +
    "outputs react to the same directions alike, white where the directions have nothing in common, blue where they " +
    "react to them oppositely. Squares on the diagonal mean that samples of a class share their directions.",
  draw(maps, { width, of = "cosine" }) {
    const longest = Math.max(0, ...maps.flatMap(({ classes }) => classes.map(({ name }) => nameWidth(name))));
    const margin = Math.ceil(Math.min(0.3 * width, longest)) + 6;
    const columns = width >= 560 && maps.length > 1 ? 2 : 1;
    const tile = Math.floor(Math.min(440, (width - 14 - (columns - 1) * gap.x) / columns - margin));
    const titled = maps.length > 1 ? titleHeight : 0;
    const step = { x: margin + tile + gap.x, y: titled + tile + gap.y };
    const names = distinct(maps.map(({ name }) => fitText(name, tile, fontSizes.label)));
    const places = maps.map((map, i) => ({
      name: names[i]!,
      left: (i % columns) * step.x + margin,
      top: Math.floor(i / columns) * step.y + titled,
      titleTop: Math.floor(i / columns) * step.y,
      image: imageOf(map),
    }));
    const marks = maps.flatMap((map, i) => marksOf(map, places[i]!, tile, margin));
    const drawn = {
      width: Math.max(1, Math.min(columns, maps.length) * step.x - gap.x),
      height: Math.max(1, Math.ceil(maps.length / columns) * step.y - gap.y),
    };
    const place = (field: string, length: number) => ({
      field,
      type: "quantitative" as const,
      axis: null,
      scale: { domain: [0, length], range: [0, length], nice: false, zero: false },
    });
    const x = (field: string) => place(field, drawn.width);
    const y = (field: string) => place(field, drawn.height);
    const label = { type: "text", fontSize: fontSizes.label, aria: false } as const;
    return {
      ...drawn,
      data: { values: places },
      layer: [
        ...(titled > 0
          ? [
              {
                mark: { ...label, align: "left", baseline: "top" },
                encoding: { x: x("left"), y: y("titleTop"), text: { field: "name", type: "nominal" } },
              },
            ]
          : []),
        {
          mark: { type: "image", width: tile, height: tile, align: "left", baseline: "top", smooth: false },
          encoding: {
            x: x("left"),
            y: y("top"),
            url: { field: "image", type: "nominal" },
            description: { field: "name" },
          },
        },
        {
          data: { values: marks.flatMap(({ lines }) => lines) },
          mark: { type: "rule", color: inks.faint.light, strokeWidth: 0.5, aria: false },
          encoding: { x: x("x1"), x2: { field: "x2" }, y: y("y1"), y2: { field: "y2" } },
        },
        {
          data: { values: marks.flatMap(({ labels }) => labels) },
          mark: { ...label, align: "right", baseline: "middle", fontSize: fontSizes.small },
          encoding: { x: x("x"), y: y("y"), text: { field: "text", type: "nominal" } },
        },
        {
          // Draws nothing: it is there for the colour legend.
          data: { values: [{ value: 0 }] },
          mark: { type: "point", opacity: 0, aria: false },
          encoding: {
            x: { value: 0 },
            y: { value: 0 },
            fill: {
              field: "value",
              type: "quantitative",
              title: of,
              scale: { domain: divergingRamp.map((_, i) => i - 1), range: [...divergingRamp], interpolate: "rgb" },
              legend: {
                orient: "bottom",
                direction: "horizontal",
                type: "gradient",
                gradientLength: Math.min(220, drawn.width),
                gradientThickness: 8,
                values: [-1, 0, 1],
                titleAnchor: "start",
              },
            },
          },
        },
      ],
    };
  },
  samples: [
    {
      name: "two networks, two classes",
      rows: [
        {
          name: "shallow",
          size: 4,
          values: [1, 0.8, 0.1, 0, 0.8, 1, 0, 0.2, 0.1, 0, 1, 0.5, 0, 0.2, 0.5, 1],
          classes: [
            { name: "cat", samples: 2 },
            { name: "ζῷον <b>&amp;", samples: 2 },
          ],
        },
        {
          name: "deep",
          size: 2,
          values: [1, -1, -1, 1],
          classes: [
            { name: "0", samples: 1 },
            { name: "1", samples: 1 },
          ],
        },
      ],
    },
    {
      name: "more samples than pixels, many classes",
      rows: [
        {
          name: "one",
          size: 600,
          values: Float64Array.from({ length: 360_000 }, (_, i) =>
            Number(Math.floor(i / 6000) === Math.floor((i % 600) / 10)),
          ),
          classes: Array.from({ length: 60 }, (_, c) => ({ name: `class ${c}`, samples: 10 })),
        },
      ],
      options: { width: 340 },
    },
    { name: "no classes", rows: [{ name: "one", size: 1, values: [1], classes: [] }] },
    { name: "no network", rows: [] },
  ],
});

const nameWidth = (name: string) => measureText(name, fontSizes.small);

/** A pixel for each pair, or for the mean over a block of pairs. */
function imageOf({ name, size, values }: CosineMap): string {
  if (size < 1 || values.length !== size * size) {
    fail({ subject: `cosines of "${name}"`, expected: `${size} × ${size} values`, got: `${values.length}` });
  }
  const pixels = Math.min(size, mostPixels);
  const edge = (p: number) => Math.floor((p * size) / pixels);
  const picture = new Float64Array(pixels * pixels);
  for (let r = 0; r < pixels; r++) {
    for (let c = 0; c < pixels; c++) {
      let sum = 0;
      for (let i = edge(r); i < edge(r + 1); i++) {
        for (let j = edge(c); j < edge(c + 1); j++) sum += finite(values[i * size + j]!, `cosines of "${name}"`);
      }
      picture[r * pixels + c] = sum / ((edge(r + 1) - edge(r)) * (edge(c + 1) - edge(c)));
    }
  }
  return heatPng(picture, pixels, pixels, 1, { smallest: -1, colors: divergingRamp });
}

interface Place {
  readonly left: number;
  readonly top: number;
}

/** Lines between classes, and the names of those that have room for one. */
function marksOf({ name, size, classes }: CosineMap, { left, top }: Place, tile: number, margin: number) {
  const counted = classes.reduce((sum, { samples }) => sum + samples, 0);
  if (classes.length > 0 && counted !== size) {
    fail({ subject: `classes of "${name}"`, expected: `${size} samples together`, got: `${counted}` });
  }
  const lines: { x1: number; x2: number; y1: number; y2: number }[] = [];
  const labels: { x: number; y: number; text: string }[] = [];
  let [before, lowest] = [0, Number.NEGATIVE_INFINITY];
  for (const own of classes) {
    const [from, to] = [before, before + own.samples].map((at) => (tile * at) / size) as [number, number];
    // Among many classes, lines would hide what they divide.
    if (before > 0 && classes.length <= tile / 8) {
      lines.push({ x1: left, x2: left + tile, y1: top + from, y2: top + from });
      lines.push({ x1: left + from, x2: left + from, y1: top, y2: top + tile });
    }
    const middle = (from + to) / 2;
    if (own.samples > 0 && middle - lowest >= fontSizes.small + 2) {
      labels.push({ x: left - 5, y: top + middle, text: fitText(own.name, margin - 6, fontSizes.small) });
      lowest = middle;
    }
    before += own.samples;
  }
  return { lines, labels };
}
