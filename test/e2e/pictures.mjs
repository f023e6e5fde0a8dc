/* global Image */
/** Screenshots against those in the repository. UPDATE_GOLDEN=1 writes them. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.resolve('test/golden/screenshots');
/** Fonts are smoothed a little differently from machine to machine. */
const CHANNEL_TOLERANCE = 40;
/** Share of the pixels that may differ by more. */
const SHARE_TOLERANCE = 0.02;

/** Compares in the page's browser, which reads both pictures. */
export async function compareScreenshot(page, name) {
  const shot = await page.screenshot();
  const file = path.join(FOLDER, `${name}.png`);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, shot);
    return;
  }
  assert.ok(existsSync(file), `${file} is missing; UPDATE_GOLDEN=1 writes it`);
  const blank = await page.context().newPage();
  const share = await blank.evaluate(compare, {
    one: shot.toString('base64'),
    other: readFileSync(file).toString('base64'),
    tolerance: CHANNEL_TOLERANCE,
  });
  await blank.close();
  if (share > SHARE_TOLERANCE) {
    mkdirSync('test-output', { recursive: true });
    writeFileSync(`test-output/${name}-now.png`, shot);
  }
  assert.ok(share <= SHARE_TOLERANCE, `${name}: ${(share * 100).toFixed(2)} % of the pixels differ`);
}

/** In the page. @returns the share of pixels that differ; 1 when the sizes do */
async function compare({ one, other, tolerance }) {
  const read = async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
  };
  const [a, b] = await Promise.all([read(one), read(other)]);
  if (a.width !== b.width || a.height !== b.height) return 1;
  let differing = 0;
  for (let i = 0; i < a.data.length; i += 4) {
    const off = [0, 1, 2].some((channel) => Math.abs(a.data[i + channel] - b.data[i + channel]) > tolerance);
    if (off) differing++;
  }
  return differing / (a.data.length / 4);
}
