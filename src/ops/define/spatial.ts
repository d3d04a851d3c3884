import { fail, formatShape, type Shape } from "../../base/index.ts";

/** The axes after batch and channels. @throws NetspectraError when there are none */
export function spatialAxes(shape: Shape): readonly number[] {
  if (shape.length < 3) {
    fail({ subject: "spatial axes", expected: "an input N×C×…", got: formatShape(shape) });
  }
  return shape.map((_, axis) => axis).slice(2);
}

/** The shape with every spatial axis reduced to 1. */
export function globalShape(shape: Shape): Shape {
  const axes = spatialAxes(shape);
  return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}
