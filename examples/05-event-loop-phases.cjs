/**
 * The phases of Node's event loop, and what runs between them.
 *
 * On the timeline: the top lane shows turns, one bar for each time that the loop calls JavaScript, with its phase. All
 * below is started from one callback of the poll phase, so the order is guaranteed:
 *   1. ticks, then promise reactions, at the end of the callback itself
 *   2. check: setImmediate, since that phase follows poll
 *   3. timers, in the next round
 * From the main script the order of a 0 ms timer and an immediate is not guaranteed. Inside I/O it is.
 *
 * This file is CommonJS on purpose. In an ES module the first turn is itself a promise reaction, so there promises go
 * before ticks.
 */
const { readFile } = require('node:fs');

const say = (text) => console.log(text);

say('main: the script runs from top to bottom');
process.nextTick(say, 'main: ticks, as soon as the script is done');
Promise.resolve().then(() => say('main: promise reactions, after the ticks'));

readFile(__filename, () => {
  say('poll: the file is read');
  setTimeout(say, 0, 'timers: a timer of 0 ms, in the next round');
  setImmediate(() => {
    say('check: an immediate, in this round');
    setImmediate(say, 'check: an immediate made in an immediate, in the next round');
  });
  process.nextTick(say, 'poll: a tick, at the end of this callback');
  queueMicrotask(() => say('poll: a microtask, after the ticks'));
  waits();
});

async function waits() {
  await null; // settled already: ready at once, and back within this turn
  say('poll: after awaiting a value');
  await new Promise((resolve) => setImmediate(resolve)); // suspended until the check phase
  say('check: after awaiting an immediate');
  await new Promise((resolve) => setTimeout(resolve, 5));
  say('timers: after awaiting a timer');
}
