import { knownShapes, type NormalizeOptions, shapeQuestion } from "../autodiff/index.ts";
import { type ElementType, isFloat, NetspectraError, random, type Shape, sizeOf, tensorOf } from "../base/index.ts";
import { createModel, type Graph, type Model } from "../graph/index.ts";
import { openCached, type Platform } from "../platform/index.ts";

/** Rounds of questions: an answer may lead to shapes that were out of reach before. */
const mostRounds = 8;
/** Two sizes whose ratio no usual shape has. */
const sizes = [2, 3] as const;

/** An integer tensor that decides shapes, with its elements up to the batch size. */
export interface LearnedShape {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly elements: Shape;
}

/** The elements alone. */
export function elementsOf(learned: ReadonlyMap<string, LearnedShape>): ReadonlyMap<string, Shape> {
  return new Map([...learned].map(([name, { elements }]) => [name, elements]));
}

/**
 * The elements of integer tensors that decide shapes but cannot be followed from the shape of the input: the runtime is
 * asked, at two batch sizes. Empty for most models.
 */
export async function askShapes(
  platform: Platform,
  model: Model,
  options: NormalizeOptions,
): Promise<ReadonlyMap<string, LearnedShape>> {
  const found = new Map<string, LearnedShape>();
  for (let round = 0; round < mostRounds; round++) {
    const question = shapeQuestion(model, { ...options, known: elementsOf(found) });
    if (!question) break;
    const answers = await ask(platform, question);
    if (!answers) break;
    const [first, second] = answers;
    const learned = [...knownShapes(first, second)].filter(([name]) => !found.has(name));
    if (learned.length === 0) break;
    for (const [name, elements] of learned) {
      const { type, shape } = first.values.get(name)!;
      found.set(name, { type, shape, elements });
    }
  }
  return found;
}

/** Undefined where the graph cannot be run: whoever needs the shape says what is wrong. */
async function ask(platform: Platform, graph: Graph) {
  try {
    const session = await openCached(platform, createModel(graph));
    try {
      const run = async (batch: number) => {
        const results = await session.run(feedsFor(graph, batch));
        return { batch, values: new Map(Object.entries(results)) };
      };
      return [await run(sizes[0]), await run(sizes[1])] as const;
    } finally {
      await session.release();
    }
  } catch (error) {
    if (error instanceof NetspectraError) return undefined;
    throw error;
  }
}

/** `batch` samples of noise, other noise for each size: what follows the values is found out. */
function feedsFor({ inputs }: Graph, batch: number) {
  return Object.fromEntries(
    inputs.map(({ name, type = "float32", shape = [] }) => {
      const concrete = shape.map((size) => (typeof size === "number" && size > 0 ? size : batch));
      const { uniform } = random(batch, "shapes", name);
      const length = sizeOf(concrete);
      const values = isFloat(type) ? Float64Array.from({ length }, uniform) : new Float64Array(length);
      return [name, tensorOf(type, concrete, values)] as const;
    }),
  );
}
