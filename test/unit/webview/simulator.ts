/**
 * Makes traces for tests, screenshots and benchmarks: a small event loop runs scripted tasks and writes the records that
 * the recorder would write. Deterministic.
 */
import type { LabelInfo, SiteInfo, TraceEvent } from '../../../src/trace/event.ts';
import { PhaseCode, RECORD_BYTES, RecordKind, TaskOutcomeCode } from '../../../src/trace/record.ts';

export type Step =
  /** JavaScript for some time; with a name it is a synchronous call. */
  | { readonly run: number; readonly sync?: string }
  /** Awaits an operation of the loop. `ms` may be Infinity. */
  | { readonly wait: number; readonly at: string; readonly kind?: 'timer' | 'fs' | 'net'; readonly label?: string }
  /** Calls a function and awaits it. */
  | { readonly call: string; readonly at: string }
  /** Calls functions and goes on. */
  | { readonly start: readonly string[] }
  /** Awaits the started tasks, one after the other. */
  | { readonly join: string }
  | { readonly print: string; readonly stream?: 'stdout' | 'stderr' }
  | { readonly throws: true };

export type Program = Readonly<Record<string, readonly Step[]>>;

interface Task {
  readonly id: number;
  readonly name: string;
  readonly steps: readonly Step[];
  at: number;
  readonly started: number[];
  site: number;
  ended: boolean;
}
interface Wake {
  readonly due: number;
  readonly operation: number;
  readonly promise: number;
  readonly task: Task;
  readonly phase: number;
}

const BATCH_RECORDS = 8192;
/** What a step costs beside its own time, ms. */
const OVERHEAD = 0.004;

export class Simulator {
  readonly events: TraceEvent[] = [];
  now = 0.05;
  readonly #program: Program;
  readonly #file: string;
  readonly #functions = new Map<string, number>();
  readonly #sites = new Map<string, number>();
  readonly #labels = new Map<string, number>();
  readonly #tasks = new Map<number, Task>();
  readonly #waiters = new Map<number, Task[]>();
  readonly #heap: Wake[] = [];
  readonly #jobs: Task[] = [];
  #lastId = 0;
  #lastOperation = 0;
  #buffer = new ArrayBuffer(BATCH_RECORDS * RECORD_BYTES);
  #count = 0;

  constructor(program: Program, file = 'src/dashboard.ts') {
    this.#program = program;
    this.#file = file;
    this.#define();
  }

  /** @param limit time at which a run that goes on is stopped, ms */
  run(limit = Infinity): TraceEvent[] {
    this.#record(0.01, RecordKind.TurnStart, 0, PhaseCode.Main, 0);
    const [entry = ''] = Object.keys(this.#program);
    this.#start(entry, 0);
    this.#drain();
    this.#record(this.now, RecordKind.TurnEnd, 0, 0, 0);
    for (let wake = this.#pop(); wake !== undefined; wake = this.#pop()) {
      if (wake.due > limit) break;
      this.now = Math.max(this.now + 0.002, wake.due + 0.02);
      this.#record(this.now, RecordKind.TurnStart, 0, wake.phase, wake.operation);
      this.#record(this.now, RecordKind.OperationEnd, 0, wake.operation, 0);
      this.#record(this.now, RecordKind.Settled, 0, wake.promise, 0);
      this.#resume(wake.task);
      this.#drain();
      this.#record(this.now, RecordKind.TurnEnd, 0, 0, 0);
    }
    this.#flush();
    const stopped = Number.isFinite(limit);
    const time = stopped ? limit : this.now + 0.4;
    this.events.push({ type: 'end', time, outcome: stopped ? 'stopped' : 'completed', exitCode: stopped ? 130 : 0 });
    return this.events;
  }

  #define(): void {
    const sites: SiteInfo[] = [];
    const functions = Object.entries(this.#program).map(([name, steps], i) => {
      const id = i + 1;
      this.#functions.set(name, id);
      const line = 4 + i * 14;
      steps.forEach((step, at) => {
        const text = 'at' in step ? step.at : 'join' in step ? step.join : null;
        if (text === null) return;
        const site = sites.length + 1;
        this.#sites.set(`${name}:${at}`, site);
        const place = { line: line + at + 1, column: 17, endLine: line + at + 1, endColumn: 17 + text.length };
        sites.push({ id: site, function: id, kind: 'await', text, ...place });
      });
      const kind = i === 0 ? ('module' as const) : ('async' as const);
      return { id, file: 1, name, kind, line, column: 1, endLine: line + steps.length + 1, endColumn: 2 };
    });
    this.events.push(
      {
        type: 'start',
        entry: this.#file,
        startedAt: '2025-06-01T12:00:00.000Z',
        node: 'v24.0.0',
        platform: 'linux-x64',
        blockingThresholdMs: 50,
      },
      { type: 'file', file: { id: 1, path: this.#file }, functions, sites },
    );
  }

  #start(name: string, parent: number): Task {
    const task: Task = {
      id: ++this.#lastId,
      name,
      steps: this.#program[name] ?? [],
      at: 0,
      started: [],
      site: 0,
      ended: false,
    };
    this.#tasks.set(task.id, task);
    this.#record(this.now, RecordKind.TaskStart, task.id, this.#functions.get(name) ?? 1, parent);
    this.now += OVERHEAD;
    this.#advance(task);
    return task;
  }

  /** Runs a task until it suspends or ends. */
  #advance(task: Task): void {
    while (task.at < task.steps.length) {
      const at = task.at++;
      const step = task.steps[at];
      if (step === undefined) break;
      const site = this.#sites.get(`${task.name}:${at}`) ?? 0;
      if ('run' in step) {
        this.now += step.run;
        if (step.sync !== undefined) {
          const label = this.#label('sync', step.sync, 4 + at);
          this.#record(this.now, RecordKind.SyncCall, task.id, label, Math.round(step.run * 1000));
        }
      } else if ('wait' in step) {
        this.#wait(task, site, step);
        return;
      } else if ('call' in step) {
        const child = this.#start(step.call, task.id);
        this.#await(task, site, child.id);
        return;
      } else if ('start' in step) {
        for (const name of step.start) task.started.push(this.#start(name, task.id).id);
      } else if ('join' in step) {
        const next = task.started.shift();
        if (next === undefined) continue;
        task.at--;
        this.#await(task, site, next);
        return;
      } else if ('print' in step) {
        this.#flush();
        const { print: text, stream = 'stdout' } = step;
        this.events.push({ type: 'output', time: this.now, stream, text: `${text}\n`, task: task.id });
      } else {
        this.#end(task, TaskOutcomeCode.Rejected);
        return;
      }
    }
    this.#end(task, TaskOutcomeCode.Fulfilled);
  }

  #wait(task: Task, site: number, step: Extract<Step, { wait: number }>): void {
    const { kind = 'timer', wait } = step;
    const operation = ++this.#lastOperation;
    const promise = ++this.#lastId;
    const text = step.label ?? (kind === 'timer' ? `setTimeout ${wait} ms` : step.at);
    this.#record(this.now, RecordKind.OperationStart, task.id, operation, this.#label(kind, text, 4));
    this.#record(this.now, RecordKind.PromiseOperation, 0, promise, operation);
    const due = this.now + wait;
    if (kind === 'timer' && Number.isFinite(due)) this.#record(this.now, RecordKind.OperationDue, 0, operation, wait);
    this.#suspend(task, site, promise);
    if (!Number.isFinite(due)) return;
    this.#push({ due, operation, promise, task, phase: kind === 'timer' ? PhaseCode.Timers : PhaseCode.Poll });
  }

  #await(task: Task, site: number, id: number): void {
    this.#suspend(task, site, id);
    if (this.#tasks.get(id)?.ended === true) this.#jobs.push(task);
    else this.#waiters.set(id, [...(this.#waiters.get(id) ?? []), task]);
  }

  #suspend(task: Task, site: number, promise: number): void {
    this.now += OVERHEAD;
    task.site = site;
    this.#record(this.now, RecordKind.Suspend, task.id, site, promise);
  }

  #resume(task: Task): void {
    this.now += OVERHEAD;
    this.#record(this.now, RecordKind.Resume, task.id, task.site, 0);
    this.#advance(task);
  }

  #end(task: Task, outcome: number): void {
    this.now += OVERHEAD;
    task.ended = true;
    this.#record(this.now, RecordKind.TaskEnd, task.id, outcome, 0);
    this.#jobs.push(...(this.#waiters.get(task.id) ?? []));
    this.#waiters.delete(task.id);
  }

  #drain(): void {
    for (let task = this.#jobs.shift(); task !== undefined; task = this.#jobs.shift()) this.#resume(task);
  }

  #label(kind: LabelInfo['kind'], text: string, line: number): number {
    const key = `${kind} ${text}`;
    let id = this.#labels.get(key);
    if (id === undefined) {
      id = this.#labels.size + 1;
      this.#labels.set(key, id);
      this.events.push({ type: 'labels', labels: [{ id, kind, text, file: this.#file, line, column: 3 }] });
    }
    return id;
  }

  #record(time: number, kind: number, task: number, a: number, b: number): void {
    if (this.#count === BATCH_RECORDS) this.#flush();
    new Float64Array(this.#buffer)[this.#count * 3] = time;
    new Int32Array(this.#buffer).set([kind, task, a, b], this.#count * 6 + 2);
    this.#count++;
  }

  #flush(): void {
    if (this.#count === 0) return;
    this.events.push({ type: 'records', bytes: new Uint8Array(this.#buffer.slice(0, this.#count * RECORD_BYTES)) });
    this.#count = 0;
  }

  // A binary heap by due time.

  #push(wake: Wake): void {
    const heap = this.#heap;
    let at = heap.push(wake) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || parent.due <= wake.due) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = wake;
  }

  #pop(): Wake | undefined {
    const heap = this.#heap;
    const [top] = heap;
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      const left = heap[child];
      const right = heap[child + 1];
      if (left === undefined) break;
      if (right !== undefined && right.due < left.due) child++;
      const next = heap[child];
      if (next === undefined || next.due >= last.due) break;
      heap[at] = next;
      at = child;
    }
    heap[at] = last;
    return top;
  }
}
