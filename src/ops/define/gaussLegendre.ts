/**
 * Nodes and weights on [0, 1] of the quadrature that is exact for polynomials of degree 2n − 1: the zeros of the Legendre
 * polynomial Pₙ by Newton's method, wᵢ = 2 / ((1 − xᵢ²) P′ₙ(xᵢ)²) (Abramowitz and Stegun 1964, 25.4.29).
 */
export function gaussLegendre(n: number): { nodes: number[]; weights: number[] } {
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 10; step++) {
      const { value, derivative } = legendre(n, x);
      slope = derivative;
      x -= value / derivative;
    }
    nodes.push((1 + x) / 2);
    weights.push(1 / ((1 - x * x) * slope * slope));
  }
  return { nodes, weights };
}

/** Pₙ and its derivative at x, by Bonnet's recursion. */
function legendre(n: number, x: number): { value: number; derivative: number } {
  let [previous, value] = [1, x];
  for (let k = 2; k <= n; k++) [previous, value] = [value, ((2 * k - 1) * x * value - (k - 1) * previous) / k];
  return { value, derivative: (n * (x * value - previous)) / (x * x - 1) };
}
