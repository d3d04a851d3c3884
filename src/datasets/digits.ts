import { permutation, random } from "../base/index.ts";
import { defineDataset, type Labelled, type Part } from "./define/defineDataset.ts";
import { side } from "./digits/draw.ts";
import { writeDigit } from "./digits/handwriting.ts";

/** All images come from this one seed: the set is fixed, like any other data set. */
const seed = 0;

/** 70,000 images of handwriting-like digits, 28 × 28 pixels, made on the spot: nothing is downloaded. */
export const digits = defineDataset({
  kind: "generated",
  name: "digits",
  title: "generated handwriting-like digits, 28×28 grey, 60,000 + 10,000 (no download)",
  citation: "netspectra: pen strokes, randomly bent (after Simard, Steinkraus, Platt 2003, ICDAR) and drawn",
  licence: "MIT",
  example: { shape: [1, side, side], layout: "CHW", classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] },
  count: { train: 60_000, test: 10_000 },
  validation: 10_000,
  generate: generateDigits,
  labelOf: digitAt,
});

/** The digits with these numbers of one part; a number always gives the same image, whatever else is asked for. */
export function generateDigits(part: Part, indices: ArrayLike<number>): Labelled {
  const count = indices.length;
  const x = new Uint8Array(count * side * side);
  const y = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const index = indices[i]!;
    y[i] = digitAt(part, index);
    x.set(writeDigit(y[i]!, random(seed, "digits", part, index)), i * side * side);
  }
  return { x: { type: "uint8", shape: [count, 1, side, side], data: x }, y };
}

/** Each ten in a row hold every digit once, in random order. */
function digitAt(part: Part, index: number): number {
  return permutation(10, random(seed, "digits", part, "labels", Math.floor(index / 10)))[index % 10]!;
}
