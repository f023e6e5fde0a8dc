/* global MessageChannel, WheelEvent, PointerEvent, MouseEvent */
/** What the benchmark of the timeline does within a page; each function is sent there by itself. */

/** Adds up what the callbacks of each animation frame take: a frame's script, without the screen's pace. */
export function watchFrames() {
  window.frameScript = 0;
  const request = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) =>
    request((time) => {
      const start = performance.now();
      callback(time);
      window.frameScript += performance.now() - start;
    });
  window.afterPaint = () =>
    new Promise((resolve) => {
      request(() => {
        const channel = new MessageChannel();
        // A message posted in a frame arrives after that frame is painted.
        channel.port1.onmessage = () => resolve();
        channel.port2.postMessage(0);
      });
    });
  window.frameOf = (work) =>
    new Promise((resolve) => {
      request(() => {
        window.frameScript = 0;
        const start = performance.now();
        work();
        const handled = performance.now() - start;
        // What the work asked for runs in the next frame; this looks after it.
        request(() => setTimeout(() => resolve(handled + window.frameScript)));
      });
    });
}

/** Makes a run of about so many segments in the page, in the messages that the extension would send. */
export function makeRun({ segments, batchBytes }) {
  const events = segments <= 50 ? window.scenarios.few() : window.scenarios.large(Math.round(segments / 1.2));
  window.batches = [[]];
  let bytes = 0;
  for (const event of events) {
    if (bytes >= batchBytes) {
      window.batches.push([]);
      bytes = 0;
    }
    window.batches.at(-1).push(event);
    bytes += event.type === 'records' ? event.bytes.byteLength : 64;
  }
}

/** Hands the run over. @returns ms from the first message to the first paint, and to the paint of the whole run */
export async function openRun() {
  const { batches } = window;
  window.batches = [];
  const records = batches.flat().reduce((sum, event) => sum + (event.bytes?.byteLength ?? 0) / 24, 0);
  const start = performance.now();
  window.deliver({ type: 'reset', title: 'benchmark', state: 'ended', records });
  let first = 0;
  while (batches.length > 0) {
    window.deliver({ type: 'events', events: batches.shift() });
    if (first === 0) {
      await window.afterPaint();
      first = performance.now() - start;
    } else {
      // Messages arrive one by one.
      await new Promise((resolve) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = resolve;
        channel.port2.postMessage(0);
      });
    }
  }
  window.deliver({ type: 'state', state: 'ended' });
  await window.afterPaint();
  return { first, whole: performance.now() - start };
}

/** Hands over the digest of a run. @returns ms from the first message to the paint */
export async function openDigest({ first }) {
  const { digest } = window;
  window.digest = undefined;
  const start = performance.now();
  if (first) window.deliver({ type: 'reset', title: 'benchmark', state: 'ended' });
  window.deliver({ type: 'digest', digest });
  window.deliver({ type: 'state', state: 'ended' });
  await window.afterPaint();
  return performance.now() - start;
}

/** Zooms out, and in by a number of steps; then `window.panFrame` pans to and fro, a frame at a time. */
export async function startPan({ canvas, steps }) {
  const target = document.querySelector(canvas);
  const { height, left, top, width } = target.getBoundingClientRect();
  const at = { clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true };
  const wheel = (init) => target.dispatchEvent(new WheelEvent('wheel', { ...at, ...init }));
  for (let i = 0; i < 60; i++) wheel({ deltaY: 60, ctrlKey: true });
  for (let i = 0; i < steps; i++) wheel({ deltaY: -60, ctrlKey: true });
  await window.afterPaint();
  window.panFrame = (i) => {
    const forth = i % 60 < 30 ? 1 : -1;
    const zooms = i % 20 === 19;
    return window.frameOf(() => wheel(zooms ? { deltaY: 12 * forth, ctrlKey: true } : { deltaX: 18 * forth }));
  };
}

/** Then `window.hoverFrame` moves the pointer over the canvas, and resolves when the answer is drawn. */
export function startHover({ canvas }) {
  const target = document.querySelector(canvas);
  const { height, left, top, width } = target.getBoundingClientRect();
  window.hoverFrame = (i) => {
    const init = {
      clientX: left + width * (0.25 + 0.7 * ((i * 0.37) % 1)),
      clientY: top + height * (0.2 + 0.75 * ((i * 0.61) % 1)),
      bubbles: true,
    };
    return window.frameOf(() => {
      target.dispatchEvent(new PointerEvent('pointermove', init));
      target.dispatchEvent(new MouseEvent('mousemove', init));
    });
  };
}
