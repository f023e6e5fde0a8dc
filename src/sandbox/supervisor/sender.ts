/**
 * What waits to be sent to the host, in order: events in memory, records in a spool until their turn comes. Little of it is
 * under way at a time, so that what is urgent need not wait for it.
 */
import { FramePayload } from '../../protocol/frame.ts';
import type { LabelInfo, TraceEvent } from '../../trace/event.ts';
import { Pace } from './pace.ts';
import { RecordMaker } from './ring-reader.ts';
import type { Wire } from './run-port.ts';
import { Spool, type SpoolOptions } from './spool.ts';

interface Frame {
  readonly kind: number;
  readonly body: Uint8Array;
}

function frameOf(event: TraceEvent): Frame {
  if (event.type === 'records') return { kind: FramePayload.Records, body: event.bytes };
  return { kind: FramePayload.Json, body: Buffer.from(JSON.stringify({ type: 'event', event })) };
}

export class Sender {
  readonly #wire: Wire;
  readonly #spool: Spool;
  readonly #maker = new RecordMaker();
  readonly #pace: Pace;
  #labels: LabelInfo[] = [];
  /** Oldest first, from `#next` on. */
  #queue: (Frame | null)[] = [];
  #next = 0;
  /** Records are queued: more of them stay in the spool until these are sent. */
  #hasRecords = false;
  /** Bytes that came since the last tick. */
  #came = 0;
  /** Bytes that may be sent before the next tick; below 0 when more were. */
  #credit: number;

  /** @param watched whether the host is an editor, which has other work */
  constructor(wire: Wire, options: SpoolOptions, watched: boolean) {
    this.#wire = wire;
    this.#spool = new Spool(options);
    this.#pace = new Pace(watched);
    this.#credit = this.#pace.next(0, false);
  }

  /** Can it take no more records within its memory? Then the ring must be left to fill, and the program waits. */
  get isFull(): boolean {
    return this.#spool.isFull;
  }

  /** Why records could not be put aside on the disk; '' while they can. */
  get problem(): string {
    return this.#spool.problem;
  }

  /** Takes what was taken from the ring; a copy where it keeps it. */
  records(taken: Int32Array): void {
    this.#came += taken.byteLength;
    this.#spool.push(taken);
  }

  /** It goes before the records that name it. */
  label(label: LabelInfo): void {
    this.#labels.push(label);
  }

  event(event: TraceEvent): void {
    const frame = frameOf(event);
    this.#came += frame.body.length;
    this.#queue.push(frame);
    this.#send(false);
  }

  /**
   * Sends what there is, as far as the pace allows it. Called at intervals while the program runs.
   * @param labelled whether all labels are here that the records name; else these wait
   * @param rests whether the program's loop rests just now
   */
  tick(labelled: boolean, rests: boolean): void {
    const more = this.#pace.next(this.#came, rests);
    this.#came = 0;
    // What was not used is not saved up.
    this.#credit = Math.min(this.#credit + more, more);
    // Where no more can be kept, the program waits for them to go.
    this.#send(labelled && (this.isFull || !this.#pace.holdsRecords));
  }

  /** Sends all that waits, as fast as the host reads it. @param then is called once; it sends the last words */
  sendAll(then: () => void): void {
    this.#credit = Infinity;
    this.#send(true);
    if (this.#wire.isFull) {
      this.#wire.whenRead(() => {
        this.sendAll(then);
      });
      return;
    }
    this.#spool.close();
    then();
  }

  /** @param fromSpool whether records are taken from there as well */
  #send(fromSpool: boolean): void {
    while (this.#credit > 0 && !this.#wire.isFull) {
      if (fromSpool && !this.#hasRecords) this.#queueRecords();
      const frame = this.#queue[this.#next] ?? null;
      if (frame === null) return;
      this.#queue[this.#next++] = null;
      if (this.#next === this.#queue.length) {
        this.#queue = [];
        this.#next = 0;
      }
      if (frame.kind === FramePayload.Records) this.#hasRecords = false;
      this.#credit -= frame.body.length;
      this.#wire.write(frame.kind, frame.body);
    }
  }

  /** Queues the oldest records of the spool, behind the labels that they name. */
  #queueRecords(): void {
    if (this.#labels.length > 0) {
      const labels = this.#labels;
      this.#labels = [];
      this.#queue.push(frameOf({ type: 'labels', labels }));
    }
    for (;;) {
      const taken = this.#spool.shift();
      // Nothing came since: what was held back for a time to follow will not get one soon.
      const bytes = taken === null ? this.#maker.flush() : this.#maker.make(taken);
      if (bytes.length > 0) {
        this.#queue.push(frameOf({ type: 'records', bytes }));
        this.#hasRecords = true;
        return;
      }
      if (taken === null) return;
    }
  }
}
