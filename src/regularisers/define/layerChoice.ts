import * as v from "valibot";
import { fail } from "../../base/index.ts";
import { likeNames } from "../../base/likeNames.ts";

const words = '"last", "all", or a list of names of layers';
const names = v.pipe(
  v.array(v.string(words), words),
  v.minLength(1, words),
  v.check((given) => new Set(given).size === given.length, "each layer once"),
);

/** On which hidden layers a regulariser acts; default "last": the one before the output (Choi et al. 2018, appendix D). */
export const layersOption = v.optional(v.union([v.picklist(["last", "all"]), names], words), "last");

/** "last", "all", or names of layers. */
export type LayerChoice = v.InferOutput<typeof layersOption>;

/**
 * The names of the chosen layers.
 *
 * @param candidates the hidden layers that there are, in their order
 * @throws NetspectraError where there are none, or one that is named is not among them
 */
export function chosenLayers(regulariser: string, candidates: readonly string[], choice: LayerChoice) {
  const subject = `the regulariser ${regulariser}`;
  if (candidates.length === 0) fail({ subject, expected: "a network with a hidden layer to act on", got: "none" });
  if (choice === "last") return candidates.slice(-1);
  if (choice === "all") return candidates;
  const unknown = choice.find((name) => !candidates.includes(name));
  if (unknown === undefined) return choice;
  return fail({
    subject: `${subject}: "layers"`,
    expected: "names of hidden layers that it can act on",
    got: `"${unknown}"`,
    todo: likeNames(unknown, candidates),
  });
}
