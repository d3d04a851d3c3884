import { fail } from "../../base/index.ts";
import { cifar10 } from "../cifar10.ts";
import { cifar100 } from "../cifar100.ts";
import { digits } from "../digits.ts";
import { factors } from "../factors.ts";
import { fashionMnist } from "../fashionMnist.ts";
import { mnist } from "../mnist.ts";
import { mnistPca, mnistPcaCoordinates } from "../mnistPca.ts";
import { timit } from "../timit.ts";
import type { Dataset } from "./defineDataset.ts";

/** The data sets that are known by name. */
export const datasets: ReadonlyMap<string, Dataset> = new Map(
  [digits, mnist, fashionMnist, cifar10, cifar100, timit, factors, mnistPca, mnistPcaCoordinates].map(
    (dataset: Dataset) => [dataset.name, dataset],
  ),
);

/**
 * The data set of a name, or of a name and a number: "mnist", "factors:50".
 *
 * @returns undefined where there is no such name
 * @throws NetspectraError for a number that the data set does not take
 */
export function knownDataset(spec: string): Dataset | undefined {
  const [name = "", value, ...more] = spec.split(":");
  const dataset = datasets.get(name);
  if (!dataset || value === undefined || !dataset.parameter) return datasets.get(spec);
  const { about, least, most, of } = dataset.parameter;
  const number = /^\d+$/.test(value) && more.length === 0 ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return of(number);
  const got = `"${spec.slice(name.length + 1)}"`;
  return fail({ subject: `data set "${spec}"`, expected: `${about}: a whole number from ${least} to ${most}`, got });
}

/** @throws NetspectraError that lists the known names. */
export function namedDataset(name: string): Dataset {
  return (
    knownDataset(name) ??
    fail({
      subject: `data set "${name}"`,
      expected: `one of ${[...datasets.keys()].join(", ")}`,
      got: `"${name}"`,
      todo: "See `netspectra datasets list`.",
    })
  );
}
