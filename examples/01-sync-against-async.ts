/**
 * Synchronous against asynchronous: the same three orders, prepared twice.
 *
 * On the timeline: `oneByOne` is a single running bar. It holds the thread from its first line to its last, and the
 * kitchen bell, due after 20 ms, has to wait for it. `together` is nearly all suspended: it starts three orders and
 * gives the thread back, so the bell rings on time.
 */

type Order = { dish: string; minutes: number };

const orders: Order[] = [
  { dish: 'soup', minutes: 60 },
  { dish: 'rice', minutes: 80 },
  { dish: 'tea', minutes: 40 },
];

/** Waits by looking at the clock until the time is over. Nothing else can run meanwhile. */
function cookNow({ dish, minutes }: Order): string {
  const end = performance.now() + minutes;
  while (performance.now() < end);
  return dish;
}

/** Waits by leaving: the timer brings the function back. */
async function cookLater({ dish, minutes }: Order): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, minutes));
  return dish;
}

async function oneByOne(): Promise<void> {
  const rung = bell();
  const dishes = orders.map(cookNow); // 180 ms of running: look for the blocking call and whom it delayed
  console.log('synchronous: ', dishes.join(', '));
  await rung;
}

async function together(): Promise<void> {
  const rung = bell();
  const dishes = await Promise.all(orders.map(cookLater)); // 80 ms, the longest of the three
  console.log('asynchronous:', dishes.join(', '));
  await rung;
}

async function bell(): Promise<void> {
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 20));
  // Its bar is suspended for 20 ms. What follows until it runs again is ready: due, but the thread was busy.
  const late = performance.now() - start - 20;
  console.log(late > 50 ? '  the bell rang late' : '  the bell rang on time');
}

await oneByOne();
await together();
