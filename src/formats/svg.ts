/** Trace → a picture of the whole run, in the colours of light or dark surroundings: a lane for each task, its caller above it. */
import { PHASES } from '../trace/record.ts';
import { segmentEnd, taskEnd, taskTitle } from '../trace/queries.ts';
import { Outcome, State, STATE_NAMES, type Trace } from '../trace/tables.ts';
import { formatMs } from '../trace/units.ts';
import { escapeXml } from './markup.ts';

const WIDTH = 1200;
const GUTTER = 220;
const PLOT = WIDTH - GUTTER - 20;
const TOP = 64;
const LANE = 20;
const BAR = 14;
/** More lanes make no picture that anyone reads; how many are left out is said below. */
const MOST_LANES = 200;
const INDENT = 12;
const DEEPEST = 8;
/** Only the reader of the file knows how wide letters are; these are of the usual fonts at 11 px. */
const LETTER = 6.4;
const LEGEND = ['running', 'suspended', 'ready', 'blocking', 'rejected'] as const;

const STYLE =
  'text{font:11px system-ui,sans-serif;fill:#1f2328;dominant-baseline:central;white-space:pre}' +
  '.head{font-size:13px;font-weight:600}.quiet,.tick{fill:#57606a}.end{text-anchor:end}' +
  '.ground{fill:#fff}.grid{stroke:#d0d7de}.running{fill:#2f8132}.suspended{fill:#b9d7fb}.ready{fill:url(#ready)}' +
  '.blocking{fill:url(#blocking)}.rejected{fill:#cf222e}.turn{fill:#1b7c83}.stripe{stroke:#9a6700}.under{fill:#f6e3ab}' +
  '.held{stroke:#cf222e}.holds{fill:#ff8182}' +
  '@media(prefers-color-scheme:dark){text{fill:#d1d7e0}.quiet,.tick{fill:#9198a1}.ground{fill:#181818}.grid{stroke:#3d444d}' +
  '.running{fill:#89d185}.suspended{fill:#24476f}.rejected{fill:#f85149}.turn{fill:#11a8cd}.stripe{stroke:#e3b341}' +
  '.under{fill:#4a3c10}.held{stroke:#f85149}.holds{fill:#8e2a2a}}';

function stripes(id: string, ground: string, line: string): string {
  return (
    `<pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="${ground}" width="6" height="6"/>` +
    `<path class="${line}" stroke-width="1.8" d="M-1 7 7-1M-7 7 1-1M5 7 13-1"/></pattern>`
  );
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function text(x: number, y: number, words: string, kind = ''): string {
  return `<text${kind === '' ? '' : ` class="${kind}"`} x="${px(x)}" y="${px(y)}">${escapeXml(words)}</text>`;
}

function clip(words: string, room: number): string {
  const letters = Math.floor(room / LETTER);
  return words.length <= letters ? words : letters < 3 ? '' : `${words.slice(0, letters - 1)}…`;
}

/** Bars of one lane; what is narrower than a pixel is drawn once for each pixel and state. */
class Lane {
  readonly parts: string[] = [];
  readonly #last = new Map<string, number>();
  readonly #y: number;
  readonly #x: (ms: number) => number;

  constructor(y: number, x: (ms: number) => number) {
    this.#y = y;
    this.#x = x;
  }

  bar(kind: string, start: number, end: number, words: string, label = ''): void {
    const [from, to] = [this.#x(start), this.#x(end)];
    const width = Math.max(1, to - from);
    if (to - from < 1) {
      const pixel = Math.floor(from);
      if (this.#last.get(kind) === pixel) return;
      this.#last.set(kind, pixel);
    }
    const rect = `<rect class="${kind}" x="${px(from)}" y="${this.#y}" width="${px(width)}" height="${BAR}" rx="2"/>`;
    this.parts.push(`<g><title>${escapeXml(words)}</title>${rect}</g>`);
    const shown = clip(label, width - 10);
    if (shown !== '') this.parts.push(text(from + 5, this.#y + BAR / 2, shown));
  }
}

/** Rows of tasks, each below its caller, with its depth. */
function lanesOf({ tasks }: Trace): { task: number; depth: number }[] {
  const children = new Map<number, number[]>();
  for (let task = tasks.count - 1; task >= 0; task--) {
    const parent = tasks.parent.get(task);
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [task]);
    else known.push(task);
  }
  // The lists are from the last to the first, so that the first comes off the stack first.
  const stack = (children.get(-1) ?? []).map((task) => ({ task, depth: 0 }));
  const lanes: { task: number; depth: number }[] = [];
  for (let at = stack.pop(); at !== undefined && lanes.length < MOST_LANES; at = stack.pop()) {
    lanes.push(at);
    for (const task of children.get(at.task) ?? []) stack.push({ task, depth: at.depth + 1 });
  }
  return lanes;
}

function drawTask(trace: Trace, task: number, lane: Lane): void {
  const { segments, sites } = trace;
  for (let row = trace.tasks.first.get(task); row >= 0; row = segments.next.get(row)) {
    const [start, end] = [segments.start.get(row), segmentEnd(trace, row)];
    const state = STATE_NAMES[segments.state.get(row)] ?? 'running';
    const site = sites[segments.site.get(row) - 1];
    const waits = segments.state.get(row) === State.Suspended && site !== undefined;
    const label = waits ? `${site.kind} ${site.text}` : '';
    lane.bar(state, start, end, `${label === '' ? state : label}, ${formatMs(end - start)}`, label);
    if (waits && segments.outcome.get(row) === Outcome.Rejected) lane.bar('rejected', end, end, 'rejected');
  }
  if (trace.tasks.outcome.get(task) === Outcome.Rejected) {
    const end = taskEnd(trace, task);
    lane.bar('rejected', end, end, 'rejected');
  }
  for (const block of trace.blocking) {
    if (block.task !== task) continue;
    const length = formatMs(block.end - block.start);
    lane.bar('blocking', block.start, block.end, `${block.label}, ${length}`);
  }
}

function drawRuler(trace: Trace, x: (ms: number) => number, height: number): string[] {
  const rough = trace.now / 8;
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1e-6)));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(trace.now / step + 1e-9) + 1 }, (_, n) => {
    const at = x(n * step);
    return `<path class="grid" d="M${px(at)} ${TOP - 12}V${height}"/>${text(at + 4, TOP - 18, formatMs(n * step), 'tick')}`;
  });
}

export function toSvg(trace: Trace): string {
  const lanes = lanesOf(trace);
  const omitted = trace.tasks.count - lanes.length;
  const height = TOP + (lanes.length + 1 + (omitted > 0 ? 1 : 0)) * LANE + 36;
  const x = (ms: number): number => GUTTER + (trace.now > 0 ? (ms / trace.now) * PLOT : 0);
  const parts = drawRuler(trace, x, height - 34);
  const loop = new Lane(TOP, x);
  for (let turn = 0; turn < trace.turns.count; turn++) {
    const [start, end] = [trace.turns.start.get(turn), trace.turns.end.get(turn)];
    loop.bar('turn', start, end, `${PHASES[trace.turns.phase.get(turn)] ?? 'poll'}, ${formatMs(end - start)}`);
  }
  for (const { end, label, start } of trace.blocking)
    loop.bar('blocking', start, end, `${label}, ${formatMs(end - start)}`);
  parts.push(text(10, TOP + BAR / 2, 'Event loop'), ...loop.parts);
  lanes.forEach(({ depth, task }, i) => {
    const y = TOP + (i + 1) * LANE;
    const lane = new Lane(y, x);
    drawTask(trace, task, lane);
    const left = 10 + Math.min(depth, DEEPEST) * INDENT;
    const length = formatMs(taskEnd(trace, task) - trace.tasks.start.get(task));
    parts.push(text(left, y + BAR / 2, clip(taskTitle(trace, task), GUTTER - left - 70)));
    parts.push(text(GUTTER - 8, y + BAR / 2, length, 'quiet end'), ...lane.parts);
  });
  if (omitted > 0)
    parts.push(text(10, height - 46, `and ${omitted} more ${omitted === 1 ? 'task' : 'tasks'}`, 'quiet'));
  LEGEND.forEach((kind, i) => {
    const left = GUTTER + i * 110;
    parts.push(`<rect class="${kind}" x="${left}" y="${height - 24}" width="12" height="12" rx="2"/>`);
    parts.push(text(left + 18, height - 18, kind, 'quiet'));
  });
  const head = `${trace.entry}, ${formatMs(trace.now)}${trace.outcome === null ? '' : `, ${trace.outcome}`}`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">\n` +
    `<title>${escapeXml(head)}</title>\n<style>${STYLE}</style>\n` +
    `<defs>${stripes('ready', 'under', 'stripe')}${stripes('blocking', 'holds', 'held')}</defs>\n` +
    `<rect class="ground" width="100%" height="100%"/>\n${text(10, 20, clip(head, WIDTH - 20), 'head')}\n${parts.join('\n')}\n</svg>\n`
  );
}
