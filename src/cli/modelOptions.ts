import type { LoadModelOptions } from "../analyses/index.ts";
import { fail, float64, type Tensor } from "../base/index.ts";
import { readNpy, readNpz } from "../formats/index.ts";
import type { Platform } from "../platform/index.ts";
import type { modelFlags, outputFlags } from "./commonFlags.ts";
import type { FlagValues } from "./flags.ts";

type Values = FlagValues<typeof modelFlags> & Partial<FlagValues<typeof outputFlags>>;

/**
 * How to load a model, from the flags.
 *
 * @throws NetspectraError for values of --fix that are none
 */
export async function modelOptions(platform: Platform, { input, fix, output, wrt }: Values): Promise<LoadModelOptions> {
  const fixed: Record<string, Tensor | number> = {};
  for (const text of fix ?? []) {
    const at = text.lastIndexOf("=");
    const [name, value] = [text.slice(0, at), text.slice(at + 1)];
    if (at < 1 || value === "") fail({ subject: `--fix ${text}`, expected: "NAME=VALUE", got: `"${text}"` });
    if (Object.hasOwn(fixed, name)) {
      fail({ subject: `--fix ${name}`, expected: "one value", got: `a second one, "${value}"` });
    }
    fixed[name] = await fixedValue(platform, name, value);
  }
  return {
    ...(output !== undefined && { output }),
    ...(input !== undefined && { input }),
    ...(wrt !== undefined && { wrt }),
    ...(fix && { fixed }),
  };
}

/** 3 · 0.5,1,2 · file.npy · file.npz:array */
async function fixedValue(platform: Platform, name: string, text: string): Promise<Tensor | number> {
  const [, file = "", array] = /^(.*\.np[yz])(?::([^:]+))?$/i.exec(text) ?? [];
  if (/\.npy$/i.test(file)) return readNpy(await platform.files.read(file), file);
  if (file !== "") {
    const arrays = await readNpz(await platform.files.read(file), file);
    const names = [...arrays.keys()];
    const tensor = array === undefined && names.length === 1 ? arrays.get(names[0]!) : arrays.get(array ?? "");
    if (tensor) return tensor;
    const got = array === undefined ? `${names.length} arrays` : `"${array}"`;
    fail({ subject: `--fix ${name}`, expected: `${file}:ARRAY, ARRAY one of ${names.join(", ")}`, got });
  }
  const values = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (!values.every(Number.isFinite)) {
    fail({
      subject: `--fix ${name}`,
      expected: "a number, numbers with commas, FILE.npy or FILE.npz:ARRAY",
      got: text,
    });
  }
  return values.length === 1 ? values[0]! : float64([values.length], values);
}
