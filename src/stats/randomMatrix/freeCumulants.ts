/**
 * Free cumulants κ₁ … κ₄ from the moments m₁ … m₄, by inversion over non-crossing partitions (Nica & Speicher 2006, lecture 11):
 * κ₂ = m₂ − m₁², κ₃ = m₃ − 3m₁m₂ + 2m₁³, κ₄ = m₄ − 4m₁m₃ − 2m₂² + 10m₁²m₂ − 5m₁⁴. Computed from central moments, since those
 * above the first do not change under a shift: κ₂ = c₂, κ₃ = c₃, κ₄ = c₄ − 2c₂².
 *
 * @param values the whole spectrum, zeros included
 */
export function freeCumulants(values: ArrayLike<number>): readonly [number, number, number, number] {
  const count = values.length;
  const moment = (centre: number, order: number) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += (values[i]! - centre) ** order;
    return sum / count;
  };
  const mean = moment(0, 1);
  const second = moment(mean, 2);
  return [mean, second, moment(mean, 3), moment(mean, 4) - 2 * second * second];
}

/**
 * Those of the Marchenko–Pastur law of {@link marchenkoPastur}, a free Poisson law of rate 1/ratio and jumps ratio·variance:
 * κ_j = variance^j ratio^(j−1) (Nica & Speicher 2006, proposition 12.11).
 */
export function marchenkoPasturCumulants(ratio: number, variance = 1): readonly [number, number, number, number] {
  const cumulant = (order: number) => variance ** order * ratio ** (order - 1);
  return [cumulant(1), cumulant(2), cumulant(3), cumulant(4)];
}
