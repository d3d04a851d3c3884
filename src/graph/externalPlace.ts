import { fail } from "../base/index.ts";
import type { Message } from "./schema.ts";

/** Where the elements of a tensor lie: `length` bytes from byte `offset` of a file in the model's folder. */
export interface ExternalPlace {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** The bytes at a place: fewer where the file ends before, undefined where there is no such file. */
export type ExternalData = (place: ExternalPlace) => Uint8Array | undefined;

/** TensorProto.DataLocation.EXTERNAL */
export const external = 1;

/**
 * Where the elements of one tensor lie.
 *
 * @param needed bytes that its type and shape ask for; a length in the file must agree.
 * @throws NetspectraError for numbers that are none, and for paths that lead out of the model's folder.
 */
export function externalPlace(
  { external_data: entries = [] }: Message<"TensorProto">,
  needed: number,
  subject: string,
): ExternalPlace {
  const values = new Map(entries.map(({ key, value }) => [key, value ?? ""]));
  const location = values.get("location") ?? "";
  if (location === "" || /^([/\\]|[a-z]:)|(^|[/\\])\.\.([/\\]|$)|\0/i.test(location)) {
    fail({ subject, expected: "external data in the model's own folder", got: `the path "${location}"` });
  }
  const whole = (key: string, otherwise: number) => {
    const text = values.get(key);
    if (text === undefined) return otherwise;
    if (!/^\d{1,15}$/.test(text)) fail({ subject, expected: `a number of bytes as ${key}`, got: `"${text}"` });
    return Number(text);
  };
  const length = whole("length", needed);
  if (length !== needed) {
    fail({
      subject,
      expected: `${needed} bytes of external data for its type and shape`,
      got: `${length}`,
      todo: "The file may be incomplete or damaged: fetch or export it again.",
    });
  }
  return { location, offset: whole("offset", 0), length };
}
