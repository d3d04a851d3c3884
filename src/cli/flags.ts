import { fail } from "../base/index.ts";

/** What one flag is: everything that help, parsing and tests need to know of it. */
export interface Flag<T = unknown> {
  readonly kind: "switch" | "text" | "texts" | "choice" | "integer" | "number" | "integers" | "numbers" | "bytes";
  readonly help: string;
  /** What stands for the value in help; a switch has none. */
  readonly placeholder?: string;
  readonly choices?: readonly string[];
  readonly default?: T;
  /** Heading in help. */
  readonly group?: string;
  /** The flag may be given several times; the values add up. */
  readonly repeats?: boolean;
  /** @param name the flag as it is written, for errors. @throws NetspectraError for other text. */
  parse(text: string, name: string): T;
}

/** Flags by their name in camelCase: `splitSeed` is written `--split-seed`. */
export type Flags = Readonly<Record<string, Flag>>;

/** What `run` receives: the values of the flags, defaults filled in. */
export type FlagValues<F extends Flags> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never };

interface Defaulted<T> {
  readonly default: T;
}
interface Placeholder {
  readonly placeholder?: string;
}
interface Range extends Placeholder {
  readonly min?: number;
  readonly max?: number;
}

/** A flag without value: it is there or it is not. */
export function switchFlag(help: string): Flag<boolean> {
  return { kind: "switch", help, default: false, parse: () => true };
}

/** Any text: a name, a path. */
export function text(help: string, options: Placeholder & Defaulted<string>): Flag<string>;
export function text(help: string, options?: Placeholder): Flag<string | undefined>;
export function text(help: string, options: Placeholder & Partial<Defaulted<string>> = {}): Flag<string | undefined> {
  return {
    placeholder: "TEXT",
    ...options,
    kind: "text",
    help,
    parse: (given, name) => given || fail({ subject: name, expected: "a value", got: "nothing" }),
  };
}

/** Any text, as often as it is given. */
export function texts(help: string, options: Placeholder = {}): Flag<readonly string[] | undefined> {
  return {
    placeholder: "TEXT",
    ...options,
    kind: "texts",
    help,
    repeats: true,
    parse: (given, name) => (given ? [given] : fail({ subject: name, expected: "a value", got: "nothing" })),
  };
}

/** One of a few words. */
export function choice<const C extends string>(help: string, choices: readonly C[], options: Defaulted<C>): Flag<C>;
export function choice<const C extends string>(help: string, choices: readonly C[]): Flag<C | undefined>;
export function choice<const C extends string>(
  help: string,
  choices: readonly C[],
  options: Partial<Defaulted<C>> = {},
): Flag<C | undefined> {
  return {
    ...options,
    kind: "choice",
    help,
    choices,
    placeholder: choices.join("|"),
    parse: (given, name) =>
      choices.find((c) => c === given) ??
      fail({ subject: name, expected: `one of ${choices.join(", ")}`, got: `"${given}"` }),
  };
}

/** A whole number. */
export function integer(help: string, options: Range & Defaulted<number>): Flag<number>;
export function integer(help: string, options?: Range): Flag<number | undefined>;
export function integer(help: string, options: Range & Partial<Defaulted<number>> = {}): Flag<number | undefined> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER, ...rest } = options;
  const parse = (given: string, name: string) => oneNumber(given, name, { min, max, whole: true });
  return { placeholder: "N", ...rest, kind: "integer", help, parse };
}

/** Any finite number. */
export function number(help: string, options: Range & Defaulted<number>): Flag<number>;
export function number(help: string, options?: Range): Flag<number | undefined>;
export function number(help: string, options: Range & Partial<Defaulted<number>> = {}): Flag<number | undefined> {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, ...rest } = options;
  const parse = (given: string, name: string) => oneNumber(given, name, { min, max, whole: false });
  return { placeholder: "X", ...rest, kind: "number", help, parse };
}

/** Whole numbers from 0 up, with commas between them: 0,3,7. */
export function integers(help: string): Flag<readonly number[] | undefined> {
  const range = { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true };
  return {
    kind: "integers",
    help,
    placeholder: "N,N,…",
    parse: (given, name) => given.split(",").map((part) => oneNumber(part.trim(), name, range)),
  };
}

/** Numbers with commas between them: 0.49,0.48,0.45. */
export function numbers(help: string): Flag<readonly number[] | undefined> {
  const range = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY, whole: false };
  return {
    kind: "numbers",
    help,
    placeholder: "X,X,…",
    parse: (given, name) => given.split(",").map((part) => oneNumber(part.trim(), name, range)),
  };
}

/** A size in bytes: 4GiB, 512MiB, 2.5G, 1048576. */
export function bytes(help: string): Flag<number | undefined> {
  return { kind: "bytes", help, placeholder: "SIZE", parse: parseBytes };
}

/** One part of several, counted from 1. */
export interface Part {
  readonly index: number;
  readonly of: number;
}

/** One part of several: 2/7. */
export function part(help: string): Flag<Part | undefined> {
  return { kind: "text", help, placeholder: "I/N", parse: parsePart };
}

/** The same flags under a heading in help. */
export function grouped<F extends Flags>(group: string, flags: F): F {
  return Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, { ...flag, group }])) as unknown as F;
}

/** `splitSeed` as it is written: `--split-seed`. */
export function flagName(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function parsePart(given: string, name: string): Part {
  const [, first, second] = /^(\d{1,6})\/(\d{1,6})$/.exec(given.trim()) ?? [];
  const [index, of] = [Number(first), Number(second)];
  if (index >= 1 && index <= of) return { index, of };
  return fail({ subject: name, expected: "a part such as 1/4: from 1/N to N/N", got: `"${given}"` });
}

interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

function oneNumber(given: string, name: string, { min, max, whole }: NumberRange): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(given) ? Number(given) : Number.NaN;
  const right = Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isSafeInteger(value));
  return right ? value : fail({ subject: name, expected: wording(min, max, whole), got: `"${given}"` });
}

function wording(min: number, max: number, whole: boolean): string {
  const what = whole ? "a whole number" : "a number";
  const unbounded = max === Number.POSITIVE_INFINITY || max === Number.MAX_SAFE_INTEGER;
  if (min === Number.NEGATIVE_INFINITY) return unbounded ? what : `${what} up to ${max}`;
  return unbounded ? `${what} from ${min} up` : `${what} from ${min} to ${max}`;
}

const units: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

function parseBytes(given: string, name: string): number {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(given.trim()) ?? [];
  const factor = units[unit.toLowerCase()];
  const size = amount === undefined || factor === undefined ? 0 : Math.floor(Number(amount) * factor);
  if (size >= 1 && Number.isSafeInteger(size)) return size;
  return fail({ subject: name, expected: "a size such as 4GiB, 512MiB or 100000000", got: `"${given}"` });
}
