import { batch, type Dimension, fail, formatShape, isFloat } from "../base/index.ts";
import type { Graph, ValueInfo } from "../graph/index.ts";

export interface InputOptions {
  /** The input that data are fed to, along whose batch axis the samples lie; default: the first float input. */
  input?: string;
  /** Sizes for other symbols: { height: 224 }. */
  sizes?: Readonly<Record<string, number>>;
}

/** The input that data are fed to. @throws NetspectraError for a name that no input has */
export function chooseInput(graph: Graph, name: string | undefined): ValueInfo | undefined {
  if (name === undefined) return graph.inputs.find(({ type }) => type && isFloat(type)) ?? graph.inputs[0];
  const names = graph.inputs.map((input) => `"${input.name}"`).join(", ");
  return (
    graph.inputs.find((input) => input.name === name) ??
    fail({ subject: `input "${name}"`, expected: `an input of the model (${names})`, got: "a name that none has" })
  );
}

/**
 * The axis that the batch lies on: the first axis where its size is open (a symbol, "?", 0); else the only other axis
 * whose size is open (time × batch × features); undefined where all sizes are numbers.
 */
export function openAxis({ shape = [] }: ValueInfo, sizes: Readonly<Record<string, number>>): number | undefined {
  const open = shape.flatMap((size, axis) => (isOpen(size, sizes) ? [axis] : []));
  const alone = open.length === 1 && typeof shape[open[0]!] === "string";
  return open[0] === 0 || alone ? open[0] : undefined;
}

function isOpen(size: Dimension, sizes: Readonly<Record<string, number>>): boolean {
  return typeof size === "number" ? size <= 0 : !Object.hasOwn(sizes, size);
}

/**
 * An input with the symbol of the batch on its batch axis and numbers elsewhere.
 *
 * @throws NetspectraError where the number of axes or another size is not known
 */
export function inputType(info: ValueInfo, chosen: ValueInfo | undefined, sizes: Readonly<Record<string, number>>) {
  const { name, type, shape } = info;
  if (!type || !shape) {
    return fail({
      subject: `input "${name}"`,
      expected: "a tensor with a known number of axes",
      got: info.otherType ? "a sequence, an optional value or a map" : "none in the file",
    });
  }
  const place = chosen && openAxis(chosen, sizes);
  const symbol = place === undefined ? undefined : chosen?.shape?.[place];
  const own = openAxis(info, sizes);
  const open: Dimension[] = [];
  const resolved = shape.map((size, axis) => {
    if (!isOpen(size, sizes)) return typeof size === "number" ? size : sizes[size]!;
    if (axis === own || (size === symbol && size !== "?" && size !== 0)) return batch;
    open.push(size);
    return size;
  });
  if (open.length > 0) {
    fail({
      subject: `input "${name}"`,
      expected: "known sizes on all axes but the batch",
      got: `${formatShape(shape)}, where ${open.map((size) => `"${size}"`).join(" and ")} may be anything`,
      todo: "Export the model with these sizes fixed.",
    });
  }
  return { name, type, shape: resolved };
}
