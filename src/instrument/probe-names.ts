/** The probes by name, as they stand in instrumented text; recorder/probes.ts is what they do. */
export const PREFIX = '$awaitscope';
/** Every inserted chunk stands between these, so that the recorder can show a function's text without it. */
export const FENCE_OPEN = '/*\u27E6*/';
export const FENCE_CLOSE = '/*\u27E7*/';
export const TASK = `${PREFIX}T`;

/** Ids are written with a constant width, so that numbering anew moves no column. */
export const ID_WIDTH = 8;

export function idText(id: number): string {
  return `0x${id.toString(16).padStart(6, '0')}`;
}

/** What stands between the fences' chunks. */
export function withoutFences(text: string): string {
  let clean = '';
  let from = 0;
  for (let open = text.indexOf(FENCE_OPEN); open !== -1; open = text.indexOf(FENCE_OPEN, from)) {
    clean += text.slice(from, open);
    const close = text.indexOf(FENCE_CLOSE, open);
    from = close === -1 ? text.length : close + FENCE_CLOSE.length;
  }
  return clean + text.slice(from);
}
