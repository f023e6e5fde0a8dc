/**
 * Events → tables. The only writer of a trace. It believes nothing: what makes no sense (lost or forged records) is
 * counted and left out, and every invariant of the tables holds after every event.
 */
import { Ints } from './columns.ts';
import type { FileInfo, FunctionInfo, LabelInfo, RunError, RunOutcome, SiteInfo, TraceEvent } from './event.ts';
import { AWAITED_VALUE, RECORD_BYTES, RecordKind, TaskOutcomeCode } from './record.ts';
import {
  OperationTable,
  Outcome,
  PromiseTable,
  SegmentTable,
  State,
  TaskTable,
  TurnTable,
  type Blocking,
  type OutputChunk,
  type Trace,
} from './tables.ts';

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
  anomalies = 0;
  readonly files: FileInfo[] = [];
  readonly functions: FunctionInfo[] = [];
  readonly sites: SiteInfo[] = [];
  readonly labels: (LabelInfo | undefined)[] = [];
  readonly tasks = new TaskTable();
  readonly segments = new SegmentTable();
  readonly turns = new TurnTable();
  readonly operations = new OperationTable();
  readonly promises = new PromiseTable();
  readonly blocking: Blocking[] = [];
  readonly output: OutputChunk[] = [];
  readonly notInstrumented: { path: string; reason: string }[] = [];
  readonly refused: { what: string; allow: string; time: number }[] = [];
  readonly taskRows = new Ints();

  /** Row + 1 of an operation, by its id. */
  readonly #operationRows = new Ints();
  /** Row of the task that was running when this one began or went on. */
  readonly #callers = new Ints();
  #records = 0;
  /** Row of the innermost running task, or -1. */
  #current = -1;
  /** Time of the last record within JavaScript, or -1 outside of it. */
  #active = -1;

  push(event: TraceEvent): void {
    switch (event.type) {
      case 'start':
        this.entry = event.entry;
        this.startedAt = event.startedAt;
        this.node = event.node;
        this.platform = event.platform;
        this.blockingThresholdMs = event.blockingThresholdMs;
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
          time: event.time,
          stream: event.stream,
          text: event.text,
          task: this.taskRows.get(event.task) - 1,
        });
        break;
      case 'notInstrumented':
        this.notInstrumented.push({ path: event.path, reason: event.reason });
        break;
      case 'refused':
        this.refused.push({ what: event.what, allow: event.allow, time: event.time });
        break;
      case 'end':
        this.#end(event);
        break;
    }
  }

  #plausible(id: number): boolean {
    return Number.isInteger(id) && id > 0 && id < this.#records + this.lost + ID_SLACK;
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
      const row = this.#operationRows.get(a) - 1;
      if (row >= 0 && this.#plausible(a)) this.operations.due.set(row, rawTime);
      return;
    }
    if (kind === RecordKind.Lost) {
      this.lost += Math.max(0, a);
      return;
    }
    // Time does not go back; a record that says so was written late.
    const time = Math.max(rawTime, this.#active);
    this.#advance(time);
    if (kind === RecordKind.RecorderWaited) {
      // The recorder's own wait is not the program's work.
      if (this.#active >= 0) this.#active = time;
      return;
    }
    if (kind === RecordKind.TurnStart) {
      this.#openTurn(time, a, b);
      this.#active = time;
      return;
    }
    if (kind === RecordKind.SyncCall) this.#syncCall(time, a, b / 1000);
    else this.#noteActivity(time);
    switch (kind) {
      case RecordKind.TaskStart:
        this.#startTask(time, task, a, b);
        break;
      case RecordKind.TaskEnd:
        this.#endTask(time, task, a);
        break;
      case RecordKind.Suspend:
        this.#suspend(time, task, a, b);
        break;
      case RecordKind.Resume:
        this.#resume(time, task);
        break;
      case RecordKind.Settled:
        this.#settle(time, task, a);
        break;
      case RecordKind.TurnEnd:
        if (this.#current === -1) this.#active = -1;
        break;
      case RecordKind.OperationStart:
        this.#startOperation(time, task, a, b);
        break;
      case RecordKind.OperationEnd: {
        const row = this.#operationRows.get(a) - 1;
        if (row >= 0 && Number.isNaN(this.operations.end.get(row))) this.operations.end.set(row, time);
        break;
      }
      case RecordKind.AwaitFailed:
        this.#failAwait(task);
        break;
      case RecordKind.PromiseOperation:
        if (this.#plausible(a)) this.promises.operation.set(a, this.#operationRows.get(b));
        break;
      case RecordKind.PromiseFollows:
        if (this.#plausible(a) && this.#plausible(b)) this.promises.follows.set(a, b);
        break;
      case RecordKind.SyncCall:
        break;
      default:
        this.anomalies++;
    }
  }

  // --- turns and the thread ---

  #openTurn(time: number, phase: number, operation: number): void {
    const { turns } = this;
    const row = turns.count++;
    turns.start.set(row, time);
    turns.end.set(row, time);
    turns.phase.set(row, phase >= 0 && phase <= 5 ? phase : 3);
    turns.operation.set(row, this.#operationRows.get(operation) - 1);
  }

  /** Something was recorded at `time`, so JavaScript ran: the last turn reaches until then. */
  #noteActivity(time: number): void {
    if (this.turns.count === 0) this.#openTurn(time, 0, 0);
    const last = this.turns.count - 1;
    if (this.#active >= 0 && time - this.#active >= this.blockingThresholdMs) this.#addCpu(this.#active, time);
    if (time > this.turns.end.get(last)) this.turns.end.set(last, time);
    this.#active = time;
  }

  #addCpu(start: number, end: number): void {
    const turn = this.turns.count - 1;
    const place = this.#placeOf(this.#current, turn);
    this.blocking.push({ kind: 'cpu', start, end, turn, task: this.#current, label: 'computation', ...place });
  }

  #syncCall(time: number, label: number, ms: number): void {
    const start = Math.max(0, this.#active, time - Math.max(0, ms));
    if (start > this.#active) this.#noteActivity(start);
    if (time - start >= this.blockingThresholdMs) {
      const info = this.labels[label];
      const turn = this.turns.count - 1;
      const fallback = this.#placeOf(this.#current, turn);
      this.blocking.push({
        kind: 'sync-api',
        start,
        end: time,
        turn,
        task: this.#current,
        label: info?.text ?? 'synchronous call',
        file: info?.file ?? fallback.file,
        line: info?.line ?? fallback.line,
        column: info?.column ?? fallback.column,
      });
    }
    this.#active = time;
    const last = this.turns.count - 1;
    if (time > this.turns.end.get(last)) this.turns.end.set(last, time);
  }

  #placeOf(task: number, turn: number): { file: string; line: number; column: number } {
    if (task >= 0) {
      const site = this.sites[this.segments.site.get(this.tasks.last.get(task)) - 1];
      const info = this.functions[this.tasks.function.get(task) - 1];
      const at = site ?? info;
      const file = info === undefined ? undefined : this.files[info.file - 1];
      if (at !== undefined && file !== undefined) return { file: file.path, line: at.line, column: at.column };
    }
    const operation = turn >= 0 ? this.turns.operation.get(turn) : -1;
    const label = operation >= 0 ? this.labels[this.operations.label.get(operation)] : undefined;
    return { file: label?.file ?? this.entry, line: label?.line ?? 1, column: label?.column ?? 1 };
  }

  // --- operations and promises ---

  #startOperation(time: number, task: number, id: number, label: number): void {
    if (!this.#plausible(id) || this.#operationRows.get(id) !== 0) {
      this.anomalies++;
      return;
    }
    const { operations } = this;
    const row = operations.count++;
    operations.start.set(row, time);
    operations.end.set(row, NaN);
    operations.due.set(row, NaN);
    operations.label.set(row, label);
    operations.task.set(row, this.#rowOf(task));
    this.#operationRows.set(id, row + 1);
  }

  #settle(time: number, task: number, id: number): void {
    if (!this.#plausible(id) || this.promises.seen.get(id) === 1) return;
    this.promises.seen.set(id, 1);
    this.promises.settled.set(id, time);
    this.promises.byTask.set(id, this.#rowOf(task) + 1);
    this.promises.byTurn.set(id, this.turns.count);
  }

  // --- tasks and segments ---

  #rowOf(task: number): number {
    return task > 0 && this.#plausible(task) ? this.taskRows.get(task) - 1 : -1;
  }

  #startTask(time: number, id: number, functionId: number, parent: number): void {
    if (!this.#plausible(id) || this.taskRows.get(id) !== 0 || this.functions[functionId - 1] === undefined) {
      this.anomalies++;
      return;
    }
    const { tasks } = this;
    const row = tasks.count++;
    this.taskRows.set(id, row + 1);
    tasks.id.set(row, id);
    tasks.function.set(row, functionId);
    tasks.parent.set(row, this.#rowOf(parent));
    tasks.start.set(row, time);
    tasks.end.set(row, NaN);
    tasks.outcome.set(row, Outcome.Pending);
    tasks.first.set(row, -1);
    tasks.last.set(row, -1);
    this.#enter(row);
    this.#openSegment(row, State.Running, time, 0, 0);
  }

  #enter(row: number): void {
    this.#callers.set(row, this.#current);
    this.#current = row;
  }

  #leave(row: number): void {
    if (this.#current === row) {
      let caller = this.#callers.get(row);
      while (caller >= 0 && !this.#isRunning(caller)) caller = this.#callers.get(caller);
      this.#current = caller;
    }
    this.#callers.set(row, -1);
  }

  #isRunning(row: number): boolean {
    return Number.isNaN(this.tasks.end.get(row)) && this.segments.state.get(this.tasks.last.get(row)) === State.Running;
  }

  #openSegment(task: number, state: number, time: number, site: number, promise: number): number {
    const { segments, tasks } = this;
    const row = segments.count++;
    segments.task.set(row, task);
    segments.state.set(row, state);
    segments.start.set(row, time);
    segments.end.set(row, NaN);
    segments.site.set(row, site);
    segments.outcome.set(row, Outcome.Pending);
    segments.promise.set(row, promise);
    segments.next.set(row, -1);
    const last = tasks.last.get(task);
    if (last >= 0) segments.next.set(last, row);
    else tasks.first.set(task, row);
    tasks.last.set(task, row);
    return row;
  }

  #closeLast(task: number, time: number): void {
    const last = this.tasks.last.get(task);
    if (last >= 0 && Number.isNaN(this.segments.end.get(last))) {
      this.segments.end.set(last, Math.max(time, this.segments.start.get(last)));
    }
  }

  #suspend(time: number, id: number, site: number, promise: number): void {
    const row = this.#rowOf(id);
    if (row < 0 || !Number.isNaN(this.tasks.end.get(row)) || (site !== 0 && this.sites[site - 1] === undefined)) {
      this.anomalies++;
      return;
    }
    const last = this.tasks.last.get(row);
    if (this.segments.state.get(last) === State.Suspended) {
      // Still waiting: what it waits for turned out to be another promise.
      this.segments.promise.set(last, promise);
      return;
    }
    this.#closeLast(row, time);
    this.#openSegment(row, State.Suspended, time, site, promise);
    this.#leave(row);
  }

  #resume(time: number, id: number): void {
    const row = this.#rowOf(id);
    if (row < 0 || !Number.isNaN(this.tasks.end.get(row))) {
      this.anomalies++;
      return;
    }
    const last = this.tasks.last.get(row);
    if (this.segments.state.get(last) !== State.Suspended) {
      this.anomalies++;
      return;
    }
    const site = this.segments.site.get(last);
    this.#closeSuspended(row, last, time);
    this.#openSegment(row, State.Running, time, site, 0);
    this.#enter(row);
  }

  /** Ends a suspension at `time`, of which the end may have been spent ready. */
  #closeSuspended(task: number, segment: number, time: number): void {
    const { segments } = this;
    const start = segments.start.get(segment);
    const promise = segments.promise.get(segment);
    const settled = Math.min(time, Math.max(start, this.#settledAt(promise, start, time)));
    segments.end.set(segment, settled);
    if (promise !== 0) segments.outcome.set(segment, Outcome.Fulfilled);
    if (settled < time) {
      const ready = this.#openSegment(task, State.Ready, settled, segments.site.get(segment), promise);
      segments.end.set(ready, time);
    }
  }

  /** When the promise was settled, or its timer due; `time` when that cannot be known. */
  #settledAt(promise: number, start: number, time: number): number {
    if (promise === AWAITED_VALUE) return start;
    if (promise <= 0) return time;
    const task = this.taskRows.get(promise) - 1;
    if (task >= 0) {
      const end = this.tasks.end.get(task);
      return Number.isNaN(end) ? time : end;
    }
    // Every settlement since the await is recorded, so an unseen one lay before it, unless records were lost.
    if (this.promises.seen.get(promise) !== 1) return this.lost > 0 ? time : start;
    const settled = this.promises.settled.get(promise);
    const turn = this.promises.byTurn.get(promise) - 1;
    const operation = turn >= 0 && this.promises.byTask.get(promise) === 0 ? this.turns.operation.get(turn) : -1;
    const due = operation >= 0 ? this.operations.due.get(operation) : NaN;
    return due < settled ? due : settled;
  }

  #endTask(time: number, id: number, code: number): void {
    const row = this.#rowOf(id);
    if (row < 0) {
      this.anomalies++;
      return;
    }
    const { tasks } = this;
    const outcome = code === TaskOutcomeCode.Rejected ? Outcome.Rejected : Outcome.Fulfilled;
    if (!Number.isNaN(tasks.end.get(row))) {
      // The end is known; this tells how it ended.
      tasks.outcome.set(row, outcome);
      return;
    }
    const last = tasks.last.get(row);
    if (this.segments.state.get(last) === State.Suspended) this.#closeSuspended(row, last, time);
    else this.#closeLast(row, time);
    tasks.end.set(row, time);
    tasks.outcome.set(row, code === TaskOutcomeCode.Unknown ? Outcome.Fulfilled : outcome);
    this.#leave(row);
  }

  #failAwait(id: number): void {
    const row = this.#rowOf(id);
    if (row < 0) return;
    // A task that ended with the rejection has its suspension last but one or two.
    let found = -1;
    for (let at = this.tasks.last.get(row), steps = 0; at >= 0 && steps < 4 && found < 0; steps++) {
      if (this.segments.state.get(at) === State.Suspended) found = at;
      at = this.#previous(row, at);
    }
    if (found >= 0) this.segments.outcome.set(found, Outcome.Rejected);
  }

  /** Segments are chained forward only; those just before the last are near it in the table. */
  #previous(task: number, segment: number): number {
    for (let at = segment - 1; at >= 0 && at > segment - 100_000; at--) {
      if (this.segments.task.get(at) === task) return at;
    }
    return -1;
  }

  #end(event: Extract<TraceEvent, { type: 'end' }>): void {
    if (this.ended) return;
    this.#advance(event.time);
    const stuck =
      this.#active >= 0 && event.outcome !== 'completed' && event.outcome !== 'exited' && event.outcome !== 'threw';
    if (stuck && this.turns.count > 0) {
      if (this.now - this.#active >= this.blockingThresholdMs) this.#addCpu(this.#active, this.now);
      this.turns.end.set(this.turns.count - 1, this.now);
    }
    for (let row = 0; row < this.tasks.count; row++)
      if (Number.isNaN(this.tasks.end.get(row))) this.#closeLast(row, this.now);
    this.ended = true;
    this.outcome = event.outcome;
    this.exitCode = event.exitCode;
    this.error = event.error;
  }
}
