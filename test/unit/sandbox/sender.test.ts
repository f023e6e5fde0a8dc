import assert from 'node:assert/strict';
import { FramePayload } from '../../../src/protocol/frame.ts';
import { Pace } from '../../../src/sandbox/supervisor/pace.ts';
import type { Wire } from '../../../src/sandbox/supervisor/run-port.ts';
import { Sender } from '../../../src/sandbox/supervisor/sender.ts';
import { RING_WORDS, TIME_KIND } from '../../../src/trace/channel.ts';
import type { LabelInfo, TraceEvent } from '../../../src/trace/event.ts';
import { RECORD_BYTES, RecordKind } from '../../../src/trace/record.ts';

/** A host that reads when it is told to. */
class Host implements Wire {
  readonly frames: { readonly kind: number; readonly body: Uint8Array }[] = [];
  #unread = 0;
  #goOn: (() => void) | null = null;

  write(kind: number, body: Uint8Array): void {
    this.frames.push({ kind, body });
    this.#unread += body.length;
  }

  get isFull(): boolean {
    return this.#unread >= 256 * 1024;
  }

  whenRead(goOn: () => void): void {
    this.#goOn = goOn;
  }

  /** @returns whether the sender had waited for it */
  read(): boolean {
    this.#unread = 0;
    const goOn = this.#goOn;
    this.#goOn = null;
    goOn?.();
    return goOn !== null;
  }

  get bytes(): number {
    return this.frames.reduce((sum, { body }) => sum + body.length, 0);
  }

  /** In order: what each event was, and how many records. */
  get heard(): (string | number)[] {
    return this.frames.map(({ body, kind }) => {
      if (kind === FramePayload.Records) return body.length / RECORD_BYTES;
      const { event } = JSON.parse(Buffer.from(body).toString()) as { event: TraceEvent };
      return event.type === 'output' ? event.text.slice(0, 8) : event.type;
    });
  }
}

const output = (text: string): TraceEvent => ({ type: 'output', time: 1, stream: 'stdout', text, task: 0 });
const label: LabelInfo = { id: 1, kind: 'timer', text: 'a label' };

/** As they lie in the ring, one a microsecond. */
function records(count: number): Int32Array {
  const words = new Int32Array(2 * count * RING_WORDS);
  for (let i = 0; i < count; i++)
    words.set([TIME_KIND, 0, (i + 1) * 1000, 0, RecordKind.TurnStart, 0, 0, 0], 2 * i * RING_WORDS);
  return words;
}

function made(watched = true): { host: Host; sender: Sender } {
  const host = new Host();
  return { host, sender: new Sender(host, { folder: '/nowhere', memoryBytes: Infinity }, watched) };
}

describe('what waits to be sent', () => {
  it('goes at once when it is little, labels before the records that name them', () => {
    const { host, sender } = made();
    sender.event(output('first'));
    assert.deepEqual(host.heard, ['first']);
    sender.records(records(10));
    sender.label(label);
    sender.event(output('second'));
    sender.tick(true, false);
    assert.deepEqual(host.heard, ['first', 'second', 'labels', 10]);
  });

  it('keeps records back as long as not all their labels are here', () => {
    const { host, sender } = made();
    sender.records(records(10));
    sender.tick(false, false);
    assert.deepEqual(host.heard, []);
    sender.label(label);
    sender.tick(true, false);
    assert.deepEqual(host.heard, ['labels', 10]);
  });

  it('leaves little under way while a program prints without end: what is urgent is not behind all of it', () => {
    const { host, sender } = made();
    const line = 'x'.repeat(10_000);
    for (let i = 0; i < 1000; i++) sender.event(output(line));
    for (let i = 0; i < 1000; i++) sender.tick(true, false);
    // The host has read nothing meanwhile.
    assert.ok(host.bytes < 256 * 1024 + 2 * line.length, `${host.bytes} bytes are under way`);
    let ended = 0;
    sender.sendAll(() => ended++);
    assert.equal(ended, 0);
    while (host.read());
    assert.equal(ended, 1);
    assert.equal(host.frames.length, 1000);
  });

  it('is all sent at the end, each in its place and once', () => {
    const { host, sender } = made();
    for (let round = 0; round < 50; round++) {
      sender.records(records(4000));
      sender.event(output(`round ${round}`));
      sender.tick(true, false);
      host.read();
    }
    const before = host.frames.length;
    sender.sendAll(() => {
      sender.event(output('the end'));
    });
    while (host.read());
    assert.ok(host.frames.length > before, 'some had waited');
    const { heard } = host;
    assert.equal(heard.at(-1), 'the end');
    const sum = heard.reduce<number>((total, one) => (typeof one === 'number' ? total + one : total), 0);
    assert.equal(sum, 50 * 4000);
    assert.deepEqual(
      heard.filter((one) => typeof one === 'string'),
      [...Array.from({ length: 50 }, (_, round) => `round ${round}`), 'the end'],
    );
  });
});

describe('records of a program that nobody watches', () => {
  const ticks = (sender: Sender, rests: boolean): void => {
    for (let i = 0; i < 50; i++) sender.tick(true, rests);
  };

  it('wait while it needs its processor, but not what it prints, and go once it rests', () => {
    const { host, sender } = made(false);
    sender.records(records(10));
    sender.event(output('printed'));
    ticks(sender, false);
    assert.deepEqual(host.heard, ['printed']);
    ticks(sender, true);
    assert.deepEqual(host.heard, ['printed', 10]);
    sender.records(records(20));
    ticks(sender, false);
    sender.records(records(30));
    ticks(sender, false);
    assert.deepEqual(host.heard, ['printed', 10, 20]);
    sender.sendAll(() => undefined);
    assert.deepEqual(host.heard, ['printed', 10, 20, 30]);
  });

  it('go all the same where no more can be kept', () => {
    const host = new Host();
    const sender = new Sender(host, { folder: '/nowhere', memoryBytes: 1000 }, false);
    for (let i = 0; i < 4; i++) sender.records(records(20));
    assert.ok(sender.isFull);
    sender.tick(true, false);
    assert.ok(host.bytes > 0 && !sender.isFull);
  });

  it('go at once when somebody watches', () => {
    const { host, sender } = made(true);
    sender.records(records(10));
    sender.tick(true, false);
    assert.deepEqual(host.heard, [10]);
  });
});

describe('the pace', () => {
  const LITTLE = 10_000;
  const MUCH = 1_000_000;
  /** @returns bytes that may be sent, after each stretch in which so many came */
  const allowed = (pace: Pace, ...came: number[]): number[] => came.map((bytes) => pace.next(bytes, false));
  const often = (bytes: number): number[] => Array.from({ length: 100 }, () => bytes);

  it('is slow in a flood that is watched, and as before once it is over', () => {
    const pace = new Pace(true);
    const [usual = 0] = allowed(pace, LITTLE);
    const flood = allowed(pace, ...often(MUCH)).at(-1) ?? 0;
    assert.ok(flood < usual / 2);
    assert.equal(allowed(pace, ...often(LITTLE)).at(-1), usual);
  });

  it('lets all through that is recorded at a bearable rate', () => {
    const pace = new Pace(true);
    for (const sent of allowed(pace, ...often(LITTLE))) assert.ok(sent >= LITTLE);
  });

  it('sends more where no editor shows it, but not in a flood', () => {
    const [alone = 0] = allowed(new Pace(false), LITTLE);
    const [watched = 0] = allowed(new Pace(true), LITTLE);
    assert.ok(alone > watched);
    assert.equal(allowed(new Pace(false), ...often(MUCH)).at(-1), allowed(new Pace(true), ...often(MUCH)).at(-1));
  });
});
