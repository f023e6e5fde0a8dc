/**
 * Promises that never settle. Node exits quietly when nothing is left to wake the program: no error, exit code 0.
 *
 * On the timeline: the bars of `reader`, `left` and `right` are suspended to the end of the run and fade out there.
 * The finding `never-settled` names the await at which each hangs, and the circle in which `left` and `right` wait for
 * each other.
 */

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Forgets to resolve on one path. */
function load(name) {
  return new Promise((resolve) => {
    setTimeout(() => {
      if (name !== 'missing') resolve(`contents of ${name}`);
      // else: nobody calls resolve or reject, so whoever waits, waits forever
    }, 20);
  });
}

async function reader() {
  console.log(await load('present'));
  console.log(await load('missing')); // hangs here
}

// Each waits for the other's task, so neither can go on.
let leftTask, rightTask;
async function left() {
  await sleep(10);
  return `left after ${await rightTask}`;
}
async function right() {
  await sleep(10);
  return `right after ${await leftTask}`;
}

const reading = reader();
leftTask = left();
rightTask = right();

process.on('exit', () => console.log('the program ends, and three tasks have not'));
Promise.all([reading, leftTask, rightTask]).then(() => console.log('never printed'));
