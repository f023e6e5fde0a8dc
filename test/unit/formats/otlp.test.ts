/** Held to the protocol's JSON encoding: names, ids in hexadecimal, numbers of 64 bits as strings, enumerations as numbers. */
import assert from 'node:assert/strict';
import { otlpText } from '../../../src/formats/index.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import type { Trace } from '../../../src/trace/tables.ts';
import { blocked, few, hang, large } from '../webview/scenarios.ts';
import { build } from '../webview/support.ts';

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: string; doubleValue?: number };
}
interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  events?: { timeUnixNano: string; name: string; attributes: Attribute[] }[];
  links?: { traceId: string; spanId: string }[];
  status?: { code: number; message: string };
}
interface Request {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: { scope: { name: string }; spans: Span[] }[];
  }[];
}

function spansOf(trace: Trace): Span[] {
  const request = JSON.parse([...otlpText(trace)].join('')) as Request;
  assert.deepEqual(Object.keys(request), ['resourceSpans']);
  return request.resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
}

function valueOf({ attributes }: Span, wanted: string): string | undefined {
  return attributes.find(({ key }) => key === wanted)?.value.stringValue;
}

const ALLOWED = new Set(
  'traceId spanId parentSpanId name kind startTimeUnixNano endTimeUnixNano attributes events links status'.split(' '),
);

describe('OTLP/JSON', () => {
  for (const [name, events] of Object.entries({ few: few(), blocked: blocked(), hang: hang(), large: large(3000) })) {
    it(`follows the protocol's JSON encoding: ${name}`, () => {
      const spans = spansOf(build(events));
      const ids = new Map(spans.map((span) => [span.spanId, span]));
      assert.equal(ids.size, spans.length, 'ids of spans are unique');
      for (const span of spans) {
        assert.match(span.traceId, /^(?!0{32})[0-9a-f]{32}$/);
        assert.match(span.spanId, /^(?!0{16})[0-9a-f]{16}$/);
        assert.equal(span.kind, 1);
        for (const key of Object.keys(span)) assert.ok(ALLOWED.has(key), key);
        assert.match(span.startTimeUnixNano, /^\d+$/);
        assert.ok(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano), span.name);
        for (const { value } of span.attributes) {
          assert.equal(Object.keys(value).length, 1);
          if (value.intValue !== undefined) assert.match(value.intValue, /^-?\d+$/);
        }
        if (span.parentSpanId === undefined) continue;
        const parent = ids.get(span.parentSpanId);
        assert.ok(parent !== undefined, `${span.name} has its parent`);
        assert.ok(BigInt(span.startTimeUnixNano) >= BigInt(parent.startTimeUnixNano), `${span.name} begins in it`);
      }
      assert.equal(spans.filter(({ parentSpanId }) => parentSpanId === undefined).length, 1, 'one root');
    });
  }

  it('has a span for the run, for each task, each await and each blocking call', () => {
    const trace = build(blocked());
    const spans = spansOf(trace);
    const count = (kind: string): number => spans.filter((span) => valueOf(span, 'awaitscope.kind') === kind).length;
    assert.equal(count('task'), trace.tasks.count);
    assert.equal(count('blocking'), trace.blocking.length);
    const suspended = trace.segments.state.data.subarray(0, trace.segments.count).filter((state) => state === 1).length;
    assert.equal(count('await'), suspended);
    assert.equal(spans.length, 1 + trace.tasks.count + trace.blocking.length + suspended);
    assert.equal(spans[0]?.name, 'src/server.ts');
  });

  it('stands at the time of the run, to the nanosecond, and is the same each time', () => {
    const trace = build(few());
    const root = spansOf(trace).find(({ parentSpanId }) => parentSpanId === undefined);
    assert.ok(root !== undefined);
    assert.equal(root.startTimeUnixNano, String(BigInt(Date.parse(trace.startedAt)) * 1_000_000n));
    const length = BigInt(root.endTimeUnixNano) - BigInt(root.startTimeUnixNano);
    assert.equal(length, BigInt(Math.round(trace.now * 1e6)));
    assert.equal([...otlpText(trace)].join(''), [...otlpText(trace)].join(''));
  });

  it('tells what was waited for, who settled it, how it ended, and what was printed', () => {
    const spans = spansOf(build(few()));
    const wait = spans.find(({ name }) => name.includes('fetchUser(id)'));
    assert.ok(wait !== undefined);
    assert.equal(valueOf(wait, 'awaitscope.waiting_for'), 'fetchUser');
    const settler = spans.find(({ spanId }) => spanId === wait.links?.[0]?.spanId);
    assert.equal(settler?.name, 'fetchUser');
    const printed = spans.flatMap(({ events, name }) => (events ?? []).map((event) => [name, event] as const));
    const [said] = printed.filter(([, { attributes }]) =>
      attributes.some(({ value }) => value.stringValue?.includes('user: Ada')),
    );
    assert.equal(said?.[0], 'loadDashboard');
    const rejected = spansOf(build(hang())).filter(({ status }) => status?.code === 2);
    assert.ok(rejected.some(({ name }) => name === 'takeItem'));
  });

  it('has no half of a pair of UTF-16, which the protocol refuses', () => {
    const events = few().map((event): TraceEvent => {
      if (event.type === 'output') return { ...event, text: `\ud83d ${event.text}` };
      return event.type === 'file'
        ? { ...event, functions: event.functions.map((info) => ({ ...info, name: `${info.name}\ude00` })) }
        : event;
    });
    const text = [...otlpText(build(events))].join('');
    assert.doesNotMatch(text, /\\ud[89a-f]/);
    assert.ok(text.includes('fetchUser\ufffd') && text.includes('\ufffd user: Ada'));
  });
});
