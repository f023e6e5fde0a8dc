/** What Perfetto read of a Chrome trace, held to what was written and to the JSON form of the same recording. */
import assert from 'node:assert/strict';

const LOOP = 1;
/** By its name in the JSON form, the name of a slice. */
const STATES = { running: 'running', suspended: 'suspended', ready: 'ready, the thread is busy' };
const nanos = (micros) => Math.round(micros * 1e3);
const ns = (ms) => Math.round(ms * 1e6);
/** Halves of pairs of UTF-16 and zeros are replaced: Perfetto does not read them. */
const readable = (text) => text.replaceAll('\0', '\ufffd').toWellFormed();
const text = (ts, dur, name, args = {}) => {
  const known = Object.entries(args).filter(([, value]) => value !== undefined);
  const texts = known.map(([key, value]) => [key, typeof value === 'string' ? readable(value) : value]);
  return JSON.stringify([ts, dur, name, texts.sort()]);
};
const toSlice = ([id, tid, ts, dur, name, category, depth, parent, args]) => {
  // Arguments are stored below `args`, and a flag is stored as 1.
  const own = Object.entries(args).map(([path, value]) => [path.replace(/^args\./, ''), value]);
  return { id, tid, ts, dur, name, category, depth, parent, args: Object.fromEntries(own) };
};

export function checkThreads(events, processes, threads, truth) {
  assert.deepEqual(processes, [[LOOP, truth.run.entry]]);
  const named = events.filter(({ name }) => name === 'thread_name').map(({ args, tid }) => [tid, args.name]);
  const read = threads.map(([tid, name]) => [tid, name]).sort(([a], [b]) => a - b);
  assert.deepEqual(read, named, 'threads have their names');
  // The viewer puts the main thread first, and the others by number.
  assert.deepEqual(
    threads.filter(([, , main]) => main === 1).map(([tid, name]) => [tid, name]),
    [[LOOP, 'Event loop']],
  );
}

export function checkSlices(events, rows) {
  const flags = (args) => Object.fromEntries(Object.entries(args).map(([k, v]) => [k, v === true ? 1 : v]));
  const written = events
    .filter(({ ph }) => ph === 'X')
    .map(({ args, cat, dur, name, tid, ts }) => [tid, cat, text(nanos(ts), nanos(dur), name, flags(args))].join(' '));
  const read = rows
    .map(toSlice)
    .map(({ args, category, dur, name, tid, ts }) => [tid, category, text(ts, dur, name, args)].join(' '));
  assert.deepEqual(read.sort(), written.sort(), 'slices are as they were written');
}

/** Only what blocks the thread lies within another slice: the turn in which it did, or what called it. */
export function checkNesting(rows) {
  const slices = new Map(rows.map(toSlice).map((slice) => [slice.id, slice]));
  for (const slice of slices.values()) {
    const what = `${slice.name} at ${slice.ts}`;
    if (slice.category !== 'blocking') assert.equal(slice.depth, 0, what);
    else assert.ok(['turn', 'blocking'].includes(slices.get(slice.parent)?.category), what);
  }
}

export function checkArrows(events, rows, flows) {
  const slices = rows.map(toSlice);
  const byId = new Map(slices.map((slice) => [slice.id, slice]));
  const starts = new Map();
  for (const event of events) if (event.ph === 's') starts.set(event.id, event);
  const arrow = (name, cat, ...ends) => JSON.stringify([name, cat, ...ends.map(({ tid, ts }) => [tid, ts])]);
  const place = ({ tid, ts }) => ({ tid, ts: nanos(ts) });
  const written = events
    .filter(({ ph }) => ph === 'f')
    .map((end) => arrow(end.name, end.cat, place(starts.get(end.id)), place(end)));
  const read = flows.map(([out, into, name, cat]) => arrow(name, cat, byId.get(out), byId.get(into)));
  assert.deepEqual(read.sort(), written.sort(), 'arrows are as they were written');
  const outer = new Set(slices.filter(({ depth }) => depth === 0).map(({ id }) => id));
  for (const [out, into] of flows) assert.ok(outer.has(out) && outer.has(into), 'from outer slice to outer slice');
  const kinds = { calls: ['segment', 'segment'], settles: [/^(segment|turn)$/, 'segment'] };
  for (const [out, into, name] of flows)
    kinds[name]?.forEach((cat, i) => assert.match(byId.get([out, into][i]).category, new RegExp(cat)));
}

/** Each segment, turn, operation and blocking call of the run, at its time. */
export function checkTruth(truth, rows, threads) {
  const slices = rows.map(toSlice);
  const of = (category) => {
    const own = slices.filter((slice) => slice.category === category);
    return own.map(({ dur, name, ts }) => text(ts, dur, name)).sort();
  };
  const slice = (name, start, end) => text(ns(start), ns(end) - ns(start), readable(name));
  const last = truth.run.durationMs;

  checkTasks(truth, slices, threads);
  const turns = truth.turns.map(({ end, phase, start }) => slice(phase, start, end));
  assert.deepEqual(of('turn'), turns.sort(), 'turns');
  // One that begins with its turn is drawn from a nanosecond later on, so that arrows find the turn.
  const begins = new Set(truth.turns.map(({ start }) => ns(start)));
  const blocking = truth.blocking.map(({ end, label, start }) =>
    slice(label, begins.has(ns(start)) ? start + 1e-6 : start, end),
  );
  assert.deepEqual(of('blocking'), blocking.sort(), 'blocking calls');
  for (const [kind, list] of Map.groupBy(truth.operations, (operation) => operation.kind)) {
    const operations = list.map(({ end, label, start }) => slice(label, start, end ?? Math.max(last, start)));
    assert.deepEqual(of(kind), operations.sort(), kind);
  }
}

/** Each task's segments and what is known of them. */
function checkTasks(truth, slices, threads) {
  const tidOf = new Map(threads.map(([tid, name]) => [/ #(\d+)$/.exec(name)?.[1], tid]));
  const byThread = Map.groupBy(slices, ({ tid }) => tid);
  const segments = Map.groupBy(truth.segments, ({ task }) => task);
  const at = ({ column, file, line }) => `${truth.files[file - 1].path}:${line}:${column}`;
  for (const { end, function: called, id, outcome, returned, threw } of truth.tasks) {
    const info = truth.functions[called - 1];
    const own = segments.get(id) ?? [];
    const expected = own.flatMap((segment, i) => {
      const last = i === own.length - 1;
      // What took no time is shown by what follows it.
      if (ns(segment.end) === ns(segment.start) && !last) return [];
      const site = truth.sites[segment.site - 1];
      const before = own[i - 1];
      const wait = before !== undefined && ns(before.end) === ns(before.start) ? before : segment;
      const args = {
        site: site?.text,
        at: at(site === undefined ? info : { ...site, file: info.file }),
        waitingFor: segment.state === 'running' ? undefined : segment.waitingFor?.label,
        value: wait.value,
        yielded: wait.yielded,
        outcome: wait.outcome === 'rejected' ? 'rejected' : undefined,
        ...(last && end === null ? { open: 1 } : {}),
        ...(last && end !== null ? (outcome === 'rejected' ? { threw } : { returned }) : {}),
      };
      const [ts, dur] = [ns(segment.start), ns(segment.end) - ns(segment.start)];
      return [text(ts, dur, STATES[segment.state], args)];
    });
    const read = byThread.get(tidOf.get(String(id))) ?? [];
    const told = read.map(({ args, dur, name, ts }) => text(ts, dur, name, args));
    assert.deepEqual(told.sort(), expected.sort(), `task ${id}`);
  }
}
