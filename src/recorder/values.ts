/**
 * Which values are previewed. A probe pays one load and one comparison: the byte of its site and role in memory that is
 * shared with the supervisor. The first few values of each are kept, then the byte is closed; the supervisor opens it again
 * from time to time. What previews cost in all is bounded, too. Everything else is not kept, and the trace says so.
 */
import { PREVIEW_SLOTS, PreviewSlot } from '../trace/channel.ts';
import { RecordKind } from '../trace/record.ts';
import { Octets, clock, dictionary } from './intrinsics.ts';
import { labelId } from './labels.ts';
import { clearCostly, wasCostly } from './own-keys.ts';
import { preview } from './preview.ts';
import { record } from './ring.ts';
import { setup } from './setup.ts';
import type { Task } from './task.ts';

/** Values kept of a site and role before the supervisor opens it again for one more. */
const FIRST = 8;
/** Previews are free up to this many, and then may cost this share of the run. */
const FREE = 256;
const SHARE = 1 / 200;
/** Of a run, and of those the ones that differ. */
const MOST = 200_000;
const MOST_TEXTS = 20_000;
const MASK = PREVIEW_SLOTS - 1;
const MICROSECONDS_PER_MS = 1000;

/** By site and role: 0 where a value is wanted, never so without memory that is shared for it. Sites beyond those that there is room for share bytes with others. */
export const closed: Uint8Array = new Octets(setup.previews ?? new SharedArrayBuffer(PREVIEW_SLOTS));
if (setup.previews === null) for (let i = 0; i < PREVIEW_SLOTS; i++) closed[i] = PreviewSlot.Retired;
const kept = new Octets(PREVIEW_SLOTS);
const texts = dictionary<number>();
let textCount = 0;
let count = 0;
const since = clock();
let spent = 0;

/** The byte to look at before `keep`. */
export function slotOf(task: Task, role: number): number {
  return ((task.site << 2) | role) & MASK;
}

/** Records a preview of `value`, unless that would cost too much. To be called where the byte is 0. */
export function keep(task: Task, role: number, value: unknown): void {
  const slot = slotOf(task, role & 3);
  const before = kept[slot] ?? 0;
  if (before + 1 < FIRST) kept[slot] = before + 1;
  else closed[slot] = PreviewSlot.Closed;
  const start = clock();
  if (count >= FREE && spent > (start - since) * SHARE) {
    closed[slot] = PreviewSlot.Closed;
    return;
  }
  if (count >= MOST) {
    closed[slot] = PreviewSlot.Retired;
    return;
  }
  clearCostly();
  const text = preview(value);
  const label = text === '' ? 0 : textId(text);
  if (label !== 0) {
    count++;
    record(RecordKind.ValueKept, task.id, label, role);
  }
  const took = clock() - start;
  spent += took;
  if (wasCostly()) {
    closed[slot] = PreviewSlot.Retired;
    // Not asked again: there is no way to list only the first keys. That was not the program's work.
    record(RecordKind.RecorderWaited, 0, 0, (took * MICROSECONDS_PER_MS) | 0);
  }
}

function textId(text: string): number {
  const known = texts[text];
  if (known !== undefined) return known;
  if (textCount === MOST_TEXTS) return 0;
  textCount++;
  return (texts[text] = labelId('value', text, null));
}
