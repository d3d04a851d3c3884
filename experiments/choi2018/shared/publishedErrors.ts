import { type ConditionedData, conditions } from "./conditions.ts";
import type { RegulariserName } from "./regularisers.ts";

/** A condition table as it was printed: a row for each regulariser, the conditions in the order of `conditions`. */
interface PrintedTable {
  /** Test errors in percent, mean ± standard deviation over five trials. */
  readonly errors: string;
  /** The baseline's mean less the least one. */
  readonly bestImprovement: string;
}

/** Tables 8, 4 and 9. */
export const printedTables: Readonly<Record<ConditionedData, PrintedTable>> = {
  mnist: {
    bestImprovement: "0.50 1.12 0.41 1.28 3.01",
    errors: `
      baseline 2.85±0.11 11.41±0.19 6.00±0.07 31.62±0.07 10.52±0.57
      L1W      2.85±0.06 11.64±0.27 5.96±0.11 31.67±0.15 11.02±0.58
      L2W      3.02±0.40 11.38±0.18 5.86±0.10 31.66±0.13 10.65±0.23
      dropout  2.70±0.08 10.29±0.23 5.59±0.11 62.09±1.32 13.94±1.05
      BN       2.81±0.12 10.81±0.04 5.60±0.10 42.08±0.93 7.51±0.58
      CR       2.50±0.05 11.63±0.24 6.05±0.06 34.80±0.25 10.25±0.74
      cw-CR    2.49±0.10 10.62±0.05 5.80±0.15 31.50±0.11 10.81±1.11
      VR       2.65±0.11 14.42±0.14 6.90±0.22 32.39±0.13 9.22±0.28
      cw-VR    2.42±0.06 10.44±0.18 5.90±0.12 30.34±0.06 10.01±0.63
      L1R      2.35±0.08 11.60±0.20 6.20±0.13 64.39±0.26 88.65±0.00
      RR       2.81±0.10 10.92±0.17 6.61±0.05 38.35±0.20 12.31±0.16
      cw-RR    2.57±0.08 10.89±0.19 6.60±0.17 38.57±0.12 12.63±0.39
    `,
  },
  cifar10: {
    bestImprovement: "6.01 4.14 3.03 3.58 2.06 1.86 2.72",
    errors: `
      baseline 26.64±0.16 56.07±0.36 43.95±0.43 28.54±0.63 28.52±1.06 25.78±0.37 28.52±1.21
      L1W      26.46±0.39 56.64±0.91 44.32±0.66 28.65±1.14 27.96±0.72 25.73±0.40 28.30±0.99
      L2W      25.71±0.98 56.57±0.22 44.87±0.81 28.54±0.30 27.79±0.83 26.35±0.54 28.02±0.88
      dropout  26.38±0.21 56.11±0.83 44.78±0.41 27.66±0.51 28.43±0.88 25.95±0.57 27.69±0.38
      BN       31.97±3.10 56.49±0.32 43.75±0.76 28.83±0.47 28.20±0.40 25.50±0.55 28.38±0.86
      CR       24.96±0.63 57.40±2.11 45.16±0.94 26.45±0.22 28.65±1.21 26.72±0.61 27.94±0.43
      cw-CR    22.99±0.58 53.50±1.05 42.15±0.64 26.40±0.62 28.54±1.01 25.93±0.59 27.77±0.88
      VR       21.44±0.88 53.90±0.97 42.33±0.57 24.96±0.26 26.61±0.47 25.01±0.41 26.06±0.72
      cw-VR    21.58±0.21 51.93±1.09 43.00±0.95 25.81±0.64 26.46±0.25 24.42±0.31 26.19±1.35
      L1R      20.63±0.50 52.39±0.99 40.92±0.33 25.49±0.61 27.81±0.43 25.13±0.52 26.49±0.96
      RR       26.46±0.25 57.09±1.08 44.35±1.09 26.58±0.66 26.87±0.58 23.92±0.37 25.80±0.85
      cw-RR    26.29±0.41 57.55±0.46 44.71±1.59 26.62±0.77 27.12±0.46 24.34±0.27 26.10±0.59
    `,
  },
  cifar100: {
    bestImprovement: "5.23 0.67 1.18 1.94 4.84 4.37 4.37",
    errors: `
      baseline 61.26±0.52 90.89±0.30 82.21±0.72 62.41±0.34 61.30±0.64 45.75±0.73 58.02±0.40
      L1W      60.97±0.64 91.33±0.37 82.30±0.60 62.23±0.58 60.92±0.47 45.08±1.53 58.08±1.18
      L2W      60.23±0.31 90.53±0.39 82.05±0.70 62.78±0.36 61.55±0.99 45.28±1.59 57.47±0.66
      dropout  63.88±0.72 90.22±0.48 81.68±0.81 64.08±0.99 64.31±0.37 45.73±1.57 59.14±0.46
      BN       60.93±0.39 91.18±0.36 82.01±0.58 62.18±1.49 62.16±0.57 44.55±1.43 57.72±0.66
      CR       59.88±0.50 91.70±0.14 82.47±0.41 60.47±0.63 60.70±0.94 44.55±1.10 56.76±0.86
      cw-CR    57.03±0.73 90.85±0.29 81.29±0.62 61.41±0.67 58.02±0.25 43.50±1.21 54.24±0.64
      VR       57.68±0.94 91.43±0.32 81.85±0.38 61.35±0.45 56.87±0.74 42.33±1.03 54.32±0.40
      cw-VR    56.75±0.64 90.45±0.22 81.03±0.57 60.67±0.59 56.91±0.73 41.38±0.53 54.23±1.06
      L1R      56.03±0.81 91.15±0.35 81.98±0.47 61.11±0.31 56.46±0.62 42.51±1.43 53.65±1.00
      RR       62.68±0.35 91.20±0.27 81.32±0.36 68.54±0.46 59.29±0.32 44.16±0.80 60.25±0.35
      cw-RR    62.62±0.31 90.62±0.34 81.57±0.14 68.11±0.31 59.15±0.29 44.10±0.65 60.03±0.41
    `,
  },
};

/** Test error as shares of 1: what the paper says of one training. */
export interface PublishedError {
  readonly data: ConditionedData;
  readonly condition: string;
  readonly regulariser: RegulariserName;
  readonly mean: number;
  readonly deviation: number;
}

/** All cells of the three tables: 19 conditions, in each the twelve regularisers. */
export const publishedErrors: readonly PublishedError[] = (Object.keys(printedTables) as ConditionedData[]).flatMap(
  (data) => {
    const rows = printedTables[data].errors
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/ +/));
    return Object.keys(conditions[data]).flatMap((condition, column) =>
      rows.map(([regulariser, ...cells]) => {
        const [mean, deviation] = cells[column]!.split("±").map((text) => Number((Number(text) / 100).toFixed(6)));
        return { data, condition, regulariser: regulariser as RegulariserName, mean: mean!, deviation: deviation! };
      }),
    );
  },
);

/** The file of published numbers that belongs beside the study of a table. */
export function publishedFile(data: ConditionedData): string {
  const lines = publishedErrors
    .filter((cell) => cell.data === data)
    .map(({ condition, regulariser, mean }) => [condition, regulariser, mean.toFixed(4)].join(","));
  return `${["condition,regulariser,error", ...lines].join("\n")}\n`;
}
