import type { ElementType, Tensor } from "../../base/index.ts";
import type { Attribute, Builder, Node, Value, ValueType } from "../../graph/index.ts";

/** An attribute with its kind and default; `value: undefined` means that there is no default. */
export type AttributeSpec = { readonly kind: Attribute["kind"]; readonly value: unknown };

/** Attributes without a default: `{ kernel_shape: optional.ints }`. */
export const optional = {
  int: { kind: "int", value: undefined as number | undefined },
  ints: { kind: "ints", value: undefined as readonly number[] | undefined },
  float: { kind: "float", value: undefined as number | undefined },
  floats: { kind: "floats", value: undefined as readonly number[] | undefined },
  string: { kind: "string", value: undefined as string | undefined },
  strings: { kind: "strings", value: undefined as readonly string[] | undefined },
  tensor: { kind: "tensor", value: undefined as Tensor | undefined },
} as const;

/** "x" is required, "b?" may be missing, "...xs" takes all that remain. */
type Bare<N extends string> = N extends `${infer M}?` ? M : N extends `...${infer M}` ? M : N;
type Given<N extends string, V> = N extends `...${string}` ? readonly V[] : N extends `${string}?` ? V | undefined : V;
type Named<N extends string, V> = { readonly [K in N as Bare<K>]: Given<K, V> };
type Attributed<A extends Record<string, AttributeSpec>> = {
  readonly [K in keyof A]: A[K]["value"] extends number
    ? number
    : A[K]["value"] extends string
      ? string
      : A[K]["value"] extends readonly number[]
        ? readonly number[]
        : A[K]["value"];
};

type IsUnion<T, U = T> = [T] extends [never] ? false : T extends unknown ? ([U] extends [T] ? false : true) : never;
/** The derivative of a lone value is always there; of several, some may be zero, which is written `undefined`. */
type Derivatives<N extends string, V> = {
  readonly [K in N as `d${Bare<K>}`]: K extends `...${string}`
    ? readonly (V | undefined)[]
    : IsUnion<N> extends true
      ? V | undefined
      : V;
};
/** What a rule returns: one entry per derivative, `undefined` for zero. */
type Returned<N extends string, V> = {
  readonly [K in N as `d${Bare<K>}`]: K extends `...${string}` ? readonly (V | undefined)[] : V | undefined;
};

/** What a pullback returns: an entry that takes many nodes may be a function, called only where it is asked for. */
type Pulled<N extends string, V> = {
  readonly [K in keyof Returned<N, V>]: Returned<N, V>[K] | (() => Returned<N, V>[K]);
};

/** A tensor of a sample: a shape (standard normal entries), or a shape with a range or with the values themselves. */
export type SampleInput =
  | readonly number[]
  | {
      readonly shape: readonly number[];
      /** Default: the float type under test. */
      readonly type?: ElementType;
      readonly values?: readonly number[];
      /** Uniform in [from, to] instead of normal. */
      readonly from?: number;
      readonly to?: number;
    };

type SampleOf<I extends string, A extends Record<string, AttributeSpec>> = {
  readonly [K in I as Bare<K>]?: K extends `...${string}` ? readonly SampleInput[] : SampleInput;
} & { readonly [K in keyof A]?: Attributed<A>[K] } & {
  /** How many outputs to ask for (default: the required ones). */
  readonly outputCount?: number;
};

export interface OpDefinitionOf<
  I extends string,
  O extends string,
  A extends Record<string, AttributeSpec>,
  D extends string,
> {
  /** Names in ONNX's order: "x", optional "b?", variadic "...xs". */
  readonly inputs: readonly I[];
  readonly outputs: readonly O[];
  /** Inputs that carry no derivative: shapes, axes, indices, conditions, running statistics. */
  readonly discrete?: readonly D[];
  /** Outputs that carry no derivative (indices, masks). */
  readonly discreteOutputs?: readonly O[];
  readonly attributes?: A;
  /**
   * Element types and shapes of the outputs; throws a NetspectraError when the inputs do not fit together.
   * Small integer tensors carry their elements in `content`, also symbolic ones.
   */
  infer(
    args: Named<I, ValueType> & Attributed<A> & { readonly outputCount: number },
  ): Partial<Record<Bare<O>, ValueType | readonly ValueType[]>>;
  /**
   * Input axes along which elements of a sample meet each other (contracted, normalised over, reordered). A network in
   * which such an axis is the batch axis is refused. Axes that vanish from the output need not be named.
   */
  mixes?(args: Named<I, ValueType> & Attributed<A>): Partial<Record<Bare<I>, readonly number[]>>;
  /** Pushforward: tangents of the outputs from those of the inputs. */
  jvp?(
    g: Builder,
    args: Named<I, Value> & Named<O, Value> & Attributed<A> & Derivatives<Exclude<I, D | `${D}?`>, Value>,
  ): Returned<O, Value> | Partial<Returned<O, Value>>;
  /** Pullback: cotangents of the inputs from those of the outputs. */
  vjp?(
    g: Builder,
    args: Named<I, Value> & Named<O, Value> & Attributed<A> & Derivatives<O, Value>,
  ): Pulled<Exclude<I, D | `${D}?`>, Value>;
  /** For composites: the same function in primitives. An op has either rules, or a lowering, or `stops`. */
  lower?(
    g: Builder,
    args: Named<I, Value> & Attributed<A> & { readonly outputCount: number },
  ): Partial<Record<Bare<O>, Value | readonly Value[]>>;
  /** Why no derivative passes: "piecewise constant", "integer-valued", … The derivative is zero by definition. */
  readonly stops?: string;
  /** The operator set that brought a composite, where it is later than 18: such a node is lowered on import. */
  readonly since?: number;
  /** The same function from operators that the runtime has in float64, where it lacks this one: for the laws only. */
  float64?(
    g: Builder,
    args: Named<I, Value> & Attributed<A> & { readonly outputCount: number },
  ): Partial<Record<Bare<O>, Value | readonly Value[]>>;
  /**
   * Rewrites from older operator sets: `13: (node, context) => nodes` brings a node from before opset 13 to opset 13.
   * Keys above 18 bring newer nodes down: they are applied to nodes of that opset or later.
   */
  readonly upgrades?: Readonly<Record<number, Upgrade>>;
  /** At least one; every law is checked on each. */
  readonly samples: readonly SampleOf<I, A>[];
}

export interface UpgradeContext {
  /** A new constant; returns its name. */
  constant(tensor: Tensor): string;
  fresh(stem: string): string;
  /** The constant behind a name, if it is one. */
  constantOf(name: string): Tensor | undefined;
  /** Rank of a value, where it is known. */
  rankOf(name: string): number | undefined;
}

export type Upgrade = (node: Node, context: UpgradeContext) => readonly Node[];

/** An operator as the rest of the system sees it: names are checked where it is defined, not where it is used. */
export interface OpDefinition {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly discrete: readonly string[];
  readonly discreteOutputs: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeSpec>>;
  infer(args: Arguments): Readonly<Record<string, ValueType | readonly ValueType[] | undefined>>;
  mixes?(args: Arguments): Readonly<Record<string, readonly number[] | undefined>>;
  jvp?(g: Builder, args: Arguments): Readonly<Record<string, Result>>;
  vjp?(g: Builder, args: Arguments): Readonly<Record<string, Result | (() => Result)>>;
  lower?(g: Builder, args: Arguments): Readonly<Record<string, Result>>;
  float64?(g: Builder, args: Arguments): Readonly<Record<string, Result>>;
  readonly stops?: string;
  readonly since?: number;
  readonly upgrades: Readonly<Record<number, Upgrade>>;
  readonly samples: readonly Readonly<Record<string, unknown>>[];
}

export type Arguments = Readonly<Record<string, unknown>>;
export type Result = Value | readonly (Value | undefined)[] | undefined;

/** Check the names of an operator's definition against each other (at compile time) and return it. */
export function defineOp<
  const I extends string,
  const O extends string,
  const A extends Record<string, AttributeSpec> = Record<never, AttributeSpec>,
  const D extends string = never,
>(definition: OpDefinitionOf<I, O, A, D>): OpDefinition {
  const { discrete = [], discreteOutputs = [], attributes = {}, upgrades = {} } = definition;
  return { ...definition, discrete, discreteOutputs, attributes, upgrades } as unknown as OpDefinition;
}
