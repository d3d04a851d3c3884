import { fail, type ImageLayout } from "../base/index.ts";
import { defineChart, finite } from "./defineChart.ts";
import { type GradientImagesOptions, gradientImages } from "./gradientImages.ts";

/** The diagonal of 𝒥ᵀ𝒥 over the elements of the input image, summed over outputs. */
export interface DiagonalImage {
  readonly name: string;
  /** Shape of one input: [channels, height, width] or, with layout "HWC", [height, width, channels]; or [height, width]. */
  readonly shape: readonly number[];
  readonly layout?: ImageLayout;
  readonly values: ArrayLike<number>;
}

/** One heat map per network: its whole response to each pixel. */
export const diagonalImage = defineChart<readonly DiagonalImage[], GradientImagesOptions>({
  shows:
    "The diagonal of 𝒥ᵀ𝒥 over the pixels of the input: the sum over samples and outputs of the squared derivative, " +
    "averaged over colour channels. Dark pixels matter most. Each image has the scale of its own largest entry.",
  draw(images, options) {
    const shares = images.map(({ name, values, shape, layout }) => {
      const largest = Array.from(values).reduce((most, value, i) => {
        if (value < 0) fail({ subject: `diagonal of "${name}"`, expected: "no negative entry", got: `${value}` });
        return Math.max(most, finite(value, `entry ${i + 1} of the diagonal of "${name}"`));
      }, 0);
      const scaled = Array.from(values, (value) => (largest > 0 ? value / largest : 0));
      return { output: name, shape, ...(layout && { layout }), values: scaled };
    });
    const { description: _, ...figure } = gradientImages(shares, { scaleTitle: "share of the largest", ...options });
    return figure;
  },
  samples: [
    {
      name: "two networks, one dead",
      rows: [
        { name: "4×1500", shape: [2, 3], values: [0, 1, 2, 3, 4, 1e9] },
        { name: "мёртвая", shape: [1, 2, 3], layout: "CHW", values: [0, 0, 0, 0, 0, 0] },
      ],
    },
    { name: "no network", rows: [] },
  ],
});
