import { defineDataset } from "./define/defineDataset.ts";
import { mnistLike } from "./define/mnistLike.ts";

/** 70,000 grey images of clothing, 28 × 28 pixels. */
export const fashionMnist = defineDataset({
  kind: "files",
  name: "fashion-mnist",
  title: "articles of clothing, 28×28 grey, 60,000 + 10,000",
  citation: "Xiao, Rasul, Vollgraf 2017, Fashion-MNIST: a novel image dataset for benchmarking, arXiv:1708.07747",
  licence: "MIT",
  example: {
    shape: [1, 28, 28],
    layout: "CHW",
    classes: ["t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"],
  },
  count: { train: 60_000, test: 10_000 },
  validation: 10_000,
  ...mnistLike(
    [
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
      "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
    ],
    {
      trainImages: {
        bytes: 26_421_880,
        sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
      },
      trainLabels: { bytes: 29_515, sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845" },
      testImages: {
        bytes: 4_422_102,
        sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
      },
      testLabels: { bytes: 5_148, sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5" },
    },
  ),
});
