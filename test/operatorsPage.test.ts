import { expect, test } from "vitest";
import { operators } from "../src/ops/define/registry.ts";
import { onnxOperators } from "./onnxOperators.ts";
import { limits, operatorsPage } from "./operatorsPage.ts";

/** `npm run docs:operators` runs this test and lets it write the page. */
test("docs/operators.md says what the registry says", async () => {
  await expect(operatorsPage()).toMatchFileSnapshot("../docs/operators.md");
});

test("what the page is made from names operators that there are", () => {
  expect(Object.keys(operators).filter((name) => !onnxOperators[name])).toEqual([]);
  expect(Object.keys(limits).filter((name) => !operators[name])).toEqual([]);
});
