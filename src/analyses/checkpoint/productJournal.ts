import * as v from "valibot";
import { fail, float64 } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { LinearOperator } from "../../spectra/index.ts";
import { startAnew } from "./savedState.ts";
import type { StateStore } from "./stateStore.ts";

const products = ["apply", "applyTransposed", "applyGram"] as const;
type Product = (typeof products)[number];

const call = v.strictObject({ product: v.picklist(products), count: v.number(), argument: v.string() });
const calls = v.record(v.string(), v.array(call));

/** Which products of which operators were asked for, in their order, each with the SHA-256 of its argument. */
export type JournalDocument = Readonly<v.InferOutput<typeof calls>>;

/** Products with operators, kept as they come, so that an algorithm that is run again gets the first ones from the disk. */
export interface ProductJournal {
  /**
   * The operator with its products kept under `name`. What was journaled before is not computed again: whatever is made of
   * the products by a deterministic algorithm is the same as if it had never been interrupted. The algorithm knows nothing of it.
   *
   * @throws NetspectraError from a product that is not the one that was asked for at this place before
   */
  journaled<T extends LinearOperator>(operator: T, name: string): T;
  /** Forget the products with an operator: what was made of them is known. */
  forget(name: string): void;
  /** What to commit to the store. */
  document(): JournalDocument;
  names(): readonly string[];
}

/**
 * Open a journal whose products lie in a store.
 *
 * @param saved what `document` said when it was committed, if anything was
 * @param kept called after each product that was written; a chance to commit
 * @throws NetspectraError for a document that is none of a journal
 */
export function openProductJournal(
  { sha256 }: Pick<Platform, "sha256">,
  store: StateStore,
  saved: unknown = {},
  kept: () => Promise<void> = async () => undefined,
): ProductJournal {
  const parsed = v.safeParse(calls, saved);
  const subject = `the saved run in ${store.folder}`;
  const todo = startAnew(store.folder);
  if (!parsed.success) fail({ subject, expected: "a journal of products", got: "another document", todo });
  const known = new Map(Object.entries(parsed.output as v.InferOutput<typeof calls>));

  function journaled<T extends LinearOperator>(operator: T, name: string): T {
    const own = known.get(name) ?? [];
    known.set(name, own);
    let next = 0;
    const journaledProduct =
      (product: Product, length: number, compute: LinearOperator["apply"]) =>
      async (vectors: Float64Array, count: number): Promise<Float64Array> => {
        const index = next++;
        const bytes = new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength);
        const asked = { product, count, argument: await sha256(bytes) };
        const before = own[index];
        const tensor = tensorName(name, index);
        if (before) {
          const same = before.product === product && before.count === count && before.argument === asked.argument;
          if (same) return (await store.read(tensor)).data as Float64Array;
          fail({
            subject,
            expected: `product ${index + 1} of ${name} as it was asked for before (${describe(before)})`,
            got: describe(asked),
            todo,
          });
        }
        const result = await compute(vectors, count);
        await store.write(tensor, float64([count, length], result));
        own[index] = asked;
        await kept();
        return result;
      };
    const { rows, columns, apply, applyTransposed, applyGram } = operator;
    return {
      ...operator,
      apply: journaledProduct("apply", rows, apply),
      applyTransposed: journaledProduct("applyTransposed", columns, applyTransposed),
      ...(applyGram && { applyGram: journaledProduct("applyGram", columns, applyGram) }),
    };
  }

  return {
    journaled,
    forget: (name) => void known.delete(name),
    document: () => Object.fromEntries(known),
    names: () => [...known].flatMap(([name, own]) => own.map((_, index) => tensorName(name, index))),
  };
}

const tensorName = (name: string, index: number) => `${name}, product ${index + 1}`;

const describe = ({ product, count, argument }: v.InferOutput<typeof call>) =>
  `${product} of ${count} vectors ${argument.slice(0, 12)}`;
