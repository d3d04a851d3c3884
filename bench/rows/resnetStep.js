import { fromTurns } from "../pairs.js";

export default {
  place: 32,
  title: "SGD step with momentum, ResNet-20, batch 100",
  peer: "PyTorch",
  aim: 1.2,
  unit: "ms",
  minutes: 2,
  command: "node bench/resnetStep.js",
  measure: ({ node, interpreter }) => fromTurns(node("resnetStep.js", "7", interpreter)),
  note: "It was 850 ms before convolutions ran in the runtime's blocks of channels. What is left: rectifiers as three operators (Greater, Cast, Mul), scale and shift per channel in two passes, ConvTranspose for strided gradients (18 ms), and concatenations on one thread.",
};
