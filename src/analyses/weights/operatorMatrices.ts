import type { Node } from "../../graph/index.ts";
import { convolutionMatrix } from "./convolutionMatrix.ts";
import { recurrentMatrices } from "./recurrentMatrices.ts";
import type { WeightForms } from "./weightFile.ts";
import { matrixOf, type SkippedWeight, type TensorView, type WeightKind, type WeightMatrix } from "./weightMatrix.ts";

/** The matrices that one input of an operator holds. */
type Reading = (view: TensorView, node: Node, forms: WeightForms) => readonly (WeightMatrix | SkippedWeight)[];

/** ONNX, "LSTM", "GRU", "RNN": gates in the order of the rows of W and R. */
const gates = {
  LSTM: ["input", "output", "forget", "cell"],
  GRU: ["update", "reset", "hidden"],
  RNN: [""],
} as const;

const convolution: Reading = (view, node, { conv }) => {
  const group = node.attributes["group"];
  const groups = group?.kind === "int" ? group.value : 1;
  const transposed = node.operator === "ConvTranspose";
  return [convolutionMatrix(view, { form: conv, operator: node.operator, groups, transposed })];
};

/** The last two axes; matrices that lie one after the other are slices. */
const product =
  (kind: WeightKind): Reading =>
  (view, { operator }) => {
    const rank = view.axes.length;
    const slices = view.axes.map((_, axis) => axis).slice(0, -2);
    return [matrixOf(view, { kind, operator }, { rows: [rank - 2], columns: [rank - 1], slices })];
  };

const dense = product("dense");
const flat: Reading = (view, node, forms) => {
  if (view.axes.length === 2) return dense(view, node, forms);
  const { name: layer, shape } = view.tensor;
  return [{ layer, operator: node.operator, shape, reason: `${node.operator} of ${shape.length} axes` }];
};

const recurrent =
  (names: readonly string[]): Reading =>
  (view, { operator }, { recurrent: form }) =>
    recurrentMatrices(view, operator, names, form);

/** Where operators take weights that are matrices: inputs by position. Names of ONNX's own domain and of ONNX Runtime's. */
export const operatorMatrices: Readonly<Record<string, Readonly<Record<number, Reading>>>> = {
  Conv: { 1: convolution },
  FusedConv: { 1: convolution },
  ConvTranspose: { 1: convolution },
  Gemm: { 0: dense, 1: dense },
  FusedGemm: { 0: dense, 1: dense },
  MatMul: { 0: dense, 1: dense },
  FusedMatMul: { 0: dense, 1: dense },
  Einsum: { 0: flat, 1: flat, 2: flat },
  QLinearConv: { 3: convolution },
  QLinearMatMul: { 3: dense },
  Gather: { 0: product("embedding") },
  LSTM: { 1: recurrent(gates.LSTM), 2: recurrent(gates.LSTM) },
  GRU: { 1: recurrent(gates.GRU), 2: recurrent(gates.GRU) },
  RNN: { 1: recurrent(gates.RNN), 2: recurrent(gates.RNN) },
};
