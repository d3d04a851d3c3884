import { fail } from "../../base/index.ts";

/**
 * NAME:WEIGHT[,OPTION=VALUE] as an entry of a training configuration, where names and options are checked. Values are
 * numbers where they look like some.
 *
 * @throws NetspectraError for text of another form
 */
export function regulariserOf(given: string): Readonly<Record<string, unknown>> {
  const [head = "", ...rest] = given.split(",");
  const [name = "", weight = "", ...more] = head.split(":");
  const options = rest.map((part) => part.split("="));
  const sound = name !== "" && isNumber(weight) && more.length === 0;
  if (!sound || options.some((parts) => parts.length !== 2 || parts.includes(""))) {
    fail({
      subject: "--regulariser",
      expected: "NAME:WEIGHT, and options with commas before them: layerSpectrum:0.001,epsilon=0.01",
      got: `"${given}"`,
    });
  }
  const read = (value = "") => (isNumber(value) ? Number(value) : value);
  return { ...Object.fromEntries(options.map(([key, value]) => [key, read(value)])), name, weight: Number(weight) };
}

const isNumber = (text: string) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
