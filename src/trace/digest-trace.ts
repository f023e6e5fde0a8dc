/** A digest as a trace that is read like any other. */
import { Bytes, Floats, Ints } from './columns.ts';
import type { Digest } from './digest.ts';
import { unpack } from './packed.ts';
import {
  ContentTable,
  OperationTable,
  PromiseTable,
  SegmentTable,
  TaskTable,
  TurnTable,
  type Trace,
} from './tables.ts';
import { unpackValues } from './values.ts';

export function openDigest(digest: Digest): Trace {
  const { head, merged } = digest;
  const tasks = unpack(new TaskTable(), digest.tasks);
  tasks.count = digest.tasks['id']?.length ?? 0;
  const segments = unpack(new SegmentTable(), digest.segments);
  segments.count = digest.segments['start']?.length ?? 0;
  segments.merged = unpack({ count: new Ints(), ran: new Floats(), ready: new Floats() }, digest.mergedSegments);
  const turns = unpack(new TurnTable(), digest.turns);
  turns.count = digest.turns['start']?.length ?? 0;
  turns.merged = unpack({ count: new Ints(), busy: new Floats() }, digest.mergedTurns);
  const operations = unpack(new OperationTable(), digest.operations);
  operations.count = digest.operations['start']?.length ?? 0;
  const rows = new Map<number, number>();
  for (let row = 0; row < tasks.count; row++) rows.set(tasks.id.get(row), row);
  const taskRows = new IntsById(rows);
  taskRows.data = Int32Array.from({ length: tasks.count }, (_, row) => row + 1);
  const contents = unpack(new ContentTable(), digest.contents);
  contents.count = digest.contents['start']?.length ?? 0;
  const values = unpackValues(digest.values);
  const promises = promisesOf(digest);
  return { ...head, merged, tasks, segments, turns, operations, contents, promises, values, taskRows };
}

function promisesOf({ combined, promiseIds, promises }: Digest): PromiseTable {
  const places = new Map<number, number>();
  promiseIds.forEach((id, place) => places.set(id, place));
  const table = unpack(new PromisesById(places), promises);
  for (const [id, combination] of combined) table.combined.set(id, combination);
  return table;
}

/** Columns of which few ids are known: an id's place is looked up. */
class IntsById extends Ints {
  readonly #places: ReadonlyMap<number, number>;

  constructor(places: ReadonlyMap<number, number>) {
    super();
    this.#places = places;
  }

  override get(id: number): number {
    return this.data[this.#places.get(id) ?? -1] ?? 0;
  }
}

class FloatsById extends Floats {
  readonly #places: ReadonlyMap<number, number>;

  constructor(places: ReadonlyMap<number, number>) {
    super();
    this.#places = places;
  }

  override get(id: number): number {
    return this.data[this.#places.get(id) ?? -1] ?? 0;
  }
}

class BytesById extends Bytes {
  readonly #places: ReadonlyMap<number, number>;

  constructor(places: ReadonlyMap<number, number>) {
    super();
    this.#places = places;
  }

  override get(id: number): number {
    return this.data[this.#places.get(id) ?? -1] ?? 0;
  }
}

class PromisesById extends PromiseTable {
  override readonly seen: Bytes;
  override readonly settled: Floats;
  override readonly byTask: Ints;
  override readonly bySite: Ints;
  override readonly byTurn: Ints;
  override readonly operation: Ints;
  override readonly label: Ints;
  override readonly follows: Ints;
  override readonly asked: Ints;
  override hasAsked = true;

  constructor(places: ReadonlyMap<number, number>) {
    super();
    this.seen = new BytesById(places);
    this.settled = new FloatsById(places);
    this.byTask = new IntsById(places);
    this.bySite = new IntsById(places);
    this.byTurn = new IntsById(places);
    this.operation = new IntsById(places);
    this.label = new IntsById(places);
    this.follows = new IntsById(places);
    this.asked = new IntsById(places);
  }
}
