/** Facts about what is selected or pointed at, in words: for the details, the tooltip and the screen reader alike. */
import { delayedBy, segmentEnd, settledBy, taskEnd, taskName, waitingFor } from '../../trace/queries.ts';
import { PHASES } from '../../trace/record.ts';
import { Outcome, STATE_NAMES, State, type Trace } from '../../trace/tables.ts';
import { formatCount, formatDuration, formatTime } from './format.ts';
import { placeOf, siteOf, siteText, taskPlace, type Place } from './places.ts';
import type { SegmentIndex } from './segment-index.ts';
import type { Target } from './selection.ts';

export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly place?: Place;
  /** What a click on the value selects. */
  readonly target?: Target;
}
export interface Description {
  /** Names the swatch: running, suspended, ready, blocking, a phase, or task. */
  readonly state: string;
  readonly title: string;
  /** Source text that the target stands at; '' for none. */
  readonly code: string;
  readonly place: Place | null;
  readonly facts: readonly Fact[];
}

/** Delayed awaits listed one by one; the rest is counted. */
const MAX_DELAYS = 12;

export function describe(trace: Trace, index: SegmentIndex, target: Target): Description {
  switch (target.kind) {
    case 'segment':
      return describeSegment(trace, target.segment);
    case 'task':
      return describeTask(trace, index, target.task);
    case 'turn':
      return describeTurn(trace, target.turn);
    case 'blocking':
      return describeBlocking(trace, target.index);
  }
}

function when(start: number, end: number): Fact[] {
  return [
    { label: 'Duration', value: formatDuration(end - start) },
    { label: 'Start', value: formatTime(start) },
  ];
}

function fact(label: string, value: string, file?: string, line?: number, target?: Target): Fact {
  return {
    label,
    value,
    ...(file === undefined || line === undefined ? {} : { place: { file, line, column: 1 } }),
    ...(target === undefined ? {} : { target }),
  };
}

function describeSegment(trace: Trace, segment: number): Description {
  const { segments } = trace;
  const task = segments.task.get(segment);
  const state = segments.state.get(segment);
  const site = siteOf(trace, segment);
  const facts = when(segments.start.get(segment), segmentEnd(trace, segment));
  if (state !== State.Running) facts.push(...waitFacts(trace, segment));
  if (state === State.Ready) facts.push(fact('Why', 'It could go on, but the thread was busy'));
  facts.push(fact('Task', taskName(trace, task), undefined, undefined, { kind: 'task', task }));
  return {
    state: STATE_NAMES[state as 0 | 1 | 2],
    title: taskName(trace, task),
    code: site === undefined ? '' : state === State.Running ? `after ${siteText(site)}` : siteText(site),
    place: placeOf(trace, { kind: 'segment', segment }),
    facts,
  };
}

function waitFacts(trace: Trace, segment: number): Fact[] {
  const facts: Fact[] = [];
  const wait = waitingFor(trace, segment);
  if (wait !== null) {
    const target: Target | undefined = wait.task === undefined ? undefined : { kind: 'task', task: wait.task };
    facts.push(
      fact('Waited for', wait.kind === 'task' ? `task ${wait.label}` : wait.label, wait.file, wait.line, target),
    );
  }
  const by = settledBy(trace, segment);
  if (by?.task !== undefined) {
    facts.push(
      fact('Settled by', `task ${taskName(trace, by.task)}`, by.file, by.line, { kind: 'task', task: by.task }),
    );
  } else if (by?.turn !== undefined) {
    const phase = PHASES[trace.turns.phase.get(by.turn)] ?? 'poll';
    facts.push(fact('Settled by', `the event loop, ${phase} phase`, by.file, by.line, { kind: 'turn', turn: by.turn }));
  }
  const outcome = trace.segments.outcome.get(segment);
  const last = trace.segments.next.get(segment) < 0;
  if (outcome === Outcome.Rejected) facts.push(fact('Outcome', 'rejected'));
  else if (outcome === Outcome.Fulfilled) facts.push(fact('Outcome', 'fulfilled'));
  else if (last && trace.ended && trace.segments.promise.get(segment) !== 0) {
    facts.push(fact('Outcome', 'never settled before the run ended'));
  }
  return facts;
}

function describeTask(trace: Trace, index: SegmentIndex, task: number): Description {
  const start = trace.tasks.start.get(task);
  const end = taskEnd(trace, task);
  const facts = when(start, end);
  const open = Number.isNaN(trace.tasks.end.get(task));
  const outcome = trace.tasks.outcome.get(task);
  const endings = ['fulfilled', 'fulfilled', 'rejected'] as const;
  const ending = open ? (trace.ended ? 'never ended' : 'not ended yet') : (endings[outcome] ?? 'fulfilled');
  facts.push(fact('Outcome', ending));
  const count = index.count(task);
  if (count > 0) {
    const sums = index.sums(task, 0, count - 1);
    const last = index.row(task, count - 1);
    const rest = segmentEnd(trace, last) - trace.segments.start.get(last);
    const state = trace.segments.state.get(last);
    const ran = sums.ran + (state === State.Running ? rest : 0);
    const ready = sums.ready + (state === State.Ready ? rest : 0);
    facts.push(fact('Running', formatDuration(ran)));
    facts.push(fact('Suspended', formatDuration(Math.max(0, end - start - ran - ready))));
    facts.push(fact('Ready', formatDuration(ready)));
    facts.push(fact('Segments', count.toLocaleString('en-US')));
  }
  const parent = trace.tasks.parent.get(task);
  if (parent >= 0)
    facts.push(fact('Called by', taskName(trace, parent), undefined, undefined, { kind: 'task', task: parent }));
  return { state: 'task', title: taskName(trace, task), code: '', place: taskPlace(trace, task), facts };
}

function describeTurn(trace: Trace, turn: number): Description {
  const { turns } = trace;
  const phase = PHASES[turns.phase.get(turn)] ?? 'poll';
  const facts = when(turns.start.get(turn), turns.end.get(turn));
  const operation = turns.operation.get(turn);
  const label = operation < 0 ? undefined : trace.labels[trace.operations.label.get(operation)];
  if (label !== undefined) facts.push(fact('Woken by', label.text, label.file, label.line));
  return {
    state: phase,
    title: `Turn, ${phase} phase`,
    code: '',
    place: placeOf(trace, { kind: 'turn', turn }),
    facts,
  };
}

function describeBlocking(trace: Trace, at: number): Description {
  const block = trace.blocking[at];
  if (block === undefined) return { state: 'blocking', title: 'Blocking call', code: '', place: null, facts: [] };
  const facts = when(block.start, block.end);
  facts.push(fact('Kind', block.kind === 'cpu' ? 'computation' : 'synchronous call'));
  if (block.task >= 0)
    facts.push(fact('In task', taskName(trace, block.task), undefined, undefined, { kind: 'task', task: block.task }));
  const delays = delayedBy(trace, block).sort((a, b) => b.ms - a.ms);
  if (delays.length > 0) facts.push(fact('Held up', formatCount(delays.length, 'await')));
  for (const delay of delays.slice(0, MAX_DELAYS)) {
    const value = `${delay.atMost ? 'at most ' : ''}${formatDuration(delay.ms)}`;
    facts.push(
      fact(`· ${taskName(trace, delay.task)}`, value, undefined, undefined, { kind: 'task', task: delay.task }),
    );
  }
  if (delays.length > MAX_DELAYS)
    facts.push(fact('', `and ${formatCount(delays.length - MAX_DELAYS, 'more', 'more')}`));
  const place = placeOf(trace, { kind: 'blocking', index: at });
  return { state: 'blocking', title: block.label, code: '', place, facts };
}

/** One line for the screen reader. */
export function say(description: Description): string {
  const { code, facts, place, state, title } = description;
  const shown = facts.map(({ label, value }) => `${label} ${value}`).join(', ');
  const where = place === null ? '' : `, ${place.file} line ${place.line}`;
  return `${title}, ${state}${code === '' ? '' : `, ${code}`}. ${shown}${where}`;
}
