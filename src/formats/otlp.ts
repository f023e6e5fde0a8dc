/**
 * Trace → OTLP/JSON, as collectors and tracing backends take it: a span for the run, for each task below its caller, for
 * each await below its task, and for each blocking call. The protocol's JSON writes ids in hexadecimal, enumerations as
 * numbers, and 64-bit integers as decimal strings.
 */
import { createHash } from 'node:crypto';
import { segmentEnd, settledBy, taskEnd, taskTitle, waitingFor } from '../trace/queries.ts';
import { Outcome, State, type Blocking, type OutputChunk, type Trace } from '../trace/tables.ts';
import { LazyList, listChunks } from './chunks.ts';
import { wellFormed } from './well-formed.ts';

const INTERNAL = 1;
const ERROR = 2;
const NS_A_MS = 1_000_000;
const OUTCOMES = ['pending', 'fulfilled', 'rejected'] as const;

type Value = { stringValue: string } | { intValue: string } | { doubleValue: number } | { boolValue: boolean };
interface Attribute {
  key: string;
  value: Value;
}
interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  events?: { timeUnixNano: string; name: string; attributes: Attribute[] }[];
  links?: { traceId: string; spanId: string; attributes: Attribute[] }[];
  status?: { code: number; message: string };
}

/** Spans of one kind are numbered within it. */
const Kind = { Run: 1, Task: 2, Await: 3, Blocking: 4 } as const;

function spanId(kind: number, row: number): string {
  return `${kind.toString(16)}${(row + 1).toString(16).padStart(15, '0')}`;
}

function attributes(values: Readonly<Record<string, string | number | undefined>>): Attribute[] {
  return Object.entries(values).flatMap(([key, value]): Attribute[] => {
    if (value === undefined || value === '') return [];
    if (typeof value === 'string') return [{ key, value: { stringValue: wellFormed(value) } }];
    return [{ key, value: Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value } }];
  });
}

class Spans {
  readonly #trace: Trace;
  readonly #traceId: string;
  readonly #epoch: bigint;

  constructor(trace: Trace) {
    this.#trace = trace;
    // The same run has the same id, however often it is exported.
    this.#traceId = createHash('sha256').update(`${trace.entry}\n${trace.startedAt}`).digest('hex').slice(0, 32);
    const began = Date.parse(trace.startedAt);
    this.#epoch = BigInt(Number.isNaN(began) ? 0 : began) * BigInt(NS_A_MS);
  }

  run(printed: readonly OutputChunk[]): Span {
    const { entry, error, exitCode, now, outcome } = this.#trace;
    const bad = outcome !== null && outcome !== 'completed' && (outcome !== 'exited' || exitCode !== 0);
    return {
      ...this.#span(spanId(Kind.Run, 0), null, entry, 0, now),
      attributes: attributes({ 'awaitscope.outcome': outcome ?? 'running', 'process.exit.code': exitCode }),
      ...this.#printed(printed),
      ...(bad
        ? {
            status: {
              code: ERROR,
              message: error === undefined ? outcome : wellFormed(`${error.name}: ${error.message}`),
            },
          }
        : {}),
    };
  }

  task(row: number, printed: readonly OutputChunk[]): Span {
    const { files, functions, tasks } = this.#trace;
    const info = functions[tasks.function.get(row) - 1];
    const parent = tasks.parent.get(row);
    const outcome = OUTCOMES[tasks.outcome.get(row)] ?? 'pending';
    const start = tasks.start.get(row);
    const above = parent < 0 ? spanId(Kind.Run, 0) : spanId(Kind.Task, parent);
    return {
      ...this.#span(spanId(Kind.Task, row), above, taskTitle(this.#trace, row), start, taskEnd(this.#trace, row)),
      attributes: attributes({
        'awaitscope.kind': 'task',
        'awaitscope.outcome': outcome,
        'code.function.name': info?.name,
        'code.file.path': files[(info?.file ?? 0) - 1]?.path,
        'code.line.number': info?.line,
      }),
      ...this.#printed(printed),
      ...(outcome === 'rejected' ? { status: { code: ERROR, message: 'rejected' } } : {}),
    };
  }

  /** From the suspension to the resumption: what it was ready, the thread being busy, is part of it. */
  wait(row: number): Span {
    const trace = this.#trace;
    const { segments, sites } = trace;
    const task = segments.task.get(row);
    const next = segments.next.get(row);
    const ready = next >= 0 && segments.state.get(next) === State.Ready ? next : -1;
    const start = segments.start.get(row);
    const site = sites[segments.site.get(row) - 1];
    const wait = waitingFor(trace, row);
    const by = settledBy(trace, row);
    const outcome = segments.outcome.get(row);
    const name = site === undefined ? 'await' : `${site.kind} ${site.text}`;
    const end = segmentEnd(trace, ready < 0 ? row : ready);
    return {
      ...this.#span(spanId(Kind.Await, row), spanId(Kind.Task, task), name, start, end),
      attributes: attributes({
        'awaitscope.kind': 'await',
        'awaitscope.outcome': OUTCOMES[outcome],
        'awaitscope.ready_ms': ready < 0 ? undefined : end - segments.start.get(ready),
        'awaitscope.waiting_for': wait?.label,
        'awaitscope.waiting_for.kind': wait?.kind,
        'awaitscope.settled_by': by?.label,
        'code.line.number': site?.line,
      }),
      ...(by?.task === undefined
        ? {}
        : {
            links: [
              {
                traceId: this.#traceId,
                spanId: spanId(Kind.Task, by.task),
                attributes: attributes({ 'awaitscope.link': 'settled by' }),
              },
            ],
          }),
      ...(outcome === Outcome.Rejected ? { status: { code: ERROR, message: 'rejected' } } : {}),
    };
  }

  blocking(at: number, block: Blocking): Span {
    const above = block.task < 0 ? spanId(Kind.Run, 0) : spanId(Kind.Task, block.task);
    return {
      ...this.#span(spanId(Kind.Blocking, at), above, block.label, block.start, block.end),
      attributes: attributes({
        'awaitscope.kind': 'blocking',
        'awaitscope.blocking.kind': block.kind,
        'code.file.path': block.file,
        'code.line.number': block.line === 0 ? undefined : block.line,
      }),
    };
  }

  #span(id: string, parent: string | null, name: string, start: number, end: number): Omit<Span, 'attributes'> {
    return {
      traceId: this.#traceId,
      spanId: id,
      ...(parent === null ? {} : { parentSpanId: parent }),
      name: wellFormed(name),
      kind: INTERNAL,
      startTimeUnixNano: this.#time(start),
      endTimeUnixNano: this.#time(end),
    };
  }

  /** What was printed, as events of the span in which it was. */
  #printed(chunks: readonly OutputChunk[]): Pick<Span, 'events'> {
    if (chunks.length === 0) return {};
    return {
      events: chunks.map(({ stream, text, time }) => ({
        timeUnixNano: this.#time(time),
        name: 'output',
        attributes: attributes({ 'log.iostream': stream, 'log.record.original': text }),
      })),
    };
  }

  #time(ms: number): string {
    return String(this.#epoch + BigInt(Math.round(ms * NS_A_MS)));
  }
}

/** @returns the text of an `ExportTraceServiceRequest`, in pieces: a run of seconds can have millions of awaits */
export function* otlpText(trace: Trace): Generator<string> {
  const { node, platform } = trace;
  const resource = {
    attributes: attributes({
      'service.name': trace.entry,
      'process.runtime.name': 'nodejs',
      'process.runtime.version': node,
      'host.arch': platform.split('-')[1],
      'os.type': platform.split('-')[0],
    }),
  };
  const spans = new Spans(trace);
  const waits = suspensions(trace);
  const output = new Map<number, OutputChunk[]>();
  for (const chunk of trace.output) {
    const known = output.get(chunk.task);
    if (known === undefined) output.set(chunk.task, [chunk]);
    else known.push(chunk);
  }
  const blocks = trace.blocking.map((block, at) => spans.blocking(at, block));
  const afterTasks = 1 + trace.tasks.count;
  const afterWaits = afterTasks + waits.length;
  const list = new LazyList(afterWaits + blocks.length, (at) => {
    if (at === 0) return spans.run(output.get(-1) ?? []);
    if (at < afterTasks) return spans.task(at - 1, output.get(at - 1) ?? []);
    return at < afterWaits ? spans.wait(waits[at - afterTasks] ?? 0) : blocks[at - afterWaits];
  });
  yield `{"resourceSpans":[{"resource":${JSON.stringify(resource)},"scopeSpans":[{"scope":{"name":"awaitscope"},"spans":`;
  yield* listChunks(list, list.count);
  yield '}]}]}\n';
}

/** Rows of the segments that are suspended. */
function suspensions({ segments }: Trace): Int32Array {
  const rows = new Int32Array(segments.count);
  let count = 0;
  for (let row = 0; row < segments.count; row++) if (segments.state.get(row) === State.Suspended) rows[count++] = row;
  return rows.subarray(0, count);
}
