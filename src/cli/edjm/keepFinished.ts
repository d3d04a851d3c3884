import { CancelledError } from "../../base/index.ts";

/**
 * Work through `items` one after another. Where the user stops in the middle, what was finished is returned, and
 * `cancelled` is set; where nothing was finished yet, there is nothing to keep and the error goes on.
 */
export async function keepFinished<I, R>(
  items: readonly I[],
  work: (item: I, index: number) => Promise<R>,
): Promise<{ finished: readonly R[]; cancelled: boolean }> {
  const finished: R[] = [];
  for (const [index, item] of items.entries()) {
    try {
      finished.push(await work(item, index));
    } catch (error) {
      if (!(error instanceof CancelledError) || finished.length === 0) throw error;
      return { finished, cancelled: true };
    }
  }
  return { finished, cancelled: false };
}
