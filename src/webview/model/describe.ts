/** Facts about what is selected or pointed at, in words: for the details, the tooltip and the screen reader alike. */
import { delayedBy, perhapsReady, segmentEnd, settledBy, taskEnd, taskTitle, waitingFor } from '../../trace/queries.ts';
import { hotName } from '../../trace/profile.ts';
import { PHASES } from '../../trace/record.ts';
import { MERGED, Outcome, STATE_NAMES, State, type Blocking, type Trace } from '../../trace/tables.ts';
import { formatCount, formatDuration, formatNumber, formatTime } from './format.ts';
import { placeOf, refusalPlace, siteOf, siteText, taskPlace, type Place } from './places.ts';
import { operationEnd } from './operations.ts';
import type { SegmentIndex } from './segment-index.ts';
import type { Target } from './selection.ts';
import { blockingIn } from './turns.ts';
import { totalsOf, type Totals } from './totals.ts';
import type { Lanes } from './lanes.ts';
import { meaningOf, meaningOfPhase, phaseName, stateName } from './meanings.ts';
import { turnFacts } from './turn-facts.ts';
import { endFacts, valueFacts } from './value-facts.ts';
import { said, t, word } from '../l10n.ts';

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
  /** One line on what the state or phase is. */
  readonly meaning: string;
  readonly place: Place | null;
  readonly facts: readonly Fact[];
}

/** Delayed awaits listed one by one; the rest is counted. */
const MAX_DELAYS = 12;
const MAX_HOLDERS = 3;
/** What held up a wait was near its end; earlier ones of a long wait are not asked, since a hover is answered at once. */
const LATE_BLOCKS = 16;

/** Computation whose function is not known has no name but what it is. */
export function blockName({ kind, label }: Blocking): string {
  return kind === 'cpu' && label === 'computation' ? t('computation') : label;
}

export function describe(trace: Trace, index: SegmentIndex, target: Target, lanes: Lanes | null = null): Description {
  switch (target.kind) {
    case 'segment':
      return describeSegment(trace, target.segment);
    case 'task':
      return describeTask(trace, index, target.task);
    case 'turn':
      return describeTurn(trace, target.turn);
    case 'blocking':
      return describeBlocking(trace, target.index);
    case 'refusal':
      return describeRefusal(trace, target.index);
    case 'operation':
      return describeOperation(trace, target.operation);
    case 'group':
      return describeGroup(trace, index, target.key, lanes);
  }
}

function when(start: number, end: number): Fact[] {
  return [
    { label: t('Duration'), value: formatDuration(end - start) },
    { label: t('Start'), value: formatTime(start) },
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
  if (state === MERGED) return describeMerged(trace, segment, facts);
  if (state === State.Suspended) facts.push(...boundsOf(trace, segment));
  if (state !== State.Running) facts.push(...waitFacts(trace, segment));
  if (state === State.Ready) facts.push(...holdersOf(trace, segment));
  facts.push(fact(t('Task'), taskTitle(trace, task), undefined, undefined, { kind: 'task', task }));
  return {
    state: STATE_NAMES[state as 0 | 1 | 2],
    title: taskTitle(trace, task),
    meaning: meaningOf(STATE_NAMES[state as 0 | 1 | 2]),
    code: site === undefined ? '' : state === State.Running ? t('after {0}', siteText(site)) : siteText(site),
    place: placeOf(trace, { kind: 'segment', segment }),
    facts,
  };
}

/** Several segments that are too short to be told apart. */
function describeMerged(trace: Trace, segment: number, facts: Fact[]): Description {
  const { end, merged, start, task } = trace.segments;
  const [ran, ready] = [merged?.ran.get(segment) ?? 0, merged?.ready.get(segment) ?? 0];
  const row = task.get(segment);
  facts.push(fact(t('Segments'), t('{0}, merged', formatNumber(merged?.count.get(segment) ?? 0))));
  facts.push(fact(t('Running'), formatDuration(ran)), fact(t('Ready'), formatDuration(ready)));
  facts.push(fact(t('Suspended'), formatDuration(Math.max(0, end.get(segment) - start.get(segment) - ran - ready))));
  if (trace.segments.outcome.get(segment) === Outcome.Rejected)
    facts.push(fact(t('Outcome'), t('one or more rejected')));
  facts.push(fact(t('Task'), taskTitle(trace, row), undefined, undefined, { kind: 'task', task: row }));
  const meaning = meaningOf('merged');
  return { state: 'task', title: taskTitle(trace, row), meaning, code: '', place: taskPlace(trace, row), facts };
}

/** Blocking calls that overlap a ready segment: they are why it was ready and did not run. */
function holdersOf(trace: Trace, segment: number): Fact[] {
  const span = { start: trace.segments.start.get(segment), end: segmentEnd(trace, segment) };
  return blockingIn(trace, span)
    .filter(({ block }) => block.start < span.end && block.end > span.start)
    .slice(0, MAX_HOLDERS)
    .map(({ block, index }) =>
      fact(t('Held up by'), blockName(block), block.file, block.line, { kind: 'blocking', index }),
    );
}

/** Blocking calls during which what it waited for may have been there already. */
export function perhapsHolders(trace: Trace, segment: number): { block: Blocking; index: number; ms: number }[] {
  const span = { start: trace.segments.start.get(segment), end: segmentEnd(trace, segment) };
  return blockingIn(trace, span)
    .slice(-LATE_BLOCKS)
    .map(({ block, index }) => ({ block, index, ms: perhapsReady(trace, segment, block) }))
    .filter(({ ms }) => ms > 0)
    .slice(0, MAX_HOLDERS);
}

function boundsOf(trace: Trace, segment: number): Fact[] {
  return perhapsHolders(trace, segment).map(({ block, index, ms }) => {
    const value = t('at most {0}, held up by {1}', formatDuration(ms), blockName(block));
    return fact(t('Perhaps ready'), value, undefined, undefined, { kind: 'blocking', index });
  });
}

function waitFacts(trace: Trace, segment: number): Fact[] {
  const facts: Fact[] = [];
  const wait = waitingFor(trace, segment, taskTitle, said);
  if (wait !== null) {
    const target: Target | undefined = wait.task === undefined ? undefined : { kind: 'task', task: wait.task };
    facts.push(
      fact(
        t('Waited for'),
        wait.kind === 'task' ? t('task {0}', wait.label) : wait.label,
        wait.file,
        wait.line,
        target,
      ),
    );
  }
  const by = settledBy(trace, segment, said);
  if (by?.task !== undefined) {
    facts.push(fact(t('Settled by'), by.label, by.file, by.line, { kind: 'task', task: by.task }));
  } else if (by?.turn !== undefined) {
    facts.push(fact(t('Settled by'), by.label, by.file, by.line, { kind: 'turn', turn: by.turn }));
  }
  const outcome = trace.segments.outcome.get(segment);
  const last = trace.segments.next.get(segment) < 0;
  if (outcome === Outcome.Rejected) facts.push(fact(t('Outcome'), t('rejected')));
  else if (outcome === Outcome.Fulfilled) facts.push(fact(t('Outcome'), t('fulfilled')));
  else if (last && trace.ended && trace.segments.promise.get(segment) !== 0) {
    facts.push(fact(t('Outcome'), t('never settled before the run ended')));
  }
  facts.push(...valueFacts(trace, segment));
  return facts;
}

function describeTask(trace: Trace, index: SegmentIndex, task: number): Description {
  const start = trace.tasks.start.get(task);
  const end = taskEnd(trace, task);
  const facts = when(start, end);
  const open = Number.isNaN(trace.tasks.end.get(task));
  const outcome = trace.tasks.outcome.get(task);
  const ended = outcome === Outcome.Rejected ? t('rejected') : t('fulfilled');
  const ending = open ? (trace.ended ? t('never ended') : t('not ended yet')) : ended;
  facts.push(fact(t('Outcome'), ending), ...endFacts(trace, task));
  const count = index.count(task);
  if (count > 0) {
    const sums = index.sums(task, 0, count - 1);
    const last = index.row(task, count - 1);
    const rest = segmentEnd(trace, last) - trace.segments.start.get(last);
    const state = trace.segments.state.get(last);
    const ran = sums.ran + (state === State.Running ? rest : 0);
    const ready = sums.ready + (state === State.Ready ? rest : 0);
    facts.push(fact(t('Running'), formatDuration(ran)));
    facts.push(fact(t('Suspended'), formatDuration(Math.max(0, end - start - ran - ready))));
    facts.push(fact(t('Ready'), formatDuration(ready)));
    if (trace.merged === undefined) facts.push(fact(t('Segments'), formatNumber(count)));
  }
  const parent = trace.tasks.parent.get(task);
  if (parent >= 0)
    facts.push(fact(t('Called by'), taskTitle(trace, parent), undefined, undefined, { kind: 'task', task: parent }));
  const meaning = meaningOf('task');
  return { state: 'task', title: taskTitle(trace, task), meaning, code: '', place: taskPlace(trace, task), facts };
}

function describeTurn(trace: Trace, turn: number): Description {
  const { turns } = trace;
  const phase = PHASES[turns.phase.get(turn)] ?? 'poll';
  const facts = when(turns.start.get(turn), turns.end.get(turn));
  const operation = turns.operation.get(turn);
  const label = operation < 0 ? undefined : trace.labels[trace.operations.label.get(operation)];
  if (label !== undefined) facts.push(fact(t('Woken by'), label.text, label.file, label.line));
  const count = turns.merged?.count.get(turn) ?? 1;
  if (count > 1)
    facts.push(
      fact(t('Spent in them'), formatDuration(turns.busy(turn))),
      fact(t('Longest'), t('{0} phase', phaseName(phase))),
    );
  facts.push(...turnFacts(trace, turn));
  return {
    state: phase,
    title: count > 1 ? t('{0} turns, merged', formatNumber(count)) : t('Turn, {0} phase', phaseName(phase)),
    meaning: count > 1 ? meaningOf('merged') : meaningOfPhase(phase),
    code: '',
    place: placeOf(trace, { kind: 'turn', turn }),
    facts,
  };
}

function describeBlocking(trace: Trace, at: number): Description {
  const block = trace.blocking[at];
  const meaning = meaningOf('blocking');
  if (block === undefined)
    return { state: 'blocking', title: t('Blocking call'), meaning, code: '', place: null, facts: [] };
  const facts = when(block.start, block.end);
  facts.push(fact(t('Kind'), block.kind === 'cpu' ? t('computation') : t('synchronous call')));
  if (block.task >= 0)
    facts.push(
      fact(t('In task'), taskTitle(trace, block.task), undefined, undefined, { kind: 'task', task: block.task }),
    );
  facts.push(...hotFacts(block));
  const delays = delayedBy(trace, block).sort((a, b) => b.ms - a.ms);
  if (delays.length > 0)
    facts.push(fact(t('Held up'), formatCount(delays.length, word('{0} await'), word('{0} awaits'))));
  for (const delay of delays.slice(0, MAX_DELAYS)) {
    const value = delay.atMost ? t('at most {0}', formatDuration(delay.ms)) : formatDuration(delay.ms);
    facts.push(
      fact(`· ${taskTitle(trace, delay.task)}`, value, undefined, undefined, { kind: 'task', task: delay.task }),
    );
  }
  if (delays.length > MAX_DELAYS) facts.push(fact('', t('and {0} more', formatNumber(delays.length - MAX_DELAYS))));
  const place = placeOf(trace, { kind: 'blocking', index: at });
  return { state: 'blocking', title: blockName(block), meaning, code: '', place, facts };
}

function describeRefusal(trace: Trace, at: number): Description {
  const refusal = trace.refused[at];
  const { allow = '', time = 0, what = '' } = refusal ?? {};
  return {
    state: 'refused',
    title: t('{0} was refused', what),
    meaning: meaningOf('refused'),
    code: '',
    place: refusalPlace(refusal),
    facts: [
      fact(t('Time'), formatTime(time)),
      fact(t('Allowed by'), allow === '' ? t('nothing: no run may do this') : allow),
    ],
  };
}

/** The lines on which the CPU profile found a computation, each with the way to it. */
function hotFacts({ end, hot, kind, start }: Blocking): Fact[] {
  if (kind !== 'cpu') return [];
  if (hot === undefined) return [fact(t('Hottest lines'), t('not known'))];
  const lines = hot.lines.map((line) => {
    const { column, file, ms, within } = line;
    const share = Math.min(100, Math.round((ms / (end - start)) * 100));
    const place = file === '' ? {} : { place: { file, line: line.line, column } };
    const name = `${hotName(line)}${file === '' ? '' : `:${line.line}`}`;
    return {
      label: `· ${within === undefined ? name : t('{0}, within {1}', name, within)}`,
      value: `${formatDuration(ms)}, ${share} %`,
      ...place,
    };
  });
  return [
    fact(t('Hottest lines'), formatCount(hot.functions.length, word('of {0} function'), word('of {0} functions'))),
    ...lines,
  ];
}

function describeOperation(trace: Trace, operation: number): Description {
  const { operations } = trace;
  const label = trace.labels[operations.label.get(operation)];
  const open = Number.isNaN(operations.end.get(operation));
  const facts = when(operations.start.get(operation), operationEnd(trace, operation));
  if (open) facts.push(fact(t('Outcome'), trace.ended ? t('still in flight when the run ended') : t('in flight')));
  facts.push(fact(t('Kind'), label?.kind ?? t('operation')));
  const due = operations.due.get(operation);
  if (!Number.isNaN(due) && due > 0) facts.push(fact(t('Due'), formatTime(due)));
  const task = operations.task.get(operation);
  if (task >= 0)
    facts.push(
      fact(t('Started by'), t('task {0}', taskTitle(trace, task)), undefined, undefined, { kind: 'task', task }),
    );
  return {
    state: 'operation',
    title: label?.text ?? t('Operation'),
    meaning: meaningOf('operation'),
    code: '',
    place: placeOf(trace, { kind: 'operation', operation }),
    facts,
  };
}

function describeGroup(trace: Trace, index: SegmentIndex, key: string, lanes: Lanes | null): Description {
  const lane = lanes?.laneOfKey.get(key) ?? -1;
  const group = lanes?.groups[lanes.group[lane] ?? -1];
  const family = lanes?.operations[lanes.family[lane] ?? -1];
  if (group === undefined) {
    const facts = family === undefined ? [] : [fact(t('Operations'), family.count.toLocaleString('en-US'))];
    if (family !== undefined) facts.push(fact(t('Most at once'), String(family.rows.length)));
    return {
      state: 'operation',
      title: family === undefined ? t('Group') : said(family.title),
      meaning: meaningOf('operation'),
      code: '',
      place: null,
      facts,
    };
  }
  const totals = totalsOf(trace, index, { start: 0, end: trace.now }, group.tasks);
  const facts = [fact(t('Tasks'), group.tasks.length.toLocaleString('en-US')), ...totalFacts(totals)];
  const ended = (outcome: number): number =>
    group.tasks.reduce((n, task) => n + (trace.tasks.outcome.get(task) === outcome ? 1 : 0), 0);
  const [pending, rejected] = [ended(Outcome.Pending), ended(Outcome.Rejected)];
  if (rejected > 0) facts.push(fact(t('Rejected'), rejected.toLocaleString('en-US')));
  if (pending > 0)
    facts.push(fact(trace.ended ? t('Never ended') : t('Not ended yet'), pending.toLocaleString('en-US')));
  const place = placeOf(trace, { kind: 'group', key }, lanes ?? undefined);
  const meaning =
    group.meaning === '' ? t('Calls of one function, in one lane. Unfold it to see each.') : said(group.meaning);
  return {
    state: 'task',
    title: `${said(group.title)} ×${group.tasks.length.toLocaleString('en-US')}`,
    meaning,
    code: '',
    place,
    facts,
  };
}

/** Sums of the states, with the average of each. */
export function totalFacts(totals: Totals): Fact[] {
  const { ready, running, suspended, tasks } = totals;
  const each = (ms: number): string =>
    tasks < 2 ? formatDuration(ms) : t('{0}, {1} each', formatDuration(ms), formatDuration(ms / tasks));
  return [fact(t('Running'), each(running)), fact(t('Suspended'), each(suspended)), fact(t('Ready'), each(ready))];
}

/** One line for the screen reader. */
export function say(description: Description): string {
  const { code, facts, place, state, title } = description;
  const shown = facts.map(({ label, value }) => `${label} ${value}`).join(', ');
  const where = place === null ? '' : `, ${t('{0} line {1}', place.file, place.line)}`;
  const kind = stateName(state);
  return `${title}, ${kind === '' ? state : kind}${code === '' ? '' : `, ${code}`}. ${shown}${where}`;
}
