/** Colours as numbers, and how well one is seen on another (WCAG 2.2, contrast ratio). */
export interface Colour {
  /** 0 to 255 */
  readonly r: number;
  readonly g: number;
  readonly b: number;
  /** 0 to 1 */
  readonly a: number;
}

/** Hexadecimal and functional RGB notation, which is what themes are given in; null for others. */
export function parseColour(text: string): Colour | null {
  const hex = /^#([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i.exec(text.trim())?.[1];
  if (hex !== undefined) {
    const wide = hex.length <= 4 ? hex.replace(/./g, '$&$&') : hex;
    const at = (i: number): number => Number.parseInt(wide.slice(i, i + 2), 16);
    return { r: at(0), g: at(2), b: at(4), a: wide.length === 8 ? at(6) / 255 : 1 };
  }
  const parts =
    /^rgba?\(([^)]*)\)$/i
      .exec(text.trim())?.[1]
      ?.split(/[\s,/]+/)
      .filter(Boolean) ?? [];
  const [r = NaN, g = NaN, b = NaN, a = 1] = parts.map((part, i) =>
    part.endsWith('%') ? (Number.parseFloat(part) / 100) * (i < 3 ? 255 : 1) : Number(part),
  );
  return [r, g, b, a].some(Number.isNaN) ? null : { r, g, b, a };
}

/** A colour, as see-through as `alpha` makes it, over an opaque ground. */
export function over(front: Colour, ground: Colour, alpha = 1): Colour {
  const share = front.a * alpha;
  const mix = (a: number, b: number): number => a * share + b * (1 - share);
  return { r: mix(front.r, ground.r), g: mix(front.g, ground.g), b: mix(front.b, ground.b), a: 1 };
}

function luminance({ b, g, r }: Colour): number {
  const linear = (value: number): number => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** From 1 to 21; both opaque. */
export function contrast(one: Colour, other: Colour): number {
  const a = luminance(one);
  const b = luminance(other);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

export function writeColour({ b, g, r }: Colour): string {
  return `#${[r, g, b].map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}

/** A paint that is seen on an opaque ground as well as asked: made more solid first, then moved towards `towards`. */
export function visible<T extends { readonly colour: string; readonly alpha: number }>(
  paint: T,
  towards: string,
  ground: string,
  ratio: number,
): T {
  const colour = parseColour(paint.colour);
  const below = parseColour(ground);
  if (colour === null || below === null) return paint;
  for (let { alpha } = paint; alpha < 1; alpha += 0.05) {
    if (contrast(over(colour, below, alpha), below) >= ratio)
      return alpha === paint.alpha ? paint : { ...paint, alpha };
  }
  return { ...paint, alpha: 1, colour: readable(paint.colour, towards, [ground], ratio) };
}

/** The colour, moved towards `towards` until it is seen on all grounds as well as asked; itself when it already is. */
export function readable(text: string, towards: string, grounds: readonly string[], ratio: number): string {
  const colour = parseColour(text);
  const end = parseColour(towards);
  const opaque = grounds.map(parseColour);
  if (colour === null || end === null) return text;
  for (let share = 0; share <= 1; share += 0.05) {
    const mixed = over({ ...end, a: share }, over(colour, opaque[0] ?? colour));
    if (opaque.every((ground) => ground === null || contrast(mixed, ground) >= ratio)) {
      return share === 0 ? text : writeColour(mixed);
    }
  }
  return writeColour(end);
}
