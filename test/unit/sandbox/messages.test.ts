/** Whatever bytes and messages come from a supervisor or a view: nothing throws, and only what is one of ours is believed. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FRAME_HEADER_BYTES } from '../../../src/protocol/frame.ts';
import { isFromSupervisor } from '../../../src/protocol/supervisor.ts';
import { isFromWebview } from '../../../src/panel/guard.ts';
import { FrameReader, FrameWriter } from '../../../src/sandbox/frames.ts';
import { toJson, toText } from '../../../src/formats/index.ts';
import { TraceBuilder } from '../../../src/trace/builder.ts';
import { checkTrace } from '../../../src/trace/check.ts';
import { RECORD_BYTES } from '../../../src/trace/record.ts';
import { schemaProblems } from '../fixtures/schema.ts';

const TYPES = ['start', 'file', 'labels', 'output', 'profile', 'notInstrumented', 'note', 'refused', 'end', 'records'];
const FIELDS = [
  ...['entry', 'startedAt', 'node', 'platform', 'blockingThresholdMs', 'file', 'functions', 'sites', 'labels', 'time'],
  ...['stream', 'text', 'base64', 'task', 'frames', 'spans', 'path', 'reason', 'what', 'allow', 'line', 'column', 'id'],
  ...['outcome', 'exitCode', 'error', 'heldSince', 'name', 'kind', 'endLine', 'endColumn', 'function', '__proto__'],
];
const odd = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(
      null,
      true,
      '',
      'stdout',
      'completed',
      'async',
      'await',
      '<img src=x>',
      NaN,
      -1,
      0,
      1,
      7,
      1e9,
    ),
    fc.string(),
    fc.double(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...FIELDS), tie('value'), { maxKeys: 9 }),
  ),
})).value;
/** Most often what belongs there. */
const often = (fit: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.oneof({ arbitrary: fit, weight: 4 }, odd);
const text = often(fc.string());
const number = often(fc.double());
const event = fc.oneof(
  {
    arbitrary: fc
      .tuple(fc.constantFrom(...TYPES), fc.dictionary(fc.constantFrom(...FIELDS), odd, { maxKeys: 9 }))
      .map(([type, fields]) => ({ ...fields, type })),
    weight: 6,
  },
  fc.record({ type: fc.constant('note'), text }),
  fc.record({ type: fc.constant('notInstrumented'), path: text, reason: text }),
  fc.record({
    type: fc.constant('output'),
    time: number,
    stream: often(fc.constantFrom('stdout', 'stderr')),
    text,
    task: often(fc.nat()),
  }),
  fc.record({ type: fc.constant('refused'), time: number, what: text, allow: text }),
  fc.record({
    type: fc.constant('end'),
    time: number,
    outcome: often(fc.constantFrom('completed', 'threw')),
    exitCode: often(fc.integer()),
  }),
);

describe('messages that anything may have sent', () => {
  it('as bytes: the reader of frames never throws, and hands on nothing that was not sent', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 6 }), fc.nat(3), (chunks, before) => {
        const got: string[] = [];
        const reader = new FrameReader('k', (_, body) => got.push(body.toString()));
        const writer = new FrameWriter('k');
        for (let i = 0; i < before; i++) reader.push(writer.frame(0, Buffer.from(String(i))));
        for (const chunk of chunks) reader.push(Buffer.from(chunk));
        assert.deepEqual(got, ['0', '1', '2'].slice(0, before));
        if (Buffer.concat(chunks).length > FRAME_HEADER_BYTES + 64 * 1024 * 1024) assert.ok(reader.broken);
      }),
    );
  });

  it('as a supervisor: what passes the guard makes a trace that is valid in every form', () => {
    let passed = 0;
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 8 }),
        fc.uint8Array({ maxLength: RECORD_BYTES * 8 }),
        (events, bytes) => {
          const trace = new TraceBuilder();
          for (const message of events) {
            const wrapped: unknown = { type: 'event', event: message };
            if (!isFromSupervisor(wrapped) || wrapped.type !== 'event') continue;
            passed++;
            trace.push(wrapped.event);
            trace.push({ type: 'records', bytes });
          }
          assert.deepEqual(checkTrace(trace), []);
          assert.deepEqual(schemaProblems(toJson(trace)), []);
          toText(trace);
        },
      ),
      { numRuns: 1500 },
    );
    assert.ok(passed > 200, `${passed} passed the guard`);
    assert.equal(Object.hasOwn(Object.prototype, 'type'), false);
  });

  it('as a supervisor: the guard takes any value', () => {
    fc.assert(fc.property(fc.oneof(odd, fc.anything()), (value) => typeof isFromSupervisor(value) === 'boolean'));
  });

  it('as a view: the guard takes any value, and lets through places, windows and numbers only as such', () => {
    const message = fc
      .tuple(fc.constantFrom('reveal', 'follow', 'picture', 'detail', 'choose', 'command', 'events'), odd)
      .map(([type, rest]) => ({ ...(rest as object), type }));
    fc.assert(
      fc.property(fc.oneof(message, odd, fc.anything()), (value) => {
        if (!isFromWebview(value)) return;
        if (value.type === 'reveal' || value.type === 'follow')
          assert.ok(typeof value.file === 'string' && value.line >= 1 && value.column >= 1);
        if (value.type === 'choose') assert.ok(Number.isInteger(value.run));
        assert.ok(!['command', 'events'].includes(value.type));
      }),
      { numRuns: 1000 },
    );
  });
});
