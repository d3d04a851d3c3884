export * from "./cifar10.ts";
export * from "./cifar100.ts";
export * from "./define/defineDataset.ts";
export * from "./define/registry.ts";
export * from "./digits.ts";
export * from "./fashionMnist.ts";
export * from "./loadDataset.ts";
export * from "./mnist.ts";
