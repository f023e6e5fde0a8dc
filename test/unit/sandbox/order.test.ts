import assert from 'node:assert/strict';
import { Order, type Ordered } from '../../../src/sandbox/order.ts';
import { until } from '../faults/bench.ts';

const made = (): Ordered => ({ isBehind: false });

describe('which supervisor goes first', () => {
  it('what is left of a run waits as long as anyone is waited for', () => {
    const order = new Order();
    const [older, ahead, next] = [made(), made(), made()];
    order.expect(older);
    order.left(older);
    assert.equal(older.isBehind, false);
    order.expect(ahead);
    order.expect(next);
    assert.equal(older.isBehind, true);
    order.arrived(ahead);
    assert.equal(older.isBehind, true);
    order.arrived(next);
    assert.equal(older.isBehind, false);
  });

  it('a program that runs never waits, and does so when it ends while another is waited for', () => {
    const order = new Order();
    const [older, ahead] = [made(), made()];
    order.expect(older);
    order.arrived(older);
    order.expect(ahead);
    assert.equal(older.isBehind, false);
    order.left(older);
    assert.equal(older.isBehind, true);
  });

  it('one that ends before it has come holds nobody up', () => {
    const order = new Order();
    const [older, failed, stopped] = [made(), made(), made()];
    order.left(older);
    order.expect(failed);
    order.gone(failed);
    assert.equal(older.isBehind, false);
    order.expect(stopped);
    order.left(stopped);
    assert.equal(older.isBehind, false);
    assert.equal(stopped.isBehind, false);
  });

  it('one that never comes holds nobody up for ever', async () => {
    const order = new Order(1);
    const older = made();
    order.left(older);
    order.expect(made());
    assert.equal(older.isBehind, true);
    // Its timer keeps no process alive.
    await until('the older one to go on', () => !older.isBehind);
  });
});
