import { knownShapes, type NormalizeOptions, shapeQuestion } from "../autodiff/index.ts";
import { isFloat, NetspectraError, type Shape, sizeOf, tensorOf } from "../base/index.ts";
import { createModel, type Graph, type Model } from "../graph/index.ts";
import { openCached, type Platform } from "../platform/index.ts";

/** Rounds of questions: an answer may lead to shapes that were out of reach before. */
const mostRounds = 8;
/** Two sizes whose ratio no usual shape has. */
const sizes = [2, 3] as const;

/**
 * The elements of integer tensors that decide shapes but cannot be followed from the shape of the input: the runtime is
 * asked, at two batch sizes. Empty for most models.
 */
export async function askShapes(
  platform: Platform,
  model: Model,
  options: NormalizeOptions,
): Promise<ReadonlyMap<string, Shape>> {
  const known = new Map<string, Shape>();
  for (let round = 0; round < mostRounds; round++) {
    const question = shapeQuestion(model, { ...options, known });
    if (!question) break;
    const answers = await ask(platform, question);
    if (!answers) break;
    const learned = [...knownShapes(answers[0], answers[1])].filter(([name]) => !known.has(name));
    if (learned.length === 0) break;
    for (const [name, shape] of learned) known.set(name, shape);
  }
  return known;
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

/** Zeros, `batch` samples of them. */
function feedsFor({ inputs }: Graph, batch: number) {
  return Object.fromEntries(
    inputs.map(({ name, type = "float32", shape = [] }) => {
      const concrete = shape.map((size) => (typeof size === "number" && size > 0 ? size : batch));
      const values = isFloat(type) ? new Float64Array(sizeOf(concrete)) : new Array<number>(sizeOf(concrete)).fill(0);
      return [name, tensorOf(type, concrete, values)] as const;
    }),
  );
}
