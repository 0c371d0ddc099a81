import { expect, it } from '@jest/globals';
import { items } from './mock/catalog.ts';
import { teams } from './mock/people.ts';
import { profiles, servers } from './mock/sample.ts';
import { useConsole, withBrowser } from './use-console.ts';

const idOf = (list: readonly { id: string; name: string }[], name: string): string =>
  list.find((known) => known.name === name)?.id ?? '';

withBrowser('what is removed and had a page of its own, in a browser (needs Chromium)', () => {
  const console_ = useConsole();
  const goTo = (path: string) => console_.page.goto(`${console_.base}${path}`);
  const button = (name: string) => console_.page.getByRole('button', { name, exact: true });

  it.each([
    ['server', `/mcp/registry/${idOf(servers, 'memory')}`, 'Delete server', 'MCP servers'],
    ['profile', `/mcp/profiles/${idOf(profiles, 'Sandbox')}`, 'Delete profile', 'Profiles'],
    ['team', `/settings/teams/${teams[0]?.id ?? ''}`, 'Delete team', 'Teams'],
    ['item', `/mcp/registry/${idOf(items, 'status-page')}`, 'Remove item', 'MCP servers'],
  ])('leaves the page of a %s for its list and asks for it no more', async (kind, path, confirm, heading) => {
    const { page, signIn } = console_;
    await signIn();
    await goTo(path);
    if (kind === 'item') {
      await button('More about this item').click();
      await page.getByRole('menuitem', { name: 'Remove from the catalog' }).click();
    } else await button('Delete').click();
    const refused: string[] = [];
    page.on('response', (response) => response.status() === 404 && refused.push(response.url()));
    await button(confirm).click();
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await page.waitForTimeout(500);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(refused).toEqual([]);
  });

  it('does not show as ready what somebody else has deleted meanwhile', async () => {
    const { page, signIn, base } = console_;
    await signIn();
    const path = idOf(servers, 'everything');
    await goTo(`/mcp/registry/${path}`);
    await page.getByText('Ready', { exact: true }).waitFor();
    await page.request.delete(`${base}/api/mcp-servers/${path}`);
    await page.getByText('The server could not be loaded').waitFor();
    expect(await page.getByText('Ready', { exact: true }).count()).toBe(0);
  });
});
