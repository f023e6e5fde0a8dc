/**
 * The desktop build gives webviews an origin of their own, and with it the browser gives them a process of their own.
 * code-server serves them from the workbench's origin instead, where they share its thread. Here they get their own again: a
 * subdomain of localhost.
 */
const FRAME_SOURCES = /frame-src [^;]*/;
const SETTINGS = /(?<=id="vscode-workbench-web-configuration" data-settings=")[^"]*/;
const QUOTE = '&quot;';

/** Without this a page of another site gets no service worker, which webviews need. In the browser's profile. */
export const PREFERENCES = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };

export async function separateWebviews(page) {
  // The browser takes a document that was altered for one from the network, and asks before that talks to this machine.
  await page.context().grantPermissions(['local-network-access']);
  await page.route(
    ({ hostname, pathname }) => hostname === 'localhost' && pathname === '/',
    async (route) => {
      const response = await route.fetch();
      const headers = response.headers();
      const text = await response.text();
      const [settings] = SETTINGS.exec(text) ?? [];
      if (settings === undefined) throw new Error('The document of the workbench holds no settings where they were.');
      const { webviewEndpoint, ...others } = JSON.parse(settings.replaceAll(QUOTE, '"'));
      const { host, pathname } = new URL(webviewEndpoint, route.request().url());
      others.productConfiguration.webviewContentExternalBaseUrlTemplate = `http://{{uuid}}.${host}${pathname}/`;
      const separate = JSON.stringify(others).replaceAll('"', QUOTE);
      const policy = headers['content-security-policy'].replace(FRAME_SOURCES, `$& http://*.${host}`);
      await route.fulfill({
        response,
        headers: { ...headers, 'content-security-policy': policy },
        body: text.replace(settings, () => separate),
      });
    },
  );
}
