/** The order of many times, by a radix sort: millions in a fraction of a second, and equal times keep their order. */
const BUCKETS = 1 << 16;
/** Keys count nanoseconds, while 48 bits have room for the latest time. */
const PER_MS = 1e6;
const LARGEST = 2 ** 48 - 1;

/** @returns positions in `times`, earliest first */
export function timeOrder(times: Float64Array): Uint32Array {
  const { length } = times;
  let latest = 1;
  for (const time of times) if (time > latest) latest = time;
  const scale = Math.min(PER_MS, LARGEST / latest);
  const low = new Uint16Array(length);
  const middle = new Uint16Array(length);
  const high = new Uint16Array(length);
  for (let i = 0; i < length; i++) {
    const key = Math.round(Math.max(0, times[i] ?? 0) * scale);
    const word = key >>> 0;
    low[i] = word;
    middle[i] = word >>> 16;
    high[i] = key / 2 ** 32;
  }
  let order: Uint32Array = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  for (const digits of [low, middle, high]) order = byDigit(order, digits);
  return order;
}

function byDigit(order: Uint32Array, digits: Uint16Array): Uint32Array {
  const next = new Uint32Array(BUCKETS);
  for (const digit of digits) next[digit] = (next[digit] ?? 0) + 1;
  // One bucket holds all of them: short runs have few digits.
  if (next[digits[0] ?? 0] === digits.length) return order;
  let sum = 0;
  for (let digit = 0; digit < BUCKETS; digit++) {
    const count = next[digit] ?? 0;
    next[digit] = sum;
    sum += count;
  }
  const sorted = new Uint32Array(order.length);
  for (const position of order) {
    const digit = digits[position] ?? 0;
    const to = next[digit] ?? 0;
    next[digit] = to + 1;
    sorted[to] = position;
  }
  return sorted;
}
