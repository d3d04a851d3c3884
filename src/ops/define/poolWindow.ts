import { fail, formatShape, type Shape } from "../../base/index.ts";
import { slidingWindow, type Window, type WindowAttributes } from "./window.ts";

/**
 * The window of a pool over N×C×….
 *
 * @throws NetspectraError without a kernel_shape, for pads as large as the kernel, and for an auto_pad that keeps sizes where the window has dilation or
 *   the strides are larger than it: ONNX and its runtime understand these differently
 */
export function poolWindow(
  subject: string,
  x: { readonly shape: Shape },
  attributes: WindowAttributes,
  ceil: number,
): Window {
  const { kernel_shape: kernel, auto_pad, dilations } = attributes;
  if (!kernel || x.shape.length < 3) {
    return fail({
      subject,
      expected: "an input N×C×… and a kernel_shape",
      got: `${formatShape(x.shape)} and ${kernel ? formatShape(kernel) : "none"}`,
    });
  }
  const window = slidingWindow(x.shape.slice(2), kernel, attributes, ceil === 1);
  if (auto_pad.startsWith("SAME") && (dilations?.some((d) => d !== 1) || skips(window))) {
    fail({
      subject,
      expected: "explicit pads for windows with dilation, and for strides beyond the window",
      got: `auto_pad ${auto_pad}, kernel ${kernel}, strides ${window.strides}, dilations ${window.dilations}`,
      todo: "Export the model with explicit pads.",
    });
  }
  if ([...window.begin, ...window.end].some((pad, i) => pad >= kernel[i % kernel.length]!)) {
    fail({
      subject,
      expected: "pads smaller than the kernel, as the runtime does",
      got: `pads ${[...window.begin, ...window.end]} and kernel ${kernel}`,
      todo: "Export the model with a newer operator set, best with 18.",
    });
  }
  return window;
}

/** Whether the last window ends two elements or more before the input does: what remains would be split as padding. */
function skips({ input, output, kernel, strides }: Window): boolean {
  return input.some((size, i) => size - ((output[i]! - 1) * strides[i]! + kernel[i]!) > 1);
}
