import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { ToWebview } from '../../../src/protocol/panel.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { isFromWebview } from '../../../src/panel/guard.ts';
import { renderHtml } from '../../../src/panel/html.ts';
import { Outbox, type Schedule, type Timing } from '../../../src/panel/outbox.ts';
import { TraceBuilder } from '../../../src/trace/builder.ts';
import { large } from '../webview/scenarios.ts';
import { build } from '../webview/support.ts';

function output(text: string): TraceEvent {
  return { type: 'output', time: 1, stream: 'stdout', text, task: 0 };
}

class Clock implements Timing {
  #work: { readonly run: () => void; readonly ms: number }[] = [];
  #now = 0;
  readonly schedule: Schedule = (run, ms) => {
    const work = { run, ms };
    this.#work.push(work);
    return {
      cancel: () => {
        this.#work = this.#work.filter((other) => other !== work);
      },
    };
  };
  readonly now = (): number => this.#now;

  tick(): void {
    const due = this.#work.splice(0);
    for (const { run } of due) run();
  }

  pass(ms: number): void {
    this.#now += ms;
  }

  /** How long each that is scheduled was to wait, ms. */
  get waits(): number[] {
    return this.#work.map(({ ms }) => ms);
  }

  get pending(): number {
    return this.#work.length;
  }
}

function make(): { outbox: Outbox; posted: ToWebview[]; clock: Clock } {
  const posted: ToWebview[] = [];
  const clock = new Clock();
  return { outbox: new Outbox((message) => posted.push(message), clock), posted, clock };
}

describe('outbox', () => {
  it('posts nothing before the view is ready, then everything', () => {
    const { clock, outbox, posted } = make();
    outbox.reset('a.ts');
    outbox.push([output('1')]);
    outbox.highlight([4]);
    clock.tick();
    assert.deepEqual(posted, []);
    outbox.viewReady();
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['reset', 'events', 'state', 'highlight'],
    );
  });

  it('says nothing to a view that opens before any run', () => {
    const { outbox, posted } = make();
    outbox.viewReady();
    assert.deepEqual(posted, []);
  });

  it('batches events on a tick', () => {
    const { clock, outbox, posted } = make();
    outbox.viewReady();
    outbox.reset('a.ts');
    outbox.push([output('1')]);
    outbox.push([output('2'), output('3')]);
    assert.equal(posted.length, 1);
    assert.equal(clock.pending, 1);
    clock.tick();
    assert.deepEqual(posted[1], { type: 'events', events: [output('1'), output('2'), output('3')] });
    clock.tick();
    assert.equal(posted.length, 2);
  });

  describe('of a run that is too long for the view', () => {
    const events = large(3000);
    const types = (posted: readonly ToWebview[]): string[] => posted.map(({ type }) => type);
    const settle = ({ clock }: { clock: Clock }): void => {
      for (let i = 0; i < 2000 && clock.pending > 0; i++) clock.tick();
    };
    /** Sends runs of more than 100 records as digests. */
    function long(): { outbox: Outbox; posted: ToWebview[]; clock: Clock } {
      const posted: ToWebview[] = [];
      const clock = new Clock();
      return { outbox: new Outbox((message) => posted.push(message), clock, 100), posted, clock };
    }

    it('sends a digest of it, then how it stands, and more of a part when that is asked for', () => {
      const made = long();
      const { outbox, posted } = made;
      outbox.reset('a.ts', events, build(events));
      outbox.setState('ended');
      outbox.viewReady();
      settle(made);
      assert.deepEqual(types(posted), ['reset', 'digest', 'state']);
      outbox.sendDetail({ start: 10, end: 20 });
      settle(made);
      const [digest] = posted.slice(-1);
      assert.ok(digest?.type === 'digest' && digest.digest.merged.window?.start === 10);
      outbox.viewGone();
      outbox.sendDetail({ start: 10, end: 20 });
      settle(made);
      assert.equal(types(posted).filter((type) => type === 'digest').length, 2);
    });

    it('turns to digests while it goes on, and sends the last one at its end', () => {
      const made = long();
      const { clock, outbox, posted } = made;
      const trace = new TraceBuilder();
      outbox.viewReady();
      outbox.reset('a.ts', null, trace);
      for (const event of events) {
        trace.push(event);
        outbox.push([event]);
        clock.tick();
      }
      outbox.setState('ended', 'done');
      settle(made);
      const digests = posted.filter((message) => message.type === 'digest');
      assert.ok(digests.length >= 1);
      assert.ok(digests.at(-1)?.digest.head.ended, 'the last one has the end');
      assert.deepEqual(posted.at(-1), { type: 'state', state: 'ended', message: 'done' });
      assert.equal(types(posted).indexOf('events') > types(posted).indexOf('digest'), false);
    });
  });

  it('posts what is left before it says that the run ended', () => {
    const { outbox, posted } = make();
    outbox.viewReady();
    outbox.reset('a.ts');
    outbox.push([output('1')]);
    outbox.setState('ended', 'done');
    assert.deepEqual(posted.slice(1), [
      { type: 'events', events: [output('1')] },
      { type: 'state', state: 'ended', message: 'done' },
    ]);
  });

  it('tells a page that comes back everything again', () => {
    const { clock, outbox, posted } = make();
    outbox.viewReady();
    outbox.reset('a.ts');
    outbox.push([output('1')]);
    clock.tick();
    outbox.viewGone();
    outbox.push([output('2')]);
    clock.tick();
    posted.length = 0;
    outbox.viewReady();
    assert.deepEqual(posted[1], { type: 'events', events: [output('1'), output('2')] });
  });

  const batches = (posted: readonly ToWebview[]): number => posted.filter(({ type }) => type === 'events').length;

  it('sends a run that goes on in small messages, one at a time, with a rest after each by how long it took', () => {
    const { clock, outbox, posted } = make();
    outbox.viewReady();
    outbox.reset('a.ts');
    outbox.push(Array.from({ length: 40 }, () => output('x'.repeat(10_000))));
    clock.tick();
    assert.equal(batches(posted), 1);
    assert.ok(posted[1]?.type === 'events' && posted[1].events.length < 10, 'what is printed counts by its length');
    assert.equal(clock.pending, 0, 'the view has not taken it');
    clock.pass(50);
    outbox.viewTook();
    assert.deepEqual(clock.waits, [150]);
    clock.tick();
    assert.equal(batches(posted), 2);
    clock.pass(10_000);
    outbox.viewTook();
    assert.deepEqual(clock.waits, [500], 'however slow the view is');
  });

  it('tells at once that a program has ended of which more is to come, and sends that as if it ran still', () => {
    const { clock, outbox, posted } = make();
    outbox.viewReady();
    outbox.reset('a.ts');
    outbox.push(Array.from({ length: 40 }, () => output('x'.repeat(10_000))));
    outbox.setState('ended', 'still read', true);
    assert.deepEqual(posted.at(-1), { type: 'state', state: 'ended', message: 'still read', more: true });
    clock.tick();
    assert.equal(batches(posted), 1);
    assert.equal(clock.pending, 0, 'the view has not taken it');
    clock.pass(50);
    outbox.viewTook();
    assert.deepEqual(clock.waits, [150]);
    outbox.setState('ended', 'done');
    while (posted.at(-1)?.type !== 'state') {
      outbox.viewTook();
      clock.tick();
    }
    assert.deepEqual(posted.at(-1), { type: 'state', state: 'ended', message: 'done' });
    assert.equal(posted.flatMap((message) => (message.type === 'events' ? message.events : [])).length, 40);
  });

  it('cuts large backlogs into messages, one a tick, and sends no more than the view takes', () => {
    const { clock, outbox, posted } = make();
    const bytes = new Uint8Array(768 * 1024);
    outbox.reset('a.ts');
    outbox.push(Array.from({ length: 5 }, () => ({ type: 'records', bytes })));
    outbox.setState('ended');
    outbox.viewReady();
    const count = (): number => batches(posted);
    assert.equal(count(), 1);
    clock.tick();
    assert.equal(count(), 2);
    // Two are on their way.
    assert.equal(clock.pending, 0);
    outbox.viewTook();
    clock.tick();
    assert.equal(count(), 3);
    assert.equal(clock.pending, 0);
    // How the run stands is told behind its events.
    assert.deepEqual(
      posted.slice(-2).map(({ type }) => type),
      ['events', 'state'],
    );
    outbox.viewTook();
    outbox.viewTook();
    assert.equal(clock.pending, 0);
  });

  it('copies small views of large buffers', () => {
    const { clock, outbox, posted } = make();
    const bytes = new Uint8Array(1024 * 1024).subarray(24, 48);
    outbox.viewReady();
    outbox.reset('a.ts');
    outbox.push([{ type: 'records', bytes }]);
    clock.tick();
    const message = posted[1];
    const event = message?.type === 'events' ? message.events[0] : undefined;
    assert.equal(event?.type === 'records' && event.bytes.buffer.byteLength, 24);
  });

  it('repeats no highlight', () => {
    const { outbox, posted } = make();
    outbox.viewReady();
    outbox.highlight([1]);
    outbox.highlight([1]);
    outbox.highlight([]);
    assert.equal(posted.length, 2);
  });
});

describe('messages from the view', () => {
  it('are taken when they have their shape', () => {
    for (const type of ['ready', 'stop', 'rerun', 'examples']) assert.ok(isFromWebview({ type }));
    assert.ok(isFromWebview({ type: 'reveal', file: 'a.ts', line: 1, column: 1 }));
  });

  it('are refused otherwise', () => {
    const bad = [null, 1, 'ready', {}, { type: 1 }, { type: 'run' }, { type: 'reveal' }];
    for (const message of bad) assert.ok(!isFromWebview(message));
    assert.ok(isFromWebview({ type: 'detail', start: 0, end: 2.5 }));
    for (const [start, end] of [
      [-1, 2],
      [2, 2],
      [0, Infinity],
      [NaN, 1],
      ['0', 1],
    ])
      assert.ok(!isFromWebview({ type: 'detail', start, end }));
    assert.ok(!isFromWebview({ type: 'reveal', file: '', line: 1, column: 1 }));
    assert.ok(!isFromWebview({ type: 'reveal', file: 'a', line: 0, column: 1 }));
    assert.ok(!isFromWebview({ type: 'reveal', file: 'a', line: 1.5, column: 1 }));
  });
});

describe('document', () => {
  const language = { tag: 'ko', translations: { Stop: '"><img src=x>중지' } };
  const html = renderHtml({
    script: 's"<.js',
    style: 'a.css',
    codicons: 'c.css',
    cspSource: 'https://x',
    nonce: 'N',
    language,
  });

  it('allows nothing by default, and scripts by nonce alone', () => {
    assert.match(html, /default-src &#39;none&#39;/);
    assert.match(html, /script-src &#39;nonce-N&#39;"/);
    assert.doesNotMatch(html, /unsafe/);
  });

  it('holds no inline style or script, and escapes what it is given', () => {
    assert.doesNotMatch(html, /<style|style="|<script[^>]*>[^<]/);
    assert.match(html, /src="s&quot;&lt;.js"/);
    assert.doesNotMatch(html, /<img/);
    assert.match(html, /<html lang="ko">/);
    assert.match(html, /data-translations="{&quot;Stop&quot;:&quot;\\&quot;&gt;&lt;img src=x&gt;중지&quot;}"/);
  });
});

describe('style sheet', () => {
  it('takes every colour from the theme', () => {
    const css = readFileSync('media/webview.css', 'utf8');
    assert.doesNotMatch(css, /#[0-9a-f]{3,8}\b(?![^{]*\{)|rgba?\(|hsla?\(/i);
  });

  it('is not bypassed by colours in code', () => {
    for (const name of readdirSync('src/webview', { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(name)) continue;
      assert.doesNotMatch(readFileSync(`src/webview/${name}`, 'utf8'), /['"`]#[0-9a-f]{3,8}['"`]|rgba?\(/i, name);
    }
  });
});
