/** The timeline's document. It is set once; everything else arrives by messages. */
export interface HtmlParts {
  readonly script: string;
  readonly style: string;
  readonly codicons: string;
  readonly cspSource: string;
  readonly nonce: string;
}

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
  const { codicons, cspSource, nonce, script, style } = parts;
  const policy = [
    "default-src 'none'",
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  // The icon element finds its style sheet by this id, and puts it into its own tree.
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${escape(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="${escape(codicons)}" id="vscode-codicon-stylesheet" nonce="${escape(nonce)}" />
    <link rel="stylesheet" href="${escape(style)}" />
    <title>Async Timeline</title>
  </head>
  <body>
    <div id="root"></div>
    <script nonce="${escape(nonce)}" src="${escape(script)}"></script>
  </body>
</html>
`;
}
