/** Values at which contours are drawn, and how values between them are spaced. */
export interface ContourLevels {
  readonly levels: readonly number[];
  readonly log: boolean;
}

/** Above this ratio of the largest to the smallest value a linear scale would show the largest alone. */
const widest = 20;

/**
 * About ten round values between `low` and `high`: 1, 2, 5 times powers of ten where `high` is many times `low`, else in even steps.
 *
 * @param log overrides the choice; it takes values above 0
 */
export function contourLevels(low: number, high: number, log = low > 0 && high / low > widest): ContourLevels {
  if (!(high > low)) return { levels: [], log: false };
  return log && low > 0 ? { levels: logLevels(low, high), log: true } : { levels: evenLevels(low, high), log: false };
}

/** By how many decades there are at least. */
const mantissasFor: readonly (readonly [number, readonly number[]])[] = [
  [6, [1]],
  [3, [1, 3]],
  [2, [1, 2, 5]],
  [1.3, [1, 1.5, 2, 3, 5, 7]],
  [0, [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]],
];

function logLevels(low: number, high: number): number[] {
  const decades = Math.log10(high / low);
  const [, mantissas] = mantissasFor.find(([least]) => decades > least) ?? mantissasFor.at(-1)!;
  // Among very many decades only every second, third, … has a line.
  const step = Math.max(1, Math.ceil(decades / 12));
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const exponents = Array.from({ length: last - first + 1 }, (_, i) => first + i).filter((e) => e % step === 0);
  return exponents
    .flatMap((exponent) => mantissas.map((mantissa) => Number(`${mantissa}e${exponent}`)))
    .filter((level) => level > low && level < high);
}

function evenLevels(low: number, high: number): number[] {
  const rough = (high - low) / 10;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5].find((mantissa) => mantissa * power >= rough) ?? 10);
  const first = Math.floor(low / step) + 1;
  const count = Math.max(0, Math.ceil(high / step) - first);
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
