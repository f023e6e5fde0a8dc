/** Trace → what ran in its turns, for terminals: of the longest of them, in order of time. */
import { contentOf, type Content } from '../trace/contents.ts';
import { taskTitle } from '../trace/names.ts';
import { PHASES } from '../trace/record.ts';
import type { Trace } from '../trace/tables.ts';
import { formatMs } from '../trace/units.ts';
import { turnLabel } from '../trace/waits.ts';

/** Turns that are listed, and what is listed of each. */
const MOST_TURNS = 8;
const MOST_WITHIN = 6;

export function turnLines(trace: Trace): string[] {
  const { count, end, start } = trace.turns;
  // Few are kept at a time: a run may have millions.
  const longest: { readonly turn: number; readonly ms: number }[] = [];
  for (let turn = 0; turn < count; turn++) {
    const ms = end.get(turn) - start.get(turn);
    if (longest.length === MOST_TURNS && ms <= (longest[MOST_TURNS - 1]?.ms ?? 0)) continue;
    const at = longest.findIndex((one) => one.ms < ms);
    longest.splice(at === -1 ? longest.length : at, 0, { turn, ms });
    longest.length = Math.min(longest.length, MOST_TURNS);
  }
  if (count === 0) return [];
  const listed = longest.map(({ turn }) => turn).sort((a, b) => a - b);
  const heading = count > listed.length ? `  Turns, the longest ${listed.length} of ${count}` : '  Turns';
  return ['', heading, ...listed.flatMap((turn) => [headOf(trace, turn), ...within(trace, turn)])];
}

function headOf(trace: Trace, turn: number): string {
  const { end, phase, start } = trace.turns;
  const label = turnLabel(trace, turn);
  const what = label === undefined ? '' : `: ${label.text}${at(label.file, label.line)}`;
  const counts = drained(trace, turn);
  const name = PHASES[phase.get(turn)] ?? 'poll';
  return `  at ${formatMs(start.get(turn))} ${name}, ${formatMs(end.get(turn) - start.get(turn))}${counts}${what}`;
}

function drained({ turns }: Trace, turn: number): string {
  const counts: readonly (readonly [number, string])[] = [
    [turns.jobs.get(turn), 'job'],
    [turns.ticks.get(turn), 'tick'],
    [turns.microtasks.get(turn), 'microtask'],
  ];
  return counts.map(([count, what]) => (count === 0 ? '' : `, ${count} ${what}${count === 1 ? '' : 's'}`)).join('');
}

/** What a turn did beside its tasks, as far as it is known by name: dots say what ran within what. */
function within(trace: Trace, turn: number): string[] {
  const all = contentOf(trace, turn);
  // The line above says as much as a callback of which no line of its own is known.
  const content = turnLabel(trace, turn) !== undefined && all[0]?.own === undefined ? all.slice(1) : all;
  const open: Content[] = [];
  /** Text → how often, and how long in all; NaN where one has no end. */
  const sums = new Map<string, { count: number; ms: number }>();
  for (const item of content) {
    while (open.length > 0 && !isWithin(item, open[open.length - 1])) open.pop();
    const depth = open.push(item);
    const { end = NaN, file, label, line, own, start, task } = item;
    const caller = task === undefined ? '' : `, within ${taskTitle(trace, task)}`;
    const text = `${'· '.repeat(depth)}${label}${at(own?.file ?? file, own?.line ?? line)}${caller}`;
    const sum = sums.get(text) ?? { count: 0, ms: 0 };
    sums.set(text, { count: sum.count + 1, ms: sum.ms + (end - start) });
  }
  const lines = [...sums].slice(0, MOST_WITHIN).map(([text, { count, ms }]) => {
    const times = count === 1 ? '' : ` ×${count}`;
    return `  ${text}${times}${Number.isNaN(ms) ? '' : `: ${formatMs(ms)}`}`;
  });
  return sums.size > MOST_WITHIN ? [...lines, `  · … and ${sums.size - MOST_WITHIN} more`] : lines;
}

function isWithin({ start }: Content, outer: Content | undefined): boolean {
  return outer?.end !== undefined && outer.end > start;
}

function at(file: string | undefined, line: number | undefined): string {
  return file === undefined || line === undefined ? '' : ` (${file}:${line})`;
}
