import { fail } from "../base/index.ts";
import type { SymmetricOperator } from "./linearOperator.ts";

/** An operator that counts its products. */
export interface Metered extends SymmetricOperator {
  /** Products with one vector so far, of what lies behind the operator. */
  applications(): number;
}

/**
 * The operator with its products counted and checked.
 *
 * @throws NetspectraError from `apply` for products of the wrong size or with numbers that are not finite
 */
export function meter(operator: SymmetricOperator): Metered {
  const { order, applicationsPerVector = 1 } = operator;
  if (!(Number.isSafeInteger(order) && order > 0)) {
    fail({ subject: "the order of an operator", expected: "a whole number, 1 or more", got: `${order}` });
  }
  let applications = 0;
  return {
    ...operator,
    applications: () => applications,
    async apply(vectors, count) {
      applications += count * applicationsPerVector;
      const product = await operator.apply(vectors, count);
      if (product.length !== count * order) {
        fail({ subject: "an operator", expected: `products of ${count * order} numbers`, got: `${product.length}` });
      }
      const bad = product.findIndex((x) => !Number.isFinite(x));
      if (bad >= 0) {
        fail({
          subject: "an operator",
          expected: "products of finite numbers",
          got: `${product[bad]} as element ${bad % order}`,
          todo: "Look for an overflow in what the matrix is made of.",
        });
      }
      return product;
    },
  };
}
