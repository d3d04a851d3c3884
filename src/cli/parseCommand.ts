import { CommanderError, Option, Command as Parser } from "commander";
import { fail, NetspectraError } from "../base/index.ts";
import type { Command, Positional, Words } from "./defineCommand.ts";
import { type Flag, type Flags, type FlagValues, flagName } from "./flags.ts";

export interface Parsed<F extends Flags> {
  readonly values: FlagValues<F>;
  readonly words: Words;
}

/**
 * The flags and words of a command line, checked.
 *
 * @param given what follows the command's name
 * @throws NetspectraError for unknown and repeated flags, values that are none, missing and left-over words
 */
export function parseCommand<F extends Flags>(name: string, command: Command<F>, given: readonly string[]): Parsed<F> {
  const parser = parserOf(name, "", command);
  try {
    parser.parse(given, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) complain(error, name, command);
    throw error;
  }
  const options = parser.opts<Record<string, unknown>>();
  const values = Object.fromEntries(
    Object.entries(command.flags).map(([key, flag]) => [key, options[key] ?? flag.default]),
  );
  const words = parser.processedArgs.map((word: string | string[] | undefined) => [word ?? []].flat());
  for (const [i, positional] of command.positionals.entries()) checkWords(words[i] ?? [], positional);
  return { values: values as FlagValues<F>, words };
}

/** What `netspectra COMMAND --help` prints. */
export function describeCommand(name: string, summary: string, command: Command): string {
  const examples = command.examples.map(({ command: line, about }) => `  # ${about}\n  netspectra ${line}`);
  return `${parserOf(name, summary, command).helpInformation()}\nExamples:\n${examples.join("\n\n")}\n`;
}

function parserOf(
  name: string,
  summary: string,
  { flags, positionals }: Pick<Command, "positionals" | "flags">,
): Parser {
  const parser = silentParser(`netspectra ${name}`).description(summary);
  for (const { name: word, help, takes = "one", choices } of positionals) {
    const shape = { one: `<${word}>`, optional: `[${word}]`, many: `<${word}...>` }[takes];
    parser.argument(shape, choices ? `${help} (${choices.join(", ")})` : help);
  }
  for (const [key, flag] of Object.entries(flags)) parser.addOption(optionOf(key, flag));
  // A switch like any other, so that it stands in the list; it is looked for before anything is parsed.
  return parser.addOption(new Option("--help", "show this text").helpGroup("Reporting:"));
}

/** A parser that throws instead of printing and ending the process. */
export function silentParser(name: string): Parser {
  return new Parser(name)
    .helpOption(false)
    .allowExcessArguments(false)
    .exitOverride()
    .configureHelp({ styleOptionTerm: (term) => term })
    .configureOutput({ writeErr: () => undefined, writeOut: () => undefined, outputError: () => undefined });
}

function optionOf(key: string, flag: Flag): Option {
  const name = flagName(key);
  const shown =
    flag.default === undefined || flag.kind === "switch" ? flag.help : `${flag.help} (default: ${flag.default})`;
  const option = new Option(flag.placeholder ? `${name} <${flag.placeholder}>` : name, shown);
  if (flag.group) option.helpGroup(`${flag.group}:`);
  if (!flag.placeholder) return option;
  return option.argParser((text: string, previous: unknown) => {
    if (previous !== undefined && !flag.repeats)
      fail({ subject: name, expected: "to be given once", got: `a second value, "${text}"` });
    if (/^--[a-z]/.test(text))
      fail({ subject: name, expected: `a value (${flag.placeholder})`, got: `the flag ${text}` });
    const value = flag.parse(text, name);
    return flag.repeats && Array.isArray(previous) ? [...previous, ...(value as readonly unknown[])] : value;
  });
}

function checkWords(given: readonly string[], { name, choices }: Positional): void {
  const bad = choices && given.find((word) => !choices.includes(word));
  if (bad !== undefined) fail({ subject: name, expected: `one of ${choices!.join(", ")}`, got: `"${bad}"` });
  if (given.includes("")) fail({ subject: name, expected: "a name or a path", got: "an empty text" });
}

/** The parser's own words in ours. */
function complain(
  { code, message }: CommanderError,
  name: string,
  { positionals, flags }: Pick<Command, "positionals" | "flags">,
): never {
  const subject = `netspectra ${name}`;
  const [, quoted = ""] = /'([^']*)'/.exec(message) ?? [];
  const todo = didYouMean(message) ?? `See netspectra ${name} --help.`;
  switch (code) {
    case "commander.unknownOption":
      return fail({ subject, expected: "a flag that it knows", got: quoted, todo });
    case "commander.optionMissingArgument": {
      const [flag = "", placeholder = ""] = quoted.split(" ");
      return fail({ subject: flag, expected: `a value (${placeholder.slice(1, -1)})`, got: "nothing", todo });
    }
    case "commander.missingArgument": {
      const missing = positionals.find((word) => word.name === quoted);
      return fail({ subject, expected: `${quoted} (${missing?.help})`, got: "nothing", todo });
    }
    case "commander.excessArguments": {
      const count = positionals.length;
      const [, got] = /got (\d+)/.exec(message) ?? [];
      const takes = count === 0 ? "no words beside the flags" : positionals.map((word) => word.name).join(" and ");
      const hint = Object.keys(flags).includes("data") ? " Data are named with --data SRC." : "";
      return fail({ subject, expected: `${takes} alone`, got: `${got} words`, todo: `${todo}${hint}` });
    }
    default:
      throw new NetspectraError({ subject, expected: "a command line that it understands", got: message, todo });
  }
}

/** "Did you mean --limit?", where the parser has a guess. */
export function didYouMean(message: string): string | undefined {
  return /Did you mean [^)]*\?/.exec(message)?.[0];
}
