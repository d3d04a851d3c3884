import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytes, choice, flagName, integer, integers, number, numbers, part, switchFlag, text } from "./flags.ts";

describe("numbers", () => {
  test("every number that is in the range comes back as it was written", () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 7, noNaN: true }), (x) => {
        expect(number("", { min: -5, max: 7 }).parse(`${x}`, "--x")).toBe(Number(`${x}`));
      }),
    );
    fc.assert(
      fc.property(fc.nat(), (n) => {
        expect(integer("").parse(`${n}`, "--n")).toBe(n);
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), (list) => {
        expect(integers("").parse(list.join(","), "--outputs")).toEqual(list);
      }),
    );
  });

  test.each(["", "abc", "1.5", "-1", "1e400", "NaN", "Infinity", "0x10", "1_000", "9007199254740993", "1 2", "५"])(
    'an integer is not "%s"',
    (given) => {
      expect(() => integer("").parse(given, "--limit")).toThrow(/^--limit: expected a whole number from 0 up, got "/);
    },
  );

  test("ranges are named", () => {
    expect(() => integer("", { min: 1 }).parse("0", "--limit")).toThrow("a whole number from 1 up");
    expect(() => number("", { min: 0, max: 100 }).parse("101", "--p")).toThrow("a number from 0 to 100");
    expect(() => number("", { max: 1 }).parse("x", "--p")).toThrow("a number up to 1");
    expect(() => numbers("").parse("1,,2", "--mean")).toThrow('--mean: expected a number, got ""');
  });
});

describe("sizes", () => {
  test.each([
    ["4GiB", 4 * 2 ** 30],
    ["512MiB", 2 ** 29],
    ["512 MiB", 2 ** 29],
    ["2g", 2 ** 31],
    ["1.5k", 1536],
    ["3MB", 3e6],
    ["100000000", 1e8],
  ])("%s", (given, size) => {
    expect(bytes("").parse(given, "--memory")).toBe(size);
  });

  test.each(["", "0", "-1GiB", "GiB", "4 apples", "1e9", "99999999TiB", "0.1"])('"%s" is none', (given) => {
    expect(() => bytes("").parse(given, "--memory")).toThrow(/^--memory: expected a size such as 4GiB/);
  });
});

describe("parts", () => {
  test("counted from 1", () => {
    expect(part("").parse("1/1", "--shard")).toEqual({ index: 1, of: 1 });
    expect(part("").parse("7/12", "--shard")).toEqual({ index: 7, of: 12 });
  });

  test.each(["", "0/3", "4/3", "1/0", "-1/3", "1", "1/", "/3", "1/3/5", "1.5/3", "1e1/20", "1/9999999"])(
    '"%s" is none',
    (given) => {
      expect(() => part("").parse(given, "--shard")).toThrow(/^--shard: expected a part such as 1\/4: from 1\/N/);
    },
  );
});

test("a choice names the others", () => {
  const device = choice("", ["cpu", "webgpu"], { default: "cpu" });
  expect(device.parse("webgpu", "--device")).toBe("webgpu");
  expect(() => device.parse("gpu", "--device")).toThrow('--device: expected one of cpu, webgpu, got "gpu"');
});

test("text is not empty; a switch is on when it is there", () => {
  expect(() => text("").parse("", "--out")).toThrow("--out: expected a value, got nothing");
  expect([switchFlag("").default, switchFlag("").parse("", "--json")]).toEqual([false, true]);
});

test("names are written with hyphens", () => {
  expect(["seed", "splitSeed", "epsilonPercentile"].map(flagName)).toEqual([
    "--seed",
    "--split-seed",
    "--epsilon-percentile",
  ]);
});
