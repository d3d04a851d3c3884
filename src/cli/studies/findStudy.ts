import { CommanderError } from "commander";
import { fail } from "../../base/index.ts";
import type { Study } from "../../experiments/index.ts";
import { didYouMean, silentParser } from "../parseCommand.ts";

/** A study by its id, or by what follows the paper in it where that is enough. @throws NetspectraError with the nearest names */
export function findStudy(studies: readonly Study[], word: string): Study {
  const exact = studies.find(({ id }) => id === word);
  const short = studies.filter(({ id }) => id.split("/").slice(1).join("/") === word);
  if (exact ?? short.length === 1) return exact ?? short[0]!;
  const several = short.length > 1;
  return fail({
    subject: "STUDY",
    expected: `one of ${(several ? short : studies).map(({ id }) => id).join(", ")}`,
    got: `"${word}"${several ? ", which each of them may be" : ""}`,
    todo: several ? "Name the paper, too." : (guess(studies, word) ?? "See netspectra reproduce."),
  });
}

function guess(studies: readonly Study[], word: string): string | undefined {
  const names = silentParser("netspectra").helpCommand(false);
  const known = studies.map(({ id }) => {
    const [paper, ...rest] = id.split("/");
    return word.includes("/") || rest.length === 0 ? id : rest.join("/") || `${paper}`;
  });
  // Several papers have a Figure 2.
  for (const name of new Set(known)) names.command(name);
  try {
    names.parse([word], { from: "user" });
    return undefined;
  } catch (error) {
    return error instanceof CommanderError ? didYouMean(error.message) : undefined;
  }
}
