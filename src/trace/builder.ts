/**
 * Events → tables. The only writer of a trace. It believes nothing: what makes no sense (lost or forged records) is
 * counted and left out, and every invariant of the tables holds after every event.
 */
import { Ints } from './columns.ts';
import { Contents, isOfCallback } from './contents.ts';
import type {
  FileInfo,
  FunctionInfo,
  LabelInfo,
  Refusal,
  RunError,
  RunOutcome,
  SiteInfo,
  TraceEvent,
} from './event.ts';
import { addGap, type Gap } from './gaps.ts';
import { InFlight } from './in-flight.ts';
import { Lives } from './lives.ts';
import { threadPlace } from './names.ts';
import { Held } from './held.ts';
import { COMBINATORS, RECORD_BYTES, RecordKind } from './record.ts';
import {
  ContentTable,
  OperationTable,
  PromiseTable,
  SegmentTable,
  TaskTable,
  TurnTable,
  reserve,
  type OutputChunk,
  type Trace,
} from './tables.ts';
import { ValueTable } from './values.ts';

/** Ids grow by one with what they name; one far beyond that is forged. */
const ID_SLACK = 1_000_000;

export class TraceBuilder implements Trace {
  entry = '';
  startedAt = '';
  node = '';
  platform = '';
  blockingThresholdMs = 50;
  now = 0;
  ended = false;
  outcome: RunOutcome | null = null;
  exitCode = 0;
  error: RunError | undefined;
  lost = 0;
  readonly gaps: Gap[] = [];
  readonly notes: string[] = [];
  estimated = 0;
  estimatedWithinMs = 0;
  anomalies = 0;
  poolThreads = 0;
  loopSeen = false;
  readonly files: FileInfo[] = [];
  readonly functions: FunctionInfo[] = [];
  readonly sites: SiteInfo[] = [];
  readonly labels: (LabelInfo | undefined)[] = [];
  readonly tasks = new TaskTable();
  readonly segments = new SegmentTable();
  readonly turns = new TurnTable();
  readonly operations = new OperationTable();
  readonly promises = new PromiseTable();
  readonly contents = new ContentTable();
  readonly values = new ValueTable();
  valuePreviews: boolean | null = null;
  readonly output: OutputChunk[] = [];
  readonly notInstrumented: { path: string; reason: string }[] = [];
  readonly refused: Refusal[] = [];
  readonly taskRows = new Ints();

  #records = 0;
  readonly #contents = new Contents(this.turns, this.contents);
  readonly #inFlight = new InFlight(this.operations);
  #restsInterrupted = false;
  readonly #held = new Held(this.turns);
  readonly blocking = this.#held.blocking;
  readonly #lives = new Lives(this, (id) => this.#plausible(id));
  /** Time of the last record. */
  #latest = 0;
  /** Time of the last record within JavaScript, or -1 outside of it. */
  #active = -1;
  /** Time of the last record of a callback: JavaScript ran until then, in one stretch with `#active`. */
  #within = -1;

  get idle(): number {
    return this.turns.rested();
  }

  /** Makes room for about so many records: large tables would else be copied whenever they grow. */
  expect(records: number): void {
    reserve(this, records);
  }

  push(event: TraceEvent): void {
    switch (event.type) {
      case 'start':
        ({ entry: this.entry, startedAt: this.startedAt, node: this.node, platform: this.platform } = event);
        this.blockingThresholdMs = event.blockingThresholdMs;
        this.valuePreviews = event.valuePreviews ?? null;
        this.#restsInterrupted = event.restsInterrupted === true;
        break;
      case 'file':
        this.files.push(event.file);
        for (const info of event.functions) this.functions[info.id - 1] = info;
        for (const info of event.sites) this.sites[info.id - 1] = info;
        break;
      case 'labels':
        for (const label of event.labels) if (this.#plausible(label.id)) this.labels[label.id] = label;
        break;
      case 'records':
        this.#read(event.bytes);
        break;
      case 'output':
        this.#advance(event.time);
        this.output.push({
          time: Math.max(0, event.time),
          stream: event.stream,
          text: event.text,
          task: this.taskRows.get(event.task) - 1,
        });
        break;
      case 'profile':
        this.#expect(this.#held.profile(event, this.blockingThresholdMs));
        break;
      case 'notInstrumented':
        this.notInstrumented.push({ path: event.path, reason: event.reason });
        break;
      case 'refused':
        this.refused.push({ ...event, time: Math.max(0, event.time) });
        break;
      case 'note':
        this.notes.push(event.text);
        break;
      case 'end':
        this.#end(event);
        break;
    }
  }

  #plausible(id: number): boolean {
    return Number.isInteger(id) && id > 0 && id < this.#records + this.lost + ID_SLACK;
  }

  #expect(sensible: boolean): void {
    if (!sensible) this.anomalies++;
  }

  #advance(time: number): void {
    if (time > this.now && Number.isFinite(time)) this.now = time;
  }

  #read(bytes: Uint8Array): void {
    const count = Math.floor(bytes.byteLength / RECORD_BYTES);
    const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
    const times = new Float64Array(aligned.buffer, aligned.byteOffset, count * 3);
    const words = new Int32Array(aligned.buffer, aligned.byteOffset, count * 6);
    for (let i = 0; i < count; i++) {
      const time = times[i * 3] ?? 0;
      const w = i * 6;
      this.#records++;
      this.#record(time, words[w + 2] ?? 0, words[w + 3] ?? 0, words[w + 4] ?? 0, words[w + 5] ?? 0);
    }
  }

  #record(rawTime: number, kind: number, task: number, a: number, b: number): void {
    if (!Number.isFinite(rawTime) || rawTime < 0 || rawTime > 1e12) {
      this.anomalies++;
      return;
    }
    if (kind === RecordKind.OperationDue) {
      if (this.#plausible(a)) this.#inFlight.due(a, rawTime + Math.max(0, b));
      return;
    }
    if (kind === RecordKind.Estimated) {
      this.estimated += Math.max(0, a);
      this.estimatedWithinMs = Math.max(this.estimatedWithinMs, b / 1000);
      return;
    }
    if (kind === RecordKind.Lost) {
      this.#lose(rawTime, Math.max(0, a));
      return;
    }
    if (kind === RecordKind.ThreadPool) {
      this.poolThreads = Math.max(0, a);
      return;
    }
    if (kind === RecordKind.Drained) {
      this.#contents.drained([a, b, task]);
      return;
    }
    if (kind === RecordKind.Loop) {
      if (this.turns.turned(Math.max(0, a), Math.max(0, b) / 1000, this.#restsInterrupted)) this.loopSeen = true;
      return;
    }
    // Time does not go back; a record that says so was written late.
    const time = Math.max(rawTime, this.#latest);
    this.#latest = time;
    this.#advance(time);
    if (kind === RecordKind.RecorderWaited) {
      // The recorder's own wait is not the program's work.
      if (this.#active >= 0) this.#active = time;
      return;
    }
    if (kind === RecordKind.TurnStart) {
      // What came last was not the end of what was drained.
      if (this.#active >= 0 && this.#lives.current === -1) this.#rest();
      this.#openTurn(time, a, b);
      if (task === 1) this.#inFlight.complete(time, b);
      else this.#inFlight.fire(b, this.turns.count - 1, this.turns.returned);
      this.#active = time;
      return;
    }
    if (kind === RecordKind.SyncCall) this.#syncCall(time, a, b / 1000);
    else if (isOfCallback(kind, a, b)) this.#noteWithin(time);
    else this.#noteActivity(time);
    switch (kind) {
      case RecordKind.TaskStart:
        this.#expect(this.#lives.start(time, task, a, b));
        break;
      case RecordKind.TaskEnd:
        this.#expect(this.#lives.end(time, task, a));
        break;
      case RecordKind.Suspend:
        this.#expect(this.#lives.suspend(time, task, a, b));
        break;
      case RecordKind.Resume:
        this.#expect(this.#lives.resume(time, task));
        break;
      case RecordKind.Settled:
        this.#settle(time, task, a);
        break;
      case RecordKind.ContentStart:
        this.#expect(this.#plausible(a) && this.#contents.begin(time, a, b, this.#lives.rowOf(task)));
        break;
      case RecordKind.ContentEnd:
        this.#contents.end(time, a);
        break;
      case RecordKind.TurnEnd:
        this.turns.returned.set(this.turns.count - 1, time);
        if (this.#lives.current === -1) {
          this.#active = -1;
          this.#held.rest(time);
        }
        break;
      case RecordKind.TurnNamed:
        this.turns.label.set(this.turns.count - 1, this.#plausible(b) ? b : 0);
        break;
      case RecordKind.OperationStart:
        this.#expect(this.#plausible(a) && this.#inFlight.start(time, a, b, this.#lives.rowOf(task)));
        break;
      case RecordKind.OperationEnd:
        this.#inFlight.end(time, a);
        if (task === 1) this.#inFlight.forget(a);
        break;
      case RecordKind.AwaitFailed:
        this.#lives.failAwait(task, a === 1);
        break;
      case RecordKind.ValueKept:
        this.#expect(this.#plausible(a) && this.#lives.keepValue(task, a, b));
        break;
      case RecordKind.PromiseOperation:
        if (this.#plausible(a)) this.promises.operation.set(a, this.#inFlight.row(b) + 1);
        break;
      case RecordKind.PromiseNamed:
        if (this.#plausible(a) && this.#plausible(b)) this.promises.label.set(a, b);
        break;
      case RecordKind.PromiseFollows:
        if (this.#plausible(a) && this.#plausible(b)) this.promises.follow(a, b);
        break;
      case RecordKind.OwnPromise:
        this.#expect(this.#plausible(a) && (b === 1 ? this.#lives.ask(task, a) : this.#lives.own(task, a)));
        break;
      case RecordKind.Combined:
        if (this.#plausible(a)) this.promises.combine(a, COMBINATORS[task], b);
        break;
      case RecordKind.SyncCall:
        break;
      default:
        this.anomalies++;
    }
  }

  #lose(rawTime: number, records: number): void {
    if (records === 0) return;
    const start = this.#latest;
    const end = Math.max(rawTime, start);
    this.lost += records;
    this.#contents.lose();
    addGap(this.gaps, { start, end, records });
    this.#latest = end;
    this.#advance(end);
    // What lies in a gap was no one computation, as far as is known.
    this.#active = -1;
  }

  // --- turns and the thread ---

  #openTurn(time: number, phase: number, operation: number): void {
    this.#held.wake(time, this.blockingThresholdMs);
    const { turns } = this;
    const row = turns.count++;
    turns.start.set(row, time);
    turns.end.set(row, time);
    turns.phase.set(row, phase >= 0 && phase <= 5 ? phase : 3);
    turns.operation.set(row, this.#inFlight.row(operation));
    if (row > 0) turns.iteration.set(row, turns.iteration.get(row - 1));
  }

  /** Something was recorded at `time`, so JavaScript ran: the last turn reaches until then. */
  #noteActivity(time: number): void {
    if (this.turns.count === 0) this.#openTurn(time, 0, 0);
    this.#held.wake(time, this.blockingThresholdMs);
    if (this.#active >= 0 && time - this.#active >= this.blockingThresholdMs) this.#addCpu(this.#active, time);
    this.turns.reach(time);
    this.#active = time;
  }

  /** A callback was called, or returned, and what ran goes on: a stretch of work that calls listeners is one. */
  #noteWithin(time: number): void {
    if (this.#active < 0) {
      this.#noteActivity(time);
      return;
    }
    this.turns.reach(time);
    this.#within = time;
  }

  /** Nothing tells what came after the last record. */
  #rest(): void {
    const until = Math.max(this.#active, this.#within);
    if (until - this.#active >= this.blockingThresholdMs) this.#addCpu(this.#active, until);
    this.#held.rest(until);
  }

  #addCpu(start: number, end: number): void {
    const turn = this.turns.count - 1;
    const task = this.#lives.current;
    this.#held.add({ kind: 'cpu', start, end, turn, task, label: 'computation', ...threadPlace(this, task, turn) });
  }

  #syncCall(time: number, label: number, ms: number): void {
    const start = Math.max(0, this.#active, time - Math.max(0, ms));
    if (start > this.#active) this.#noteActivity(start);
    if (time - start >= this.blockingThresholdMs) {
      const info = this.labels[label];
      const turn = this.turns.count - 1;
      const fallback = threadPlace(this, this.#lives.current, turn);
      this.#held.add({
        kind: 'sync-api',
        start,
        end: time,
        turn,
        task: this.#lives.current,
        label: info?.text ?? 'synchronous call',
        file: info?.file ?? fallback.file,
        line: info?.line ?? fallback.line,
        column: info?.column ?? fallback.column,
      });
    }
    this.#active = time;
    this.turns.reach(time);
  }

  #settle(time: number, task: number, id: number): void {
    if (!this.#plausible(id) || this.promises.seen.get(id) === 1) return;
    this.promises.seen.set(id, 1);
    this.promises.settled.set(id, time);
    const settler = (this.promises.askedOf(id) || this.#lives.rowOf(task) + 1) - 1;
    this.promises.byTask.set(id, settler + 1);
    if (settler >= 0) this.promises.bySite.set(id, this.segments.site.get(this.tasks.last.get(settler)));
    this.promises.byTurn.set(id, this.turns.count);
  }

  #end(event: Extract<TraceEvent, { type: 'end' }>): void {
    if (this.ended) return;
    this.#advance(event.time);
    if (event.heldSince !== undefined && this.turns.count > 0) {
      // A record from about then tells the time exactly.
      const latest = Math.max(this.#active, this.#within);
      const exact = this.#active >= 0 && event.heldSince - latest < this.blockingThresholdMs;
      const since = exact ? this.#active : Math.max(this.#latest, event.heldSince);
      if (this.now - since >= this.blockingThresholdMs) this.#addCpu(since, this.now);
      this.turns.end.set(this.turns.count - 1, this.now);
    }
    const gap = this.gaps.at(-1);
    // Behind the last record nothing is known of any task.
    const known = gap !== undefined && gap.end >= this.#latest && event.heldSince === undefined ? gap.start : this.now;
    for (let row = 0; row < this.tasks.count; row++)
      if (Number.isNaN(this.tasks.end.get(row))) this.#lives.closeLast(row, known);
    this.ended = true;
    this.outcome = event.outcome;
    this.exitCode = event.exitCode;
    this.error = event.error;
  }
}
