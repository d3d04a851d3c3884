import { float32, random, sizeOf, type Tensor } from "../base/index.ts";
import type { ParameterSpec } from "./plan.ts";

/**
 * - he: normal, variance 2/fan_in before a rectifier, 1/fan_in elsewhere (He et al. 2015, section 2.2)
 * - glorot: uniform on ±√(6/(fan_in + fan_out)) (Glorot and Bengio 2010, equation 16)
 */
export type Initialisation = "he" | "glorot";

/** The first value of a parameter. Each has a stream of its own, so that it does not depend on the other layers. */
export function initialise(parameter: ParameterSpec, initialisation: Initialisation, seed: number): Tensor<"float32"> {
  const { name, shape, start } = parameter;
  const values = new Float32Array(sizeOf(shape));
  if (start.kind === "constant") return float32(shape, values.fill(start.value));
  if (start.kind === "identity") {
    const columns = shape.at(-1) ?? 1;
    for (let i = 0; i < values.length; i += columns + 1) values[i] = 1;
    return float32(shape, values);
  }
  const stream = random(seed, "init", parameter.stream ?? name);
  if (initialisation === "glorot") {
    const bound = Math.sqrt(6 / (start.fanIn + start.fanOut));
    for (let i = 0; i < values.length; i++) values[i] = (2 * stream.uniform() - 1) * bound;
  } else {
    const deviation = Math.sqrt((start.rectified ? 2 : 1) / start.fanIn);
    for (let i = 0; i < values.length; i++) values[i] = deviation * stream.normal();
  }
  return float32(shape, values);
}
