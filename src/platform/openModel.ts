import { type Model, type ModelFilesOptions, writeModelFiles } from "../graph/index.ts";
import type { Platform, Session, SessionOptions } from "./types.ts";

export interface OpenModelOptions extends SessionOptions, ModelFilesOptions {}

/**
 * A session for a model of any size; weights that no ONNX file can hold are handed to the runtime beside it.
 *
 * @throws NetspectraError with the runtime's own words when the model cannot be loaded.
 */
export async function openModel(platform: Platform, model: Model, options: OpenModelOptions = {}): Promise<Session> {
  const { largestFile, ...rest } = options;
  const { bytes, externalData } = writeModelFiles(model, largestFile === undefined ? {} : { largestFile });
  return platform.openSession(bytes, { transfer: true, ...rest, ...(externalData.size > 0 && { externalData }) });
}
