export * from "./Greater.ts";
export * from "./MatMul.ts";
export * from "./Mul.ts";
export * from "./Relu.ts";
export * from "./Softmax.ts";
export * from "./Tanh.ts";
