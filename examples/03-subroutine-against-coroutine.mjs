/**
 * Subroutines against coroutines. A subroutine has one entry and one way of leaving: its caller waits on the stack until
 * it is done. A coroutine leaves in the middle, keeps its variables, and is entered again where it left.
 *
 * On the timeline: the functions of part 1 are no tasks, since they cannot suspend. In part 2 `calc`, `add` and `mul`
 * have one bar each that lives through the whole calculation, with a gap at every `yield`: hand the parts back and
 * forth and watch which bar runs. Part 3 is the same with `await`: the event loop is what enters the coroutine again.
 */

// Part 1. Subroutines: calc calls add, add returns; calc calls mul, mul returns.
function add(a, b) {
  return a + b;
}
function mul(a, b) {
  return a * b;
}
function calc(a, b, c) {
  return mul(add(a, b), c);
}
console.log('subroutines:', calc(1, 2, 3), calc(4, 5, 6));

// Part 2. Coroutines: each is entered once, and from then on is sent values.
function* adder() {
  let result;
  while (true) {
    const [a, b] = yield result; // leaves here with a sum, comes back here with two numbers
    result = a + b;
  }
}
function* multiplier() {
  let result;
  while (true) {
    const [a, b] = yield result;
    result = a * b;
  }
}
function* calculator() {
  const adding = adder();
  const multiplying = multiplier();
  adding.next(); // run to the first yield, where it waits for numbers
  multiplying.next();
  let result;
  while (true) {
    const [a, b, c] = yield result;
    const sum = adding.next([a, b]).value;
    result = multiplying.next([sum, c]).value;
  }
}
const calculating = calculator();
calculating.next();
console.log('coroutines:', calculating.next([1, 2, 3]).value, calculating.next([4, 5, 6]).value);
calculating.return(); // finishes this one; the inner two stay suspended at their yield to the end of the run

// Part 3. Async functions are coroutines whose caller is the event loop.
async function addLater(a, b) {
  await new Promise((resolve) => setTimeout(resolve, 10)); // leaves here; a timer brings it back
  return a + b;
}
async function mulLater(a, b) {
  await new Promise((resolve) => setTimeout(resolve, 10));
  return a * b;
}
async function calcLater(a, b, c) {
  return await mulLater(await addLater(a, b), c);
}
// Two calculations at once on one thread: their bars alternate.
console.log('async:', ...(await Promise.all([calcLater(1, 2, 3), calcLater(4, 5, 6)])));
