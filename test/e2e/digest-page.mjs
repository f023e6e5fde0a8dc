/* global atob */
/** Brings a digest into a page: its columns come over the debugging channel, as the page may fetch nothing. */
const PART = 4 * 1024 * 1024;

/** In the page: adds bytes to a column. */
function addColumn({ path, type, length, at, base64 }) {
  const binary = atob(base64);
  window.columns ??= {};
  const column = (window.columns[path] ??= new globalThis[type](length));
  const bytes = new Uint8Array(column.buffer, at, binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
}

/** In the page: the digest with its columns, in `window.digest`. */
function putTogether(light) {
  const revive = (value, path) => {
    if (Array.isArray(value)) return value.map((entry, i) => revive(entry, `${path}/${i}`));
    if (typeof value !== 'object' || value === null) return value;
    if (value.column !== undefined) return window.columns[value.column];
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, revive(entry, `${path}/${key}`)]));
  };
  window.digest = revive(light, '');
  window.columns = {};
}

export async function handDigest(page, digest) {
  const columns = [];
  const lighten = (value, path) => {
    if (ArrayBuffer.isView(value)) {
      columns.push([path, value]);
      return { column: path };
    }
    if (Array.isArray(value)) return value.map((entry, i) => lighten(entry, `${path}/${i}`));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, lighten(entry, `${path}/${key}`)]));
  };
  const light = lighten(digest, '');
  for (const [path, column] of columns) {
    const all = Buffer.from(column.buffer, column.byteOffset, column.byteLength);
    for (let at = 0; at === 0 || at < all.length; at += PART) {
      const base64 = all.subarray(at, at + PART).toString('base64');
      await page.evaluate(addColumn, { path, type: column.constructor.name, length: column.length, at, base64 });
    }
  }
  await page.evaluate(putTogether, light);
}
