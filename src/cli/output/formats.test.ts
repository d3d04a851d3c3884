import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatJson } from "./formatJson.ts";
import { formatTable } from "./formatTable.ts";
import { modelLabels } from "./modelLabels.ts";
import { quoteCommand } from "./quoteCommand.ts";

describe("JSON", () => {
  test("whatever JSON can hold comes back", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(formatJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("numbers that are not finite become null; typed arrays and undefined are left out", () => {
    const document = {
      a: Number.NaN,
      b: [1, Number.POSITIVE_INFINITY],
      c: new Float64Array(3),
      d: undefined,
      e: [[1], {}],
    };
    expect(JSON.parse(formatJson(document))).toEqual({ a: null, b: [1, null], e: [[1], {}] });
  });

  test("lists of numbers stay on one line", () => {
    expect(formatJson({ a: [1, 2.5, 3], b: { c: [] } })).toBe('{\n  "a": [1, 2.5, 3],\n  "b": {\n    "c": []\n  }\n}');
  });
});

test("a table aligns names left, numbers right, and shows what is missing", () => {
  const rows = [
    ["deep", "7.40", 1000],
    ["сеть\n", null, 5],
  ];
  expect(formatTable(["network", "score", "n"], rows)).toBe(
    ["network  score     n", "deep      7.40  1000", "сеть         –     5"].join("\n"),
  );
});

describe("labels of models", () => {
  test.each([
    [["a/deep.onnx"], ["deep"]],
    [
      ["deep/model.onnx", "shallow/model.onnx"],
      ["deep", "shallow"],
    ],
    [
      ["x/net.onnx", "y/net.onnx"],
      ["x/net", "y/net"],
    ],
    [
      ["model.onnx", "../model.onnx"],
      ["model", "model (2)"],
    ],
    [
      ["net.onnx", "net.onnx"],
      ["net", "net (2)"],
    ],
    [["C:\\nets\\Deep.ONNX"], ["Deep"]],
  ])("%s", (paths, labels) => {
    expect(modelLabels(paths)).toEqual(labels);
  });

  test("are different from each other, whatever the paths", () => {
    const part = fc.constantFrom("a", "b", "model", "model.onnx", "..", "x y");
    fc.assert(
      fc.property(fc.array(fc.array(part, { minLength: 1, maxLength: 3 }), { maxLength: 5 }), (paths) => {
        const labels = modelLabels(paths.map((parts) => parts.join("/")));
        expect(new Set(labels).size).toBe(paths.length);
      }),
    );
  });
});

test("a command line can be typed again", () => {
  expect(quoteCommand(["edjm", "my model.onnx", "--out", "it's"])).toBe(
    "netspectra edjm 'my model.onnx' --out 'it'\\''s'",
  );
});
