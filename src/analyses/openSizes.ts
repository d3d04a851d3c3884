import { type Dimension, fail, formatShape } from "../base/index.ts";
import type { Model, ValueInfo } from "../graph/index.ts";

/** Sizes by their symbol. */
type Sizes = Readonly<Record<string, number>>;

/**
 * Sizes that a file leaves open besides the batch, taken from the shape of a sample where its axes agree with the input's.
 *
 * @param sampleShape asked for only where it is needed
 * @throws NetspectraError that says how to give them, where the data do not tell
 */
export async function withOpenSizes(
  model: Model,
  input: ValueInfo | undefined,
  sizes: Sizes,
  sampleShape: () => Promise<readonly number[] | undefined>,
): Promise<{ model: Model; sizes: Sizes }> {
  const shape = input?.shape;
  const isOpen = (size: Dimension) => (typeof size === "number" ? size <= 0 : !Object.hasOwn(sizes, size));
  if (!input || !shape || !isOpen(shape[0] ?? 1) || !shape.slice(1).some(isOpen)) return { model, sizes };
  const sample = await sampleShape();
  const rest = shape.slice(1);
  const fits =
    sample?.length === rest.length &&
    rest.every((size, i) => typeof size === "string" || isOpen(size) || size === sample[i]);
  const learned = { ...sizes };
  rest.forEach((size, i) => {
    if (fits && isOpen(size) && typeof size === "string" && size !== "?") learned[size] ??= sample[i]!;
  });
  const agree = rest.every((size, i) => typeof size !== "string" || size === "?" || learned[size] === sample?.[i]);
  if (!fits || !agree) {
    const named = rest.filter((size) => isOpen(size) && typeof size === "string" && size !== "?");
    const give = named.map((size) => `--fix ${size}=SIZE`).join(" ");
    return fail({
      subject: `input "${input.name}"`,
      expected: "known sizes on all axes but the batch",
      got: `${formatShape(shape)}${sample ? ` and samples of ${formatShape(sample)}` : ""}`,
      todo: `${give === "" ? "Use" : `Give them with ${give}, or use`} data with as many axes as the input.`,
    });
  }
  const known = { ...input, shape: [shape[0]!, ...rest.map((size, i) => (isOpen(size) ? sample[i]! : size))] };
  const inputs = model.graph.inputs.map((info) => (info.name === input.name ? known : info));
  return { model: { ...model, graph: { ...model.graph, inputs } }, sizes: learned };
}
