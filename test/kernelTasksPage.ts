import { createWebPlatform } from "../src/web.ts";

/** What the page's task worker answers to a call of a kernel. Typed arrays come back as plain ones. */
export async function callKernel(name: string, args: readonly unknown[]): Promise<unknown> {
  const platform = createWebPlatform();
  const revived = args.map((argument) => (isVector(argument) ? Float64Array.from(argument) : argument));
  const result = await platform.call<object>({ module: "", name }, ...revived);
  await platform.close();
  return plain(result);
}

/** A list of numbers stands for a typed array. */
const isVector = (argument: unknown): argument is number[] =>
  Array.isArray(argument) && argument.every((value) => typeof value === "number");

function plain(value: unknown): unknown {
  if (value instanceof Float64Array) return [...value];
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
