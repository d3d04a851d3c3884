import { CommanderError } from "commander";
import { fail } from "../base/index.ts";
import { commands } from "./commands/index.ts";
import { didYouMean, silentParser } from "./parseCommand.ts";

const about = "How complex is the function that a network computes around data? Jacobian spectra of any ONNX model.";
const examples = `Examples:
  # two networks trained and compared in a minute, nothing to download
  netspectra demo

  # the score of your own network around MNIST's test digits
  netspectra edjm model.onnx --data mnist

netspectra COMMAND --help lists the flags of a command, with examples.`;

/** What `netspectra --help` prints. */
export function generalHelp(): string {
  return `${namesParser().helpInformation()}\n${examples}\n`;
}

/** @throws NetspectraError for a word that is no command, with a guess at what was meant */
export function failUnknownCommand(word: string): never {
  let guess: string | undefined;
  try {
    namesParser().parse([word], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    guess = didYouMean(error.message);
  }
  const names = Object.keys(commands).join(", ");
  return fail({
    subject: "netspectra",
    expected: word.startsWith("-") ? `a command (${names}), then its flags` : `one of the commands ${names}`,
    got: word,
    todo: guess ?? "See netspectra --help.",
  });
}

/** A parser that knows the names of the commands, and no more. */
function namesParser() {
  const parser = silentParser("netspectra").description(about).usage("COMMAND [flags]");
  for (const [name, { summary }] of Object.entries(commands)) {
    parser.command(name).summary(summary).helpOption(false);
  }
  parser.helpCommand(false);
  return parser.option("--version", "show the version").option("--help", "show this text");
}
