import { fail } from "../../base/index.ts";
import type { HostedRegulariser } from "../../regularisers/define/defineRegulariser.ts";
import type { GivenInput } from "../../regularisers/define/hostedPenalty.ts";
import { type RegulariserConfig, regularisers } from "../../regularisers/define/regularisers.ts";
import type { Penalty } from "../penalties.ts";

/** The regulariser of a configuration whose gradient is computed on the host. */
export interface Hosted {
  readonly regulariser: HostedRegulariser;
  readonly options: Readonly<Record<string, unknown>>;
  /** It is part of every so many steps. */
  readonly every: number;
  /** Its part of the training graph of these steps. */
  readonly penalty: Penalty;
}

/** Name of an input of the training graph for what the host gives it. */
export const givenName = ({ name }: HostedRegulariser, input: string) => `run:${name}:${input}`;

/** @throws NetspectraError when there is more than one */
export function hostedOf(configs: readonly RegulariserConfig[]): Hosted | undefined {
  const found = configs.flatMap(({ name, weight = 0, schedule, ...options }) => {
    const regulariser = regularisers.get(name);
    return regulariser?.kind === "hosted" ? [{ regulariser, weight, schedule, options }] : [];
  });
  const [first, second] = found;
  if (!first) return undefined;
  if (second) {
    return fail({
      subject: 'training configuration: "regularisers"',
      expected: "one at most whose gradient is computed between two graphs",
      got: `${first.regulariser.name} and ${second.regulariser.name}`,
    });
  }
  const { regulariser, options } = first;
  const every = regulariser.every(options);
  const penalty: Penalty = {
    name: regulariser.name,
    weight: first.weight * every,
    schedule: first.schedule,
    readsEvaluation: true,
    append(g, { x, evaluation }) {
      const given: GivenInput = (name, type, shape) => g.input(givenName(regulariser, name), type, shape);
      return regulariser.tangent(g, { x, logits: evaluation! }, given, options);
    },
  };
  return { regulariser, options, every, penalty };
}
