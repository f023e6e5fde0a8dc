/** Runs to look at, to test with and to measure. */
import type { TraceEvent } from '../../../src/trace/event.ts';
import { Simulator, type Program, type Step } from './simulator.ts';

/** Deterministic numbers in [0, 1). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const dashboard: Program = {
  '(module)': [{ run: 3 }, { call: 'loadDashboard', at: 'loadDashboard(42)' }, { print: 'rendered in 1 pass' }],
  loadDashboard: [
    { run: 1.2 },
    { call: 'fetchUser', at: 'fetchUser(id)' },
    { print: 'user: Ada' },
    { start: ['fetchOrders', 'fetchReviews', 'fetchRecommendations'] },
    { join: 'Promise.all([orders, reviews, recommended])' },
    { run: 6 },
    { call: 'renderReport', at: 'renderReport(orders)' },
  ],
  fetchUser: [
    { run: 0.6 },
    { wait: 84, at: 'fetch(`/users/${id}`)', kind: 'net', label: 'fetch' },
    { run: 4 },
    { wait: 31, at: 'response.json()', kind: 'net', label: 'body' },
    { run: 2 },
  ],
  fetchOrders: [
    { run: 0.5 },
    { wait: 118, at: 'db.query(ordersOf)', kind: 'net', label: 'query' },
    { run: 9 },
    { call: 'loadPrices', at: 'loadPrices(orders)' },
    { run: 3 },
  ],
  fetchReviews: [
    { run: 0.4 },
    { wait: 60, at: 'delay(60)' },
    { run: 2 },
    { wait: 96, at: "readFile('reviews.json')", kind: 'fs', label: 'fs.readFile' },
    { run: 5 },
    { print: 'reviews: 12 loaded' },
  ],
  fetchRecommendations: [
    { run: 0.4 },
    { wait: 40, at: 'delay(40)' },
    { run: 148, sync: 'crypto.pbkdf2Sync' },
    { print: 'recommendations are slow today', stream: 'stderr' },
    { wait: 74, at: 'model.rank(items)', kind: 'net', label: 'rank' },
    { run: 4 },
  ],
  loadPrices: [{ run: 0.8 }, { wait: 88, at: 'fetch(PRICES)', kind: 'net', label: 'fetch' }, { run: 7 }],
  renderReport: [
    { run: 22 },
    { wait: 45, at: "writeFile('report.html', html)", kind: 'fs', label: 'fs.writeFile' },
    { run: 1 },
  ],
};

export function few(): TraceEvent[] {
  return new Simulator(dashboard).run();
}

/** @param count of tasks */
export function many(count = 3000): TraceEvent[] {
  const next = random(7);
  const program: Record<string, Step[]> = {
    '(module)': [
      { run: 2 },
      { start: Array.from({ length: count }, (_, i) => `crawl${i % 12}`) },
      { join: 'Promise.all(pages)' },
    ],
  };
  const names = ['crawlPage', 'parseLinks', 'storeDocument', 'checkRobots'];
  for (let i = 0; i < 12; i++) {
    const steps: Step[] = [{ run: 0.02 }];
    for (let k = 0; k < 3 + (i % 4); k++) {
      steps.push({ wait: 20 + next() * 400, at: `${names[k % 4] ?? 'step'}(url)`, kind: 'net', label: 'fetch' });
      steps.push({ run: 0.02 + next() * 0.15 });
    }
    program[`crawl${i}`] = steps;
  }
  return new Simulator(program, 'src/crawler.ts').run();
}

/** About `segments` segments in 500 tasks. */
export function large(segments = 100_000): TraceEvent[] {
  const next = random(11);
  const tasks = 500;
  const awaits = Math.round(segments / tasks / 2.5);
  const program: Record<string, Step[]> = {
    '(module)': [
      { run: 1 },
      { start: Array.from({ length: tasks }, (_, i) => `worker${i % 20}`) },
      { join: 'Promise.all(workers)' },
    ],
  };
  for (let i = 0; i < 20; i++) {
    const steps: Step[] = [];
    for (let k = 0; k < awaits; k++) {
      steps.push({ wait: 1 + next() * 30, at: 'queue.take()' }, { run: 0.005 + next() * 0.03 });
    }
    program[`worker${i}`] = steps;
  }
  return new Simulator(program, 'src/queue.ts').run();
}

export function hang(): TraceEvent[] {
  return new Simulator(
    {
      '(module)': [{ run: 2 }, { start: ['producer', 'consumer'] }, { join: 'Promise.all([producer(), consumer()])' }],
      producer: [
        { run: 1 },
        { wait: 120, at: 'delay(120)' },
        { run: 2 },
        { call: 'acquireLock', at: "acquireLock('queue')" },
      ],
      consumer: [{ run: 1 }, { wait: 60, at: 'delay(60)' }, { run: 1 }, { call: 'takeItem', at: 'takeItem()' }],
      acquireLock: [{ run: 0.4 }, { wait: Infinity, at: 'lock.released', kind: 'net', label: 'a promise' }],
      takeItem: [{ run: 0.4 }, { wait: 200, at: 'delay(200)' }, { throws: true }],
    },
    'src/deadlock.ts',
  ).run(2000);
}

/** Requests that a computation holds up. */
export function blocked(): TraceEvent[] {
  const program: Record<string, Step[]> = {
    '(module)': [
      { run: 4 },
      { start: ['handleRequest', 'handleRequest', 'handleRequest', 'buildReport', 'handleRequest', 'pollQueue'] },
      { join: 'server.closed' },
    ],
    handleRequest: [
      { run: 2 },
      { call: 'authenticate', at: 'authenticate(request)' },
      { run: 6 },
      { wait: 70, at: 'sessions.find(token)', kind: 'net', label: 'query' },
      { run: 12 },
      { wait: 40, at: 'delay(40)' },
      { run: 5 },
    ],
    authenticate: [{ run: 1 }, { wait: 35, at: 'verify(token)', kind: 'net', label: 'verify' }, { run: 3 }],
    buildReport: [
      { run: 3 },
      { wait: 60, at: "readFile('sales.csv')", kind: 'fs', label: 'fs.readFile' },
      { run: 412 },
      { wait: 30, at: "writeFile('report.pdf')", kind: 'fs', label: 'fs.writeFile' },
      { run: 76, sync: 'fs.readFileSync' },
    ],
    pollQueue: [
      { run: 0.3 },
      { wait: 100, at: 'delay(100)' },
      { run: 0.5 },
      { wait: 100, at: 'delay(100)' },
      { run: 0.5 },
      { wait: 100, at: 'delay(100)' },
      { run: 0.5 },
    ],
  };
  return new Simulator(program, 'src/server.ts').run();
}

export const scenarios: Readonly<Record<string, () => TraceEvent[]>> = { few, many, large, hang, blocked };
