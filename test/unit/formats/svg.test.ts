import assert from 'node:assert/strict';
import { toSvg } from '../../../src/formats/index.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { few, hang, many } from '../webview/scenarios.ts';
import { Simulator, type Step } from '../webview/simulator.ts';
import { build } from '../webview/support.ts';

/** Elements that are opened and closed, and none else: what a strict reader of XML wants. */
function assertWellFormed(svg: string): void {
  const open: string[] = [];
  for (const [, close = '', name = '', self = ''] of svg.matchAll(/<(\/?)([\w]+)[^>]*?(\/?)>/g)) {
    if (close !== '') assert.equal(open.pop(), name);
    else if (self === '') open.push(name);
  }
  assert.deepEqual(open, []);
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
}

function named(events: TraceEvent[], name: string): TraceEvent[] {
  return events.map((event) =>
    event.type === 'file'
      ? {
          ...event,
          functions: event.functions.map((info) => ({ ...info, name })),
          sites: event.sites.map((site) => ({ ...site, text: name })),
        }
      : event,
  );
}

describe('a run as SVG', () => {
  it('has a lane for each task, with its states, its awaits and its duration', () => {
    const svg = toSvg(build(few()));
    assertWellFormed(svg);
    for (const name of ['loadDashboard', 'fetchUser', 'renderReport', 'Event loop'])
      assert.ok(svg.includes(name), name);
    for (const state of ['running', 'suspended', 'ready', 'blocking']) {
      assert.ok(svg.includes(`<rect class="${state}"`), state);
    }
    assert.match(svg, /<title>crypto\.pbkdf2Sync, 148 ms<\/title>/);
  });

  it('marks what was rejected', () => {
    const marks = (events: TraceEvent[]): number => toSvg(build(events)).split('<title>rejected').length - 1;
    assert.equal(marks(few()), 0);
    assert.ok(marks(hang()) > 0);
  });

  it('lets no name become markup, nor hold what XML forbids', () => {
    const svg = toSvg(build(named(few(), '</text><script>1</script>&\u0000\ud800')));
    assertWellFormed(svg);
    assert.ok(!svg.includes('<script'));
    // eslint-disable-next-line no-control-regex -- what XML forbids
    assert.ok(!/[\u0000-\u0008]|\p{Surrogate}/u.test(svg));
  });

  it('says how many tasks it leaves out', () => {
    const svg = toSvg(build(many(3000)));
    assert.match(svg, />and 2801 more tasks</);
    assert.ok(!toSvg(build(many(30))).includes('more task'));
  });

  it('does not grow with what is narrower than a pixel', () => {
    const length = (waits: number): number => {
      const steps = Array.from({ length: waits }, (): Step[] => [{ wait: 1, at: 'tick()' }, { run: 0.01 }]).flat();
      return toSvg(build(new Simulator({ '(module)': steps }).run())).length;
    };
    assert.ok(length(16_000) < length(4000) * 1.2);
  });
});
