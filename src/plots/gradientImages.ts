import { fail, type ImageLayout } from "../base/index.ts";
import { defineChart, distinct, finite, shortNumber } from "./defineChart.ts";
import { heatPng } from "./heatPng.ts";
import { fitText } from "./measureText.ts";
import { fontSizes, ramp } from "./theme.ts";

/** How strongly one output reacts to each element of the input image, averaged over samples. */
export interface GradientImage {
  /** Index of the output, or the name of its class. */
  readonly output: number | string;
  /** Shape of one input: [channels, height, width] or, with layout "HWC", [height, width, channels]; or [height, width]. */
  readonly shape: readonly number[];
  readonly layout?: ImageLayout;
  /** mean |∂ output / ∂ input|, row-major in `shape`; channels are averaged for the picture. */
  readonly values: ArrayLike<number>;
}

export interface GradientImagesOptions {
  /** Tiles at most; default 20. The first ones are shown. */
  readonly limit?: number;
  /** Title of the colour scale; default "mean |gradient|". */
  readonly scaleTitle?: string;
}

const gap = { x: 12, y: 10 } as const;
const labelHeight = 20;

/** One heat map per output: mean absolute gradient with respect to each pixel, on a common colour scale. */
export const gradientImages = defineChart<readonly GradientImage[], GradientImagesOptions>({
  shows:
    "How strongly each output reacts to each pixel: the absolute value of its derivative, averaged over the samples " +
    "and over colour channels. Dark pixels matter most. All images share one colour scale.",
  draw(images, { width, limit = 20, scaleTitle = "mean |gradient|" }) {
    const shown = images.slice(0, limit);
    const columns = Math.max(1, Math.min(shown.length, width >= 420 ? 5 : 3));
    const tile = Math.min(columns < 3 ? 280 : 140, Math.floor((width - 16 - (columns - 1) * gap.x) / columns));
    const pictures = shown.map(averageChannels);
    const largest = Math.max(0, ...pictures.map(({ pixels }) => pixels.reduce((a, b) => Math.max(a, b), 0)));
    const aspect = Math.max(0.2, ...pictures.map((p) => p.height / p.width));
    const tall = Math.round(tile * Math.min(2, aspect));
    const titles = distinct(
      shown.map(({ output }) =>
        fitText(typeof output === "number" ? `output ${output}` : output, tile, fontSizes.label),
      ),
    );
    const rows = Math.max(1, Math.ceil(shown.length / columns));
    const values = pictures.map((picture, i) => ({
      output: titles[i]!,
      left: (i % columns) * (tile + gap.x),
      top: Math.floor(i / columns) * (tall + labelHeight + gap.y),
      imageTop: Math.floor(i / columns) * (tall + labelHeight + gap.y) + labelHeight,
      image: heatPng(picture.pixels, picture.width, picture.height, largest),
    }));
    const place = (field: "left" | "top" | "imageTop", length: number) => ({
      field,
      type: "quantitative" as const,
      axis: null,
      scale: { domain: [0, length], range: [0, length], nice: false, zero: false },
    });
    const drawnWidth = columns * (tile + gap.x) - gap.x;
    const drawnHeight = rows * (tall + labelHeight + gap.y) - gap.y;
    const hidden = images.length - shown.length;
    return {
      ...(hidden > 0 && {
        title: { text: "", subtitle: `The first ${shown.length} of ${images.length} outputs.`, offset: 8 },
      }),
      width: drawnWidth,
      height: drawnHeight,
      data: { values },
      encoding: { x: place("left", drawnWidth) },
      layer: [
        {
          mark: { type: "text", align: "left", baseline: "top", fontSize: fontSizes.label, aria: false },
          encoding: { y: place("top", drawnHeight), text: { field: "output", type: "nominal" } },
        },
        {
          mark: {
            type: "image",
            width: tile,
            height: tall,
            align: "left",
            baseline: "top",
            smooth: false,
          },
          encoding: {
            y: place("imageTop", drawnHeight),
            url: { field: "image", type: "nominal" },
            description: { field: "output" },
          },
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
              title: scaleTitle,
              scale: { domain: [0, shortNumber(largest) || 1], range: [...ramp], interpolate: "rgb", nice: false },
              legend: {
                orient: "bottom",
                direction: "horizontal",
                type: "gradient",
                gradientLength: Math.min(220, drawnWidth),
                gradientThickness: 8,
                tickCount: 3,
                format: ".4~g",
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
      name: "two colour images",
      rows: [
        { output: 0, shape: [3, 2, 2], values: [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3] },
        { output: "ζῷον", shape: [2, 2, 3], layout: "HWC", values: [0, 0, 0, 1, 1, 1, 2, 2, 2, 6, 6, 6] },
      ],
    },
    {
      name: "a constant output",
      rows: [{ output: 0, shape: [2, 3], values: [0, 0, 0, 0, 0, 0] }],
      options: { width: 340 },
    },
    {
      name: "more outputs than tiles",
      rows: Array.from({ length: 22 }, (_, output) => ({ output, shape: [1, 2], values: [output, 1] })),
    },
    { name: "no output", rows: [] },
  ],
});

function averageChannels({ output, shape, layout = "CHW", values }: GradientImage) {
  const subject = `gradient image of output ${output}`;
  const [channels, height, width] =
    shape.length === 2 ? [1, ...shape] : layout === "CHW" ? shape : [shape[2], shape[0], shape[1]];
  const bad = !channels || !height || !width || shape.length > 3;
  if (bad || values.length !== channels * height * width) {
    fail({
      subject,
      expected: "values for a shape [height, width] or with channels",
      got: `${values.length} values, shape [${shape}]`,
    });
  }
  const pixels = new Float64Array(height * width);
  for (let i = 0; i < values.length; i++) {
    const pixel = layout === "CHW" ? i % (height * width) : Math.floor(i / channels);
    pixels[pixel]! += finite(values[i]!, subject) / channels;
  }
  return { pixels, width, height };
}
