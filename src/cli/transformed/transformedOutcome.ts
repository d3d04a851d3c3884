import { citations, explanations } from "../../plots/index.ts";
import type { Context, Outcome } from "../defineCommand.ts";
import { characteristicsTable, characteristicsText, type NamedLayer } from "./characteristics.ts";
import type { correlationFigure } from "./correlationFigure.ts";

/** What a transformation of a layer has as its result, whatever it promises of the outputs. */
export interface TransformedResult {
  readonly layer: string;
  readonly transform: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly warnings?: readonly string[];
}

/** A network with another layer, for the reader. */
export interface Transformed {
  readonly title: string;
  readonly explanation: keyof typeof explanations;
  readonly result: TransformedResult;
  /** Where the new network was written. */
  readonly file: string;
  readonly summary: string;
  /** The layer before and after. */
  readonly rows: readonly NamedLayer[];
  readonly figure: () => ReturnType<typeof correlationFigure>;
}

/** Result of a command that transforms a layer, as document, text and report. */
export function transformedOutcome(
  { title, explanation, result, file, summary, rows, figure }: Transformed,
  { platform, started, command }: Context,
): Outcome {
  const { layer, transform, warnings = [] } = result;
  const { before, after, ...rest } = result;
  return {
    document: { ...result, file, seconds: (platform.now() - started) / 1000 },
    text: `${summary}\n\n${characteristicsText(rows)}`,
    report: async () => ({
      title,
      subtitle: `${layer}, ${transform}`,
      summary: [`${summary}.`],
      warnings,
      sections: [
        { title: "The layer", tables: [characteristicsTable("Before and after", rows)], figures: [await figure()] },
      ],
      command,
      configuration: { ...rest, file },
      explanations: { [title]: explanations[explanation] },
      citations: [citations.choi2018characteristics],
    }),
  };
}
