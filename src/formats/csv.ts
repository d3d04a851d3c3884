import Papa from "papaparse";
import { fail, type Tensor, tensor } from "../base/index.ts";

/** A table of numbers with, where asked for, a column of classes. */
export interface CsvTable {
  /** n × features, without the label column. */
  readonly x: Tensor<"float32">;
  /** Names of the feature columns. */
  readonly columns: readonly string[];
  /** Class of each row, n. */
  readonly y?: Tensor<"int32">;
  /** Names of the classes where the labels are text, sorted. */
  readonly classes?: readonly string[];
}

export interface CsvOptions {
  /** Name of the label column; without it all columns are features. */
  label?: string | undefined;
  /** Named in errors. */
  file?: string;
  /** Read no more rows than this. */
  limit?: number | undefined;
}

/** Largest text that can be handled as one string. */
const largestText = 2 ** 29 - 24;

/**
 * A CSV file (RFC 4180) with a header line. Labels that are whole numbers are the classes themselves; any other labels
 * become classes in sorted order.
 *
 * @throws NetspectraError naming line and column for anything that is not a number, and for rows of another length.
 */
export function readCsv(bytes: Uint8Array, { label, file = "CSV data", limit = Infinity }: CsvOptions = {}): CsvTable {
  if (bytes.length > largestText) {
    fail({
      subject: file,
      expected: "at most 512 MiB of CSV",
      got: `${bytes.length} bytes`,
      todo: "Convert it to .npz.",
    });
  }
  const text = new TextDecoder().decode(bytes);
  const cells = growingFloats();
  let count = 0;
  let header: readonly string[] | undefined;
  let labelAt = -1;
  const labels: string[] = [];
  let start = 0;
  const line = () => text.slice(0, start).split(/\r\n|\n|\r/).length;

  const readRow = (row: readonly string[], names: readonly string[]) => {
    if (row.length !== names.length) {
      fail({ subject: `${file}, line ${line()}`, expected: `${names.length} columns`, got: `${row.length}` });
    }
    row.forEach((cell, column) => {
      if (column === labelAt) labels.push(cell.trim());
      else cells.push(numberIn(cell, () => ({ file, line: line(), column: names[column]! })));
    });
    count++;
  };

  Papa.parse<string[]>(text, {
    step: ({ data, errors, meta }, parser) => {
      const problem = errors.find(({ type }) => type === "Quotes");
      if (problem) fail({ subject: `${file}, line ${line()}`, expected: "closed quotes", got: problem.message });
      const blank = data.length === 1 && data[0]!.trim() === "";
      if (!blank && header) readRow(data, header);
      else if (!blank) {
        header = data.map((name) => name.trim());
        labelAt = labelColumn(header, label, file);
      }
      start = meta.cursor;
      if (count >= limit) parser.abort();
    },
  });
  if (!header || count === 0) {
    fail({
      subject: file,
      expected: "a header line and rows of numbers",
      got: bytes.length === 0 ? "an empty file" : "no rows",
    });
  }
  const columns = header.filter((_, column) => column !== labelAt);
  return {
    x: tensor("float32", [count, columns.length], cells.values()),
    columns,
    ...(label === undefined ? {} : classesOf(labels)),
  };
}

/** Numbers as they come; a plain array of a large file's cells would cost several times the memory. */
function growingFloats() {
  let data = new Float32Array(1024);
  let length = 0;
  return {
    push(value: number) {
      if (length === data.length) {
        const larger = new Float32Array(2 * length);
        larger.set(data);
        data = larger;
      }
      data[length++] = value;
    },
    values: () => data.slice(0, length),
  };
}

function numberIn(cell: string, where: () => { file: string; line: number; column: string }): number {
  const value = cell.trim() === "" ? Number.NaN : Number(cell);
  if (!Number.isNaN(value)) return value;
  const { file, line, column } = where();
  return fail({
    subject: `${file}, line ${line}, column "${column}"`,
    expected: "a number",
    got: cell.trim() === "" ? "an empty cell" : `"${cell}"`,
    todo: `Mend the cell; if the column holds the classes, pass --label ${JSON.stringify(column)}.`,
  });
}

function labelColumn(header: readonly string[], label: string | undefined, file: string): number {
  const numeric = header.findIndex((name) => name !== "" && !Number.isNaN(Number(name)));
  if (numeric >= 0) {
    fail({
      subject: `${file}, line 1`,
      expected: "a header with a name for each column",
      got: `the number ${header[numeric]}`,
      todo: "Add a header line.",
    });
  }
  const at = label === undefined ? -1 : header.indexOf(label);
  if (label !== undefined && at < 0) {
    fail({
      subject: file,
      expected: `a column "${label}"`,
      got: `the columns ${header.slice(0, 20).join(", ")}${header.length > 20 ? ", …" : ""}`,
      todo: "Name the label column with --label NAME.",
    });
  }
  return at;
}

function classesOf(labels: readonly string[]): Pick<CsvTable, "y" | "classes"> {
  const n = labels.length;
  if (labels.every((label) => /^[+-]?\d+(\.0*)?$/.test(label))) {
    return { y: tensor("int32", [n], Int32Array.from(labels, Number)) };
  }
  const classes = [...new Set(labels)].sort();
  const index = new Map(classes.map((name, i) => [name, i]));
  return {
    y: tensor(
      "int32",
      [n],
      Int32Array.from(labels, (name) => index.get(name)!),
    ),
    classes,
  };
}
