/** Tables of columns as plain arrays, which cross a channel as they are. */
import { Bytes, Floats, Ints } from './columns.ts';

export type Packed = Readonly<Record<string, Float64Array | Int32Array | Uint8Array>>;

function columnsOf(table: object): [string, Floats | Ints | Bytes][] {
  return Object.entries(table).filter(
    (entry): entry is [string, Floats | Ints | Bytes] =>
      entry[1] instanceof Floats || entry[1] instanceof Ints || entry[1] instanceof Bytes,
  );
}

/** @param count rows @param rows which of them; all when absent */
export function pack(table: object, count: number, rows?: Int32Array): Packed {
  return Object.fromEntries(
    columnsOf(table).map(([name, column]) => {
      const packed = new (column.data.constructor as Float64ArrayConstructor)(count);
      // A column ends with the last row that was ever set.
      if (rows === undefined) packed.set(column.data.subarray(0, count));
      else for (let i = 0; i < count; i++) packed[i] = column.get(rows[i] ?? -1);
      return [name, packed];
    }),
  );
}

export function unpack<T extends object>(table: T, packed: Packed): T {
  for (const [name, column] of columnsOf(table)) {
    const data = packed[name];
    if (data !== undefined && data.constructor === column.data.constructor)
      (column as { data: typeof data }).data = data;
  }
  return table;
}
