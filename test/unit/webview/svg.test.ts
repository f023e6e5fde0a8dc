import assert from 'node:assert/strict';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { drawFrame } from '../../../src/webview/draw/frame.ts';
import { Rects } from '../../../src/webview/draw/pen.ts';
import { escapeXml, SvgPen } from '../../../src/webview/draw/svg-pen.ts';
import { drawCursor } from '../../../src/webview/draw/cursor.ts';
import { RecordingPen } from './recording-pen.ts';
import { few } from './scenarios.ts';
import { build, viewOf } from './support.ts';

const measure = (text: string): number => text.length * 6;

/** The same run, with another name for one of its functions. */
function named(name: string): TraceEvent[] {
  return few().map((event) =>
    event.type === 'file'
      ? { ...event, functions: event.functions.map((info) => (info.id === 3 ? { ...info, name } : info)) }
      : event,
  );
}

function svgOf(events: TraceEvent[]): string {
  const pen = new SvgPen(measure);
  drawFrame(pen, viewOf(build(events)));
  return pen.finish(1000, 300, '#181818', "'A & B', sans-serif", 12, 'a <title> & more');
}

describe('the pen that writes SVG', () => {
  it('writes well-formed elements: each that is opened is closed', () => {
    const svg = svgOf(few());
    const open: string[] = [];
    for (const [, close = '', name = '', self = ''] of svg.matchAll(/<(\/?)([\w]+)[^>]*?(\/?)>/g)) {
      if (close !== '') assert.equal(open.pop(), name);
      else if (self === '') open.push(name);
    }
    assert.deepEqual(open, []);
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 1000 300"/);
  });

  it('draws what the canvas pen is asked to draw', () => {
    const recorded = new RecordingPen();
    drawFrame(recorded, viewOf(build(few())));
    const texts = recorded.calls.filter(([call]) => call === 'text').length;
    const svg = svgOf(few());
    assert.equal(svg.match(/<text/g)?.length, texts);
    assert.ok(svg.includes('crypto.pbkdf2Sync'));
  });

  it('refers only to what it defines, and defines it once', () => {
    const svg = svgOf(few());
    const defined = [...svg.matchAll(/ id="(\w+)"/g)].map(([, id]) => id);
    assert.equal(new Set(defined).size, defined.length);
    for (const [, id] of svg.matchAll(/url\(#(\w+)\)/g)) assert.ok(defined.includes(id), id);
  });

  it('lets no name become markup', () => {
    for (const name of ['</text><script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '&lt;b&gt;&#0;']) {
      const svg = svgOf(named(name));
      assert.doesNotMatch(svg, /<script|<img|onerror=alert\(1\)>/);
      assert.ok(!svg.includes('&#0;'));
    }
  });

  it('takes right-to-left names, names of 10,000 characters and characters that XML forbids', () => {
    const arabic = svgOf(named('دالة‮abc'));
    assert.match(arabic, /unicode-bidi:isolate/);
    assert.ok(arabic.includes('دالة'));
    assert.ok(svgOf(named('x'.repeat(10_000))).length < 60_000);
    assert.equal(escapeXml('a\u0000b\ud800c\u001b'), 'a\ufffdb\ufffdc\ufffd');
    assert.equal(escapeXml('👍 <&">'), '👍 &lt;&amp;&quot;&gt;');
  });

  it('gives colours without an alpha of their own, and stripes as patterns', () => {
    const pen = new SvgPen(measure);
    pen.rects({ colour: '#11223380', alpha: 0.5 }, Rects.of(1, 2, 3, 4), 2);
    pen.rects({ colour: '#112233', alpha: 1, hatch: true }, Rects.of(0, 0, 9, 9), 0);
    pen.rects({ colour: '#445566', alpha: 0 }, Rects.of(0, 0, 9, 9), 0);
    const svg = pen.finish(10, 10, '#fff', 'serif', 12, 't');
    assert.ok(
      svg.includes('<g fill="#112233" fill-opacity="0.25"><rect x="1" y="2" width="3" height="4" rx="2"/></g>'),
    );
    assert.match(svg, /<pattern id="(\w+)"[\s\S]*fill="url\(#\1\)"/);
    assert.ok(!svg.includes('#445566'));
  });
});

describe('the cursor of playback', () => {
  it('is a line through the lanes with its time on the ruler, within the plot', () => {
    const trace = build(few());
    for (const cursor of [0, trace.now / 2, trace.now]) {
      const view = viewOf(trace, { cursor });
      const pen = new RecordingPen();
      drawCursor(pen, view);
      const [, line, flag, text] = pen.calls;
      const [[x = 0, , width = 0, height = 0] = []] = line?.[3] as number[][];
      assert.equal(x, view.geometry.gutter + Math.round(view.scale.x(cursor)));
      assert.equal(width, 1);
      assert.ok(height >= 280);
      const [[left = 0, , length = 0] = []] = flag?.[3] as number[][];
      assert.ok(left >= view.geometry.gutter && left + length <= view.geometry.width);
      assert.match(String(text?.[2]), /ms$/);
    }
  });

  it('is not there while playback is closed, or it is out of view', () => {
    const trace = build(few());
    for (const cursor of [null, trace.now * 2]) {
      const pen = new RecordingPen();
      drawCursor(pen, viewOf(trace, { cursor }));
      assert.deepEqual(pen.calls, []);
    }
  });
});
