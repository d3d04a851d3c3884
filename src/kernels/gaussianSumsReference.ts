import type { GaussianChain, GaussianPanel, GaussianSums } from "./gaussianSums.ts";

/** The sums of `gaussianSums`, term by term. */
export function gaussianSumsReference(
  first: GaussianPanel,
  second: GaussianPanel | undefined,
  chains: readonly GaussianChain[],
): { readonly first: GaussianSums; readonly second: GaussianSums | undefined } {
  const rates = chains.flatMap(({ rate, levels }) => Array.from({ length: levels }, (_, l) => rate * 4 ** l));
  const sums = (of: GaussianPanel, over: GaussianPanel): GaussianSums => {
    const count = of.groups.length;
    const [all, same] = [new Float64Array(rates.length * count), new Float64Array(rates.length * count)];
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < over.groups.length; j++) {
        if (of.fillers[i] === 1 || over.fillers[j] === 1) continue;
        const distance = squaredDistance(of, i, over, j);
        rates.forEach((rate, l) => {
          const term = Math.exp(-rate * distance);
          all[l * count + i]! += term;
          if (of.groups[i] === over.groups[j]) same[l * count + i]! += term;
        });
      }
    }
    return { all, same };
  };
  return { first: sums(first, second ?? first), second: second && sums(second, first) };
}

function squaredDistance(a: GaussianPanel, i: number, b: GaussianPanel, j: number): number {
  let sum = 0;
  for (let k = 0; k < a.dimension; k++) sum += (a.points[i * a.dimension + k]! - b.points[j * b.dimension + k]!) ** 2;
  return sum;
}
