/** Operators of ONNX's own test models that netspectra refuses, with the reason that it gives. Any other must run. */
export const refusedOperators: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(["If", "Loop", "Scan"].map((name) => [name, /control flow/])),
  ...Object.fromEntries(["LSTM", "GRU", "RNN"].map((name) => [name, /recurrent/])),
  ...Object.fromEntries(["Bernoulli", "RandomUniformLike"].map((name) => [name, /another random value/])),
  ...Object.fromEntries(["NonMaxSuppression", "Unique"].map((name) => [name, /the data decide the size/])),
  ...Object.fromEntries(["StringNormalizer", "TfIdfVectorizer"].map((name) => [name, /text/])),
  ...Object.fromEntries(
    [
      "ConcatFromSequence",
      "OptionalGetElement",
      "OptionalHasElement",
      "SequenceAt",
      "SequenceConstruct",
      "SequenceEmpty",
      "SequenceErase",
      "SequenceInsert",
      "SequenceLength",
      "SequenceMap",
      "SplitToSequence",
    ].map((name) => [name, /no tensors/]),
  ),
  ...Object.fromEntries(["Det", "MelWeightMatrix", "RoiAlign"].map((name) => [name, /no rule for it/])),
  ...Object.fromEntries(
    ["Adagrad", "Adam", "Gradient", "Momentum"].map((name) => [`ai.onnx.preview.training.${name}`, /a training step/]),
  ),
};

interface Exception {
  readonly cases: RegExp;
  readonly error: RegExp;
}

/** Models that are refused for another reason than an operator. */
export const refusedModels: readonly Exception[] = [
  { cases: /^node\/test_(global(average|max)pool(_precomputed)?|not_\dd|softplus.*|softsign.*)$/, error: /got 1\./ },
  { cases: /^node\/test_training_dropout(_default)?(_mask)?$/, error: /evaluation mode/ },
  { cases: /^node\/test_identity_(opt|sequence)$/, error: /a sequence, an optional value or a map/ },
  // Sizes that the data decide.
  { cases: /^node\/test_nonzero_example$/, error: /values that decide the size/ },
];

/** Models that the runtime itself cannot run, as they are or as netspectra writes them. */
export const notRunnable: readonly Exception[] = [
  { cases: /^node\/test_bitshift_(left|right)_uint16$/, error: /implementation for BitShift/ },
  { cases: /^node\/test_(max|min)_u?int16$/, error: /implementation for M(ax|in)/ },
  { cases: /^node\/test_pow_types_float32_uint(32|64)$/, error: /implementation for Pow/ },
  // The file with the values says another rank than the model.
  { cases: /^node\/test_castlike_(BFLOAT16_to_FLOAT|FLOAT_to_BFLOAT16)$/, error: /Invalid rank for input: like/ },
];

/** Where ONNX's own values are wrong or rounded: there the runtime's stand for them; ONNX has corrected some since. */
export const disputed: readonly { readonly cases: RegExp; readonly why: string }[] = [
  { cases: /^node\/test_maxunpool_export_with_output_shape$/, why: "indices count in another shape than the output's" },
  { cases: /^node\/test_resize_downsample_scales_(cubic|linear)_align_corners$/, why: "a length is not rounded down" },
  { cases: /^node\/test_gridsample_bicubic$/, why: "four decimals" },
  { cases: /^node\/test_(hann|hamming|blackman)window(_symmetric)?(_expanded)?$/, why: "3.1415 is taken for π" },
];

/** Differences are no measure of a derivative beside a singularity, nor for statistics of a few numbers near zero. */
export const illConditioned: readonly string[] = ["node/test_acosh_example", "node/test_batchnorm_example"];
