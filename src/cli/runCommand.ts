import { countCores, createNodePlatform, interruptSignal, measureMemory } from "../platform/node/index.ts";
import type { Command, Outcome, Words } from "./defineCommand.ts";
import type { Flags, FlagValues } from "./flags.ts";
import type { Host } from "./host.ts";
import { openOutputFolder } from "./output/outputFolder.ts";
import { quoteCommand } from "./output/quoteCommand.ts";

/** Values that the caller of every command looks at. */
interface Shared {
  readonly quiet?: boolean;
  readonly threads?: number;
  readonly out?: string;
}

/**
 * Run a command on this machine: make sure that its folder can be written to, let it work, and write what it has found
 * out. Ctrl-C stops it; workers are ended in any case.
 */
export async function runCommand<F extends Flags>(
  name: string,
  command: Command<F>,
  values: FlagValues<F>,
  words: Words,
  given: readonly string[],
  { stderr: terminal, signal = interruptSignal() }: Host,
): Promise<Outcome> {
  const { quiet = false, threads, out } = values as Shared;
  const sessionWorkers = command.sessionWorkers?.(values, { cores: countCores(), memory: measureMemory() });
  const platform = createNodePlatform({
    quiet,
    signal,
    terminal,
    ...(threads && { threads }),
    ...(sessionWorkers && { sessionWorkers }),
  });
  try {
    const path = command.out ? command.out(values) : out;
    const folder = path === undefined ? undefined : await openOutputFolder(platform, path);
    const context = { platform, command: quoteCommand([name, ...given]), started: platform.now() };
    const outcome = await command.run(values, words, context);
    if (folder) {
      // Not before: drawing and packing take a while to load.
      const { saveOutcome } = await import("./output/saveOutcome.ts");
      await saveOutcome(folder, outcome);
      await outcome.written?.();
      platform.reporter.info(`results written to ${folder.path}`);
    }
    return outcome;
  } finally {
    await platform.close();
  }
}
