import fc from "fast-check";
import { encode as encodeJpeg } from "jpeg-js";
import { createTar } from "nanotar";
import { expect, test } from "vitest";
import { tensor } from "../base/index.ts";
import { readCifar } from "./cifar.ts";
import { readCsv } from "./csv.ts";
import { gunzip, gzip } from "./gzip.ts";
import { readImage, writePng } from "./images.ts";
import { readTar } from "./tar.ts";

const text = (content: string) => new TextEncoder().encode(content);

test("gzip: what is packed is unpacked, and other bytes pass", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
      expect(await gunzip(await gzip(bytes))).toEqual(bytes);
    }),
    { numRuns: 20 },
  );
  expect(await gunzip(Uint8Array.of(1, 2))).toEqual(Uint8Array.of(1, 2));
});

test("gzip: cut off, damaged and too large are told", async () => {
  const bytes = await gzip(Uint8Array.from({ length: 5000 }, (_, i) => i * i));
  for (const length of [2, 12, bytes.length - 9, bytes.length - 1]) {
    await expect(gunzip(bytes.slice(0, length), "f.gz")).rejects.toThrow(/^f\.gz.*cut off or damaged/);
  }
  const flipped = bytes.slice();
  flipped[bytes.length - 8]! ^= 1;
  await expect(gunzip(flipped, "f.gz")).rejects.toThrow(/^f\.gz.*damaged/);
  await expect(gunzip(bytes, "f.gz", 4999)).rejects.toThrow(/^f\.gz.*at most 4999/);
});

test("cifar: labels and planes of both versions", () => {
  const record = (...labels: number[]) => [...labels, ...Array.from({ length: 3072 }, (_, i) => i % 251)];
  const ten = readCifar(Uint8Array.from([...record(3), ...record(9)]), { labels: 1 });
  expect(ten.x.shape).toEqual([2, 3, 32, 32]);
  expect([...ten.y.data]).toEqual([3, 9]);
  expect(ten.x.data[3072 + 250]).toBe(250);
  const hundred = readCifar(Uint8Array.from(record(7, 42)), { labels: 2 });
  expect([...hundred.y.data]).toEqual([42]);
  expect(hundred.x.data.slice(0, 3)).toEqual(Uint8Array.of(0, 1, 2));
  expect(() => readCifar(new Uint8Array(3072), { labels: 1, file: "b.bin" })).toThrow(/^b\.bin.*3073/);
  expect(() => readCifar(new Uint8Array(), { labels: 1, file: "b.bin" })).toThrow(/^b\.bin.*empty/);
});

test("csv: numbers, numbered labels, named labels, quotes and blank lines", () => {
  const csv = text('a,"b, c",class\r\n1,2e3,4\r\n\r\n-1.5, 0 ,2\r\n');
  const table = readCsv(csv, { label: "class" });
  expect(table.columns).toEqual(["a", "b, c"]);
  expect(table.x).toEqual(tensor("float32", [2, 2], Float32Array.of(1, 2000, -1.5, 0)));
  expect([...table.y!.data]).toEqual([4, 2]);
  expect(table.classes).toBeUndefined();
  const named = readCsv(text("kind,v\ndog,1\ncat,2\ndog,3\n"), { label: "kind" });
  expect([...named.y!.data]).toEqual([1, 0, 1]);
  expect(named.classes).toEqual(["cat", "dog"]);
  expect(readCsv(csv, {}).y).toBeUndefined();
  expect(readCsv(csv, { limit: 1 }).x.shape).toEqual([1, 3]);
});

test("csv: round trip of any finite float32", () => {
  // "0" is how −0 is written.
  const finite = fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
  const rows = fc.array(finite, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), rows, (columns, row) => {
      const values = Array.from({ length: columns }, (_, i) => row[i % row.length]!);
      const csv = `${values.map((_, i) => `c${i}`).join(",")}\n${values.join(",")}\n`;
      expect(readCsv(text(csv)).x.data).toEqual(Float32Array.from(values));
    }),
  );
});

test.each<[string, string, RegExp]>([
  ["empty", "", /f\.csv.*empty/],
  ["a header alone", "a,y\n", /f\.csv.*no rows/],
  ["no header", "1,2\n3,4\n", /f\.csv, line 1.*header/],
  ["no such label column", "a,b\n1,2\n", /f\.csv.*column "y".*a, b/],
  ["a word", "a,y\n1,0\n\ntwo,1\n", /f\.csv, line 4, column "a".*"two"/],
  ["an empty cell", 'a,y\n"1",0\n,1\n', /f\.csv, line 3, column "a".*empty cell/],
  ["a short row", "a,b,y\n1,2,0\n1,0\n", /f\.csv, line 3.*3 columns, got 2/],
])("csv: %s is refused", (_, content, message) => {
  expect(() => readCsv(text(content), { file: "f.csv", label: "y" })).toThrow(message);
});

test("png: what is written is read back; opaque alpha goes", () => {
  fc.assert(
    fc.property(fc.constantFrom(1, 3), fc.uint8Array({ minLength: 36, maxLength: 36 }), (channels, bytes) => {
      const image = tensor("uint8", [3, 36 / 3 / channels, channels], bytes);
      expect(readImage(writePng(image))).toEqual(image);
    }),
  );
  const opaque = tensor("uint8", [1, 1, 4], Uint8Array.of(1, 2, 3, 255));
  expect(readImage(writePng(opaque))).toEqual(tensor("uint8", [1, 1, 3], Uint8Array.of(1, 2, 3)));
  const clear = tensor("uint8", [1, 1, 4], Uint8Array.of(1, 2, 3, 0));
  expect(() => readImage(writePng(clear), "f.png")).toThrow(/^f\.png.*transparent/);
});

test("jpeg: a flat image keeps its colour", () => {
  const data = Uint8Array.from({ length: 16 * 16 * 4 }, (_, i) => [200, 40, 90, 255][i % 4]!);
  const image = readImage(encodeJpeg({ data, width: 16, height: 16 }, 95).data);
  expect(image.shape).toEqual([16, 16, 3]);
  image.data.forEach((value, i) => {
    expect(Math.abs(value - [200, 40, 90][i % 3]!)).toBeLessThanOrEqual(4);
  });
});

test("images: damage, other bytes and forged sizes are told", () => {
  const png = writePng(
    tensor(
      "uint8",
      [8, 8, 1],
      Uint8Array.from({ length: 64 }, (_, i) => 3 * i),
    ),
  );
  for (const length of [0, 4, 20, 40, png.length - 14]) {
    expect(() => readImage(png.slice(0, length), "f.png"), `${length} bytes`).toThrow(/^f\.png/);
  }
  const forged = png.slice();
  forged.set([0x7f, 0xff, 0xff, 0xff], 16);
  expect(() => readImage(forged, "f.png")).toThrow(/^f\.png.*2147483647/);
  expect(() => readImage(Uint8Array.of(0xff, 0xd8, 0xff), "f.jpg")).toThrow(/^f\.jpg/);
});

test("tar: files by their path; other bytes and cut ones are told", () => {
  const tar = createTar([
    { name: "d/a.bin", data: Uint8Array.of(1, 2, 3) },
    { name: "d/b.bin", data: new Uint8Array(600).fill(7) },
  ]);
  expect(readTar(tar)).toEqual(
    new Map([
      ["d/a.bin", Uint8Array.of(1, 2, 3)],
      ["d/b.bin", new Uint8Array(600).fill(7)],
    ]),
  );
  expect(() => readTar(tar.slice(0, 1024 + 512 + 300), "f.tar")).toThrow(/^f\.tar.*cut off/);
  expect(() => readTar(new Uint8Array(), "f.tar")).toThrow(/^f\.tar.*empty/);
});
