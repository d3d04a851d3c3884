import { fail } from "../../base/index.ts";
import { regularisers } from "../../regularisers/define/regularisers.ts";

/** Options that are lists: names with plus signs between them. */
const lists = ["layers"];

/**
 * NAME[:WEIGHT][,OPTION=VALUE] as an entry of a training configuration, where names and options are checked. Values are
 * numbers, true and false where they look like some; "schedule.kind=linear" is the option of an option.
 *
 * @throws NetspectraError for text of another form
 */
export function regulariserOf(given: string): Readonly<Record<string, unknown>> {
  const [head = "", ...rest] = given.split(",");
  const [name = "", weight, ...more] = head.split(":");
  const options = rest.map((part) => part.split("="));
  const weightless = regularisers.get(name)?.kind === "layer";
  const sound = name !== "" && (weight === undefined ? weightless : isNumber(weight)) && more.length === 0;
  if (!sound || options.some((parts) => parts.length !== 2 || parts.includes(""))) {
    fail({
      subject: "--regulariser",
      expected:
        "NAME:WEIGHT (dropout and batchNorm: NAME alone), and options with commas before them: rank:0.1,layers=dense_1+dense_2",
      got: `"${given}"`,
    });
  }
  const entry: Record<string, unknown> = {};
  for (const [key = "", value = ""] of options) {
    const [option = "", inner] = key.split(".");
    if (inner === undefined) entry[option] = readValue(option, value);
    else entry[option] = { ...(entry[option] as object | undefined), [inner]: readValue(inner, value) };
  }
  return { ...entry, name, ...(weight !== undefined && { weight: Number(weight) }) };
}

function readValue(option: string, value: string): unknown {
  if (isNumber(value)) return Number(value);
  if (value === "true" || value === "false") return value === "true";
  return lists.includes(option) && value !== "last" && value !== "all" ? value.split("+") : value;
}

const isNumber = (text: string) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
