import { broadcastShapes, fail, formatShape, type Shape } from "../../base/index.ts";

/** The shape of a matrix product by NumPy's rules. @throws NetspectraError when the inner sizes differ */
export function productShape(subject: string, a: Shape, b: Shape): Shape {
  const contractedA = a.at(-1);
  const contractedB = b.length === 1 ? b[0] : b.at(-2);
  if (contractedA === undefined || contractedA !== contractedB) {
    fail({ subject, expected: "inner sizes that agree", got: `${formatShape(a)} and ${formatShape(b)}` });
  }
  const leading = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
  return [...leading, ...(a.length > 1 ? [a.at(-2)!] : []), ...(b.length > 1 ? [b.at(-1)!] : [])];
}
