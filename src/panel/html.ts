/** The timeline's document. It is set once; everything else arrives by messages. */
export interface HtmlParts {
  readonly script: string;
  readonly style: string;
  readonly codicons: string;
  readonly cspSource: string;
  readonly nonce: string;
  readonly language: Language;
}

/** What the page says, by its English; none for English itself. */
export interface Language {
  /** As in the `lang` of HTML. */
  readonly tag: string;
  readonly translations: Readonly<Record<string, string>>;
}

export const ENGLISH: Language = { tag: 'en', translations: {} };

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

export function renderHtml(parts: HtmlParts): string {
  const { codicons, cspSource, language, nonce, script, style } = parts;
  const title = language.translations['Async Timeline'] ?? 'Async Timeline';
  const policy = [
    "default-src 'none'",
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  // The icon element finds its style sheet by this id, and puts it into its own tree.
  return `<!DOCTYPE html>
<html lang="${escape(language.tag)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${escape(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="${escape(codicons)}" id="vscode-codicon-stylesheet" nonce="${escape(nonce)}" />
    <link rel="stylesheet" href="${escape(style)}" />
    <title>${escape(title)}</title>
  </head>
  <body data-translations="${escape(JSON.stringify(language.translations))}">
    <div id="root"></div>
    <script nonce="${escape(nonce)}" src="${escape(script)}"></script>
  </body>
</html>
`;
}
