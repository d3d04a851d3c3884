import { fail } from "../../base/index.ts";
import { cifar10 } from "../cifar10.ts";
import { cifar100 } from "../cifar100.ts";
import { digits } from "../digits.ts";
import { fashionMnist } from "../fashionMnist.ts";
import { mnist } from "../mnist.ts";
import { timit } from "../timit.ts";
import type { Dataset } from "./defineDataset.ts";

/** The data sets that are known by name. */
export const datasets: ReadonlyMap<string, Dataset> = new Map(
  [digits, mnist, fashionMnist, cifar10, cifar100, timit].map((dataset: Dataset) => [dataset.name, dataset]),
);

/** @throws NetspectraError that lists the known names. */
export function namedDataset(name: string): Dataset {
  return (
    datasets.get(name) ??
    fail({
      subject: `data set "${name}"`,
      expected: `one of ${[...datasets.keys()].join(", ")}`,
      got: `"${name}"`,
      todo: "See `netspectra datasets list`.",
    })
  );
}
