import { CancelledError } from "../base/index.ts";
import { type CommandEntry, commands } from "./commands/index.ts";
import { complain } from "./complain.ts";
import { failUnknownCommand, generalHelp } from "./help.ts";
import { type Host, print, watchStreams } from "./host.ts";
import { formatJson } from "./output/formatJson.ts";
import { describeCommand, parseCommand } from "./parseCommand.ts";

/** The command line: `netspectra COMMAND …`. Sets the exit code of `host`; see src/base/error.ts for what they mean. */
export async function main(host: Host): Promise<void> {
  watchStreams(host);
  const given = host.argv.slice(2);
  const complainTo = (error: unknown) => {
    const { text, exitCode } = complain(error, given.includes("--debug"));
    host.stderr.write(`${text}\n`, () => undefined);
    host.exitCode = exitCode;
    return exitCode;
  };
  host.on("uncaughtException", (error) => host.exit(complainTo(error)));
  try {
    await dispatch(host, given);
  } catch (error) {
    complainTo(error);
  }
}

async function dispatch(host: Host, [word = "--help", ...rest]: readonly string[]): Promise<void> {
  const entry = Object.hasOwn(commands, word) ? commands[word] : undefined;
  if (entry) return rest.some(asksForHelp) ? describe(host, word, entry) : run(host, word, entry, rest);
  if (["--version", "-V", "-v"].includes(word)) return print(host, await version());
  if (word !== "help" && !asksForHelp(word)) failUnknownCommand(word);
  const [topic] = rest.filter((other) => !asksForHelp(other));
  if (topic === undefined) return print(host, generalHelp());
  return describe(host, topic, (Object.hasOwn(commands, topic) && commands[topic]) || failUnknownCommand(topic));
}

const asksForHelp = (word: string) => word === "--help" || word === "-h";

async function describe(host: Host, word: string, entry: CommandEntry): Promise<void> {
  await print(host, describeCommand(word, entry.summary, await entry.load()));
}

async function version(): Promise<string> {
  const { createNodePlatform } = await import("../platform/node/index.ts");
  return createNodePlatform().versions["netspectra"] ?? "unknown";
}

/** Parse, make the folder ready, work, write, print: in this order, so that little is lost wherever it ends. */
async function run(host: Host, word: string, entry: CommandEntry, given: readonly string[]): Promise<void> {
  const command = await entry.load();
  const { values, words } = parseCommand(word, command, given);
  const { runCommand } = await import("./runCommand.ts");
  const outcome = await runCommand(word, command, values, words, given, host);
  await print(host, values["json"] ? formatJson(outcome.document) : outcome.text);
  if (outcome.error !== undefined) throw outcome.error;
  if (outcome.cancelled) throw new CancelledError(`netspectra ${word}`);
}
