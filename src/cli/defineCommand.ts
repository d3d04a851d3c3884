import type { Tensor } from "../base/index.ts";
import type { Platform } from "../platform/index.ts";
import type { Report } from "../plots/index.ts";
import type { Flags, FlagValues } from "./flags.ts";

/** A word that stands by its place. */
export interface Positional {
  /** "MODEL", as help shows it. */
  readonly name: string;
  readonly help: string;
  readonly choices?: readonly string[];
  /** `many` takes all that is left, one at least. Default "one". */
  readonly takes?: "one" | "optional" | "many";
}

export interface Example {
  /** What follows "netspectra", as it is typed. */
  readonly command: string;
  readonly about: string;
}

/** What a command is given to work with. */
export interface Context {
  readonly platform: Platform;
  /** The command line that was given, quoted for a shell, so that it can be given again. */
  readonly command: string;
  /** Milliseconds of the platform's clock when the work began. */
  readonly started: number;
}

/** What a command has found out. It is printed, and written to `--out`, by the caller. */
export interface Outcome {
  /** The JSON document. Typed arrays in it are left out: they belong into `arrays`. */
  readonly document: object;
  /** The same for people, for stdout without `--json`. */
  readonly text: string;
  /** Arrays of `arrays.npz`. */
  readonly arrays?: Readonly<Record<string, Tensor>>;
  /** Files beside these, by name. */
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
  /** Draws the figures and puts the report together; called only where there is a folder for them. */
  readonly report?: () => Promise<Report>;
  /** What went wrong with a part of the work, while the rest is here. */
  readonly error?: unknown;
  /** The work was stopped; this is what was finished. */
  readonly cancelled?: boolean;
  /** Called when all is written to `--out`. */
  readonly written?: () => Promise<void>;
}

/** The words that were given, in the order of the command's `positionals`. */
export type Words = readonly (readonly string[])[];

export interface Command<F extends Flags = Flags> {
  readonly positionals: readonly Positional[];
  readonly flags: F;
  readonly examples: readonly Example[];
  /** The folder for results: the value of `--out`, unless the command knows better. Undefined: nothing is written. */
  readonly out?: (values: FlagValues<F>) => string | undefined;
  /** Workers that hold sessions; default 1, since one run uses all cores. */
  readonly sessionWorkers?: (values: FlagValues<F>, machine: Pick<Platform, "cores" | "memory">) => number;
  run(values: FlagValues<F>, words: Words, context: Context): Promise<Outcome>;
}

/** A command as data, and one function. */
export function defineCommand<F extends Flags>(command: Command<F>): Command<F> {
  return command;
}
