import type { Platform } from "../../platform/index.ts";
import type { HessianOperator } from "./hessianOperator.ts";

/** Shows the progress of each part of the work over the products with vectors that it may take, batches of data included. */
export function showProgress({ reporter }: Platform, operator: Pick<HessianOperator, "watch">) {
  return async <T>(label: string, products: number, work: () => Promise<T>): Promise<T> => {
    const progress = reporter.progress(label, products, "products");
    operator.watch((done) => progress.update(Math.min(done, products)));
    try {
      return await work();
    } finally {
      operator.watch(undefined);
      progress.finish();
    }
  };
}
