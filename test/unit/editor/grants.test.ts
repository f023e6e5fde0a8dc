import assert from 'node:assert/strict';
import { Grants, isGrant, type Store } from '../../../src/editor/grants.ts';

function store(initial?: unknown): Store & { value: unknown } {
  return {
    value: initial,
    get() {
      return this.value;
    },
    update(_key, value) {
      this.value = value;
      return Promise.resolve();
    },
  };
}

describe('permissions of a workspace', () => {
  it('are kept, each once, and taken back', async () => {
    const kept = store();
    const grants = new Grants(kept, () => true);
    await grants.add(['net:localhost:1', 'fs.write']);
    await grants.add(['fs.write', 'env:A']);
    assert.deepEqual(new Grants(kept, () => true).list(), ['net:localhost:1', 'fs.write', 'env:A']);
    await grants.revoke(['fs.write']);
    assert.deepEqual(grants.list(), ['net:localhost:1', 'env:A']);
  });

  it('join the settings of the user and those of one run', async () => {
    const grants = new Grants(store(['net']), () => true);
    assert.deepEqual(grants.forRun(['env:A'], ['fs.write', 'net']), ['env:A', 'net', 'fs.write']);
    assert.deepEqual(grants.forRun([], []), ['net'], 'once is for one run');
    await grants.revoke(grants.list());
    assert.deepEqual(grants.forRun([], []), []);
  });

  it('do not hold, and are not taken, in a workspace that is not trusted', async () => {
    const kept = store(['net']);
    const grants = new Grants(kept, () => false);
    await grants.add(['fs.write']);
    assert.deepEqual([grants.list(), grants.forRun(['env'], ['net']), kept.value], [[], [], ['net']]);
    await grants.revoke(['fs.write']);
    assert.deepEqual(kept.value, ['net'], 'what is kept is not lost by revoking something else');
    await grants.revoke(['net']);
    assert.deepEqual(kept.value, []);
  });

  it('are checked where they are read: what lies in storage may be anything', () => {
    for (const broken of [undefined, null, 'net', { 0: 'net' }, [1, null, {}, 'worker', 'net\n', 'inspector:x', '']])
      assert.deepEqual(new Grants(store(broken), () => true).list(), []);
    for (const grant of ['net', 'net:[::1]:80', 'fs.read:C:\\data', 'env:A_B', 'child-process', 'addons'])
      assert.ok(isGrant(grant), grant);
  });

  it('are asked for once, unless the user said no for that file', () => {
    const grants = new Grants(store(), () => true);
    assert.deepEqual(grants.toAsk('a', ['net', 'net', 'env:A', 'nonsense']), ['net', 'env:A']);
    grants.keepRefused('a', ['net']);
    assert.deepEqual(grants.toAsk('a', ['net', 'env:A']), ['env:A']);
    assert.deepEqual(grants.toAsk('b', ['net']), ['net']);
  });
});
