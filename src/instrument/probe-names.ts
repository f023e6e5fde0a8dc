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
