/** Trace → one HTML page that opens in any browser: the timeline itself, its style and the trace, all inside. */
import { createHash } from 'node:crypto';
import { escapeMarkup } from './markup.ts';

export interface HtmlPageParts {
  readonly title: string;
  /** The page's program, style, and the style sheet and font of its icons. */
  readonly script: string;
  readonly style: string;
  readonly icons: string;
  readonly iconFont: Uint8Array;
  /** As in `lang`; English when left out. */
  readonly language?: string;
  /** What the page says, by its English. */
  readonly translations?: Readonly<Record<string, string>>;
  /** A trace file. */
  readonly trace: Uint8Array;
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}

/** Nothing in it ends its element early, wherever in the program it stands. */
function guard(script: string): string {
  return script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

export function toHtml(parts: HtmlPageParts): string {
  const script = guard(parts.script);
  const { style } = parts;
  // The icons' sheet becomes a link to a blob, which is how the icon element takes it; only a script can make a blob.
  const font = `data:font/ttf;base64,${base64(parts.iconFont)}`;
  const icons = parts.icons.replace(/url\([^)]*\)/, `url(${font})`);
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)} blob:`,
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeMarkup(parts.language ?? 'en')}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeMarkup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeMarkup(parts.title)}</title>
<style>${style}</style>
</head>
<body data-translations="${escapeMarkup(JSON.stringify(parts.translations ?? {}))}">
<div id="root"></div>
<noscript>This timeline is drawn by a script.</noscript>
<script type="text/plain" id="icons">${base64(Buffer.from(icons))}</script>
<script type="text/plain" id="title">${base64(Buffer.from(parts.title))}</script>
<script type="text/plain" id="trace">${base64(parts.trace)}</script>
<script>${script}</script>
</body>
</html>
`;
}
