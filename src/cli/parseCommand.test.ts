import { describe, expect, test } from "vitest";
import { defineCommand, type Outcome } from "./defineCommand.ts";
import { integer, numbers, switchFlag, text } from "./flags.ts";
import { parseCommand } from "./parseCommand.ts";

const command = defineCommand({
  positionals: [
    { name: "ACTION", help: "what to do", choices: ["list", "show"] },
    { name: "FILE", help: "files", takes: "many" },
  ],
  flags: {
    data: text("data"),
    limit: integer("samples", { min: 1 }),
    seed: integer("seed", { default: 0 }),
    mean: numbers("means"),
    json: switchFlag("as JSON"),
  },
  examples: [],
  run: async (): Promise<Outcome> => ({ document: {}, text: "" }),
});
const parse = (...given: string[]) => parseCommand("test", command, given);

test("values have their types, and defaults where nothing was given", () => {
  const { values, words } = parse("list", "a", "--limit", "3", "b", "--mean", "-0.5,1", "--json");
  expect(values).toEqual({ data: undefined, limit: 3, seed: 0, mean: [-0.5, 1], json: true });
  expect(words).toEqual([["list"], ["a", "b"]]);
  expect(parse("show", "a", "--limit=7").values.limit).toBe(7);
});

describe("what is wrong is said in one sentence", () => {
  test.each([
    [["list", "a", "--limt", "3"], "netspectra test: expected a flag that it knows, got --limt. Did you mean --limit?"],
    [["list", "a", "-x"], "netspectra test: expected a flag that it knows, got -x. See netspectra test --help."],
    [["list", "a", "--limit"], "--limit: expected a value (N), got nothing. See netspectra test --help."],
    [["list", "a", "--limit", "--json"], "--limit: expected a value (N), got the flag --json."],
    [["list", "a", "--seed", "1", "--seed", "2"], '--seed: expected to be given once, got a second value, "2".'],
    [["list"], "netspectra test: expected FILE (files), got nothing. See netspectra test --help."],
    [["lisst", "a"], 'ACTION: expected one of list, show, got "lisst".'],
    [["list", ""], "FILE: expected a name or a path, got an empty text."],
  ])("%s", (given, message) => {
    expect(() => parse(...given)).toThrow(expect.objectContaining({ message, exitCode: 2 }));
  });

  test("words that are too many", () => {
    const small = { ...command, positionals: command.positionals.slice(0, 1) };
    expect(() => parseCommand("test", small, ["list", "mnist"])).toThrow(
      "netspectra test: expected ACTION alone, got 2 words. See netspectra test --help. Data are named with --data SRC.",
    );
  });
});
