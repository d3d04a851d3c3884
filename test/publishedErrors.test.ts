import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type ConditionedData, conditions } from "../experiments/choi2018/shared/conditions.ts";
import { printedTables, publishedErrors, publishedFile } from "../experiments/choi2018/shared/publishedErrors.ts";
import { paperRegularisers } from "../experiments/choi2018/shared/regularisers.ts";

const tables = { mnist: 8, cifar10: 4, cifar100: 9 } as const satisfies Record<ConditionedData, number>;

describe.each(Object.entries(tables) as [ConditionedData, number][])("%s, Table %s", (data, table) => {
  const own = publishedErrors.filter((cell) => cell.data === data);

  test("has each regulariser under each condition once, and shares of 1", () => {
    expect(own.map(({ condition, regulariser }) => `${condition}, ${regulariser}`)).toEqual(
      Object.keys(conditions[data]).flatMap((condition) => paperRegularisers.map((name) => `${condition}, ${name}`)),
    );
    for (const { mean, deviation } of own) {
      expect(mean).toSatisfy((value: number) => value > 0.02 && value < 0.92);
      expect(deviation).toSatisfy((value: number) => value >= 0 && value < 0.04);
    }
  });

  test("its last line is what the others say", () => {
    const improvements = Object.keys(conditions[data]).map((condition) => {
      const means = own.filter((cell) => cell.condition === condition).map(({ mean }) => mean);
      return (100 * (means[0]! - Math.min(...means))).toFixed(2);
    });
    expect(improvements.join(" ")).toBe(printedTables[data].bestImprovement);
  });

  test("is the file beside the study", () => {
    expect(readFileSync(`experiments/choi2018/table-${table}.csv`, "utf8")).toBe(publishedFile(data));
  });
});
