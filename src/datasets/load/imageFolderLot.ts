import { fail, sizeOf } from "../../base/index.ts";
import { isImageName, readImage } from "../../formats/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { Lot } from "./lot.ts";

/**
 * A folder of class folders of PNG and JPEG images. Classes and files are in the order of their names; images become
 * channels-first, as ONNX models take them. Only picked images are decoded.
 *
 * @throws NetspectraError naming the image whose size differs from the first one's.
 */
export async function imageFolderLot(platform: Platform, folder: string): Promise<Lot> {
  const { files } = platform;
  const classes: string[] = [];
  const paths: string[] = [];
  const labels: number[] = [];
  for (const { name, kind } of (await files.list(folder)) ?? []) {
    if (kind !== "folder" || name.startsWith(".")) continue;
    const images = ((await files.list(files.join(folder, name))) ?? []).filter((entry) => isImageName(entry.name));
    if (images.length === 0) continue;
    for (const image of images) {
      paths.push(files.join(folder, name, image.name));
      labels.push(classes.length);
    }
    classes.push(name);
  }
  if (paths.length === 0) {
    fail({
      subject: folder,
      expected: "a folder of class folders of PNG or JPEG images",
      got: "no class folder with images in it",
      todo: "Put the images of each class into a folder of its own.",
    });
  }
  const first = await readChannelsFirst(platform, paths[0]!);
  const labelsOf = (indices: Uint32Array) => Int32Array.from(indices, (index) => labels[index]!);
  return {
    count: paths.length,
    shape: first.shape,
    layout: "CHW",
    classes,
    notes: [],
    labels: labelsOf,
    async pick(indices) {
      const size = sizeOf(first.shape);
      const data = new Uint8Array(indices.length * size);
      for (const [i, index] of indices.entries()) {
        const image = await readChannelsFirst(platform, paths[index]!);
        if (image.shape.some((length, axis) => length !== first.shape[axis])) {
          fail({
            subject: paths[index]!,
            expected: `an image of ${first.shape.join("×")} (channels × height × width) like ${paths[0]}`,
            got: image.shape.join("×"),
            todo: "Bring all images to one size first.",
          });
        }
        data.set(image.data, i * size);
      }
      return { data, labels: labelsOf(indices) };
    },
  };
}

async function readChannelsFirst(platform: Platform, path: string) {
  const { shape, data } = readImage(await platform.files.read(path), path);
  const [height, width, channels] = shape as [number, number, number];
  if (channels === 1) return { shape: [1, height, width], data };
  const plane = height * width;
  const planes = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) planes[(i % channels) * plane + Math.floor(i / channels)] = data[i]!;
  return { shape: [channels, height, width], data: planes };
}
