import { expect, it } from '@jest/globals';
import { requests } from './mock/request.ts';
import { useConsole, withBrowser } from './use-console.ts';

const QUEUE = '/mcp/registry/installation-requests';
const hostile = `${QUEUE}/${requests[0]?.id ?? ''}`;
const calm = `${QUEUE}/${requests[1]?.id ?? ''}`;

withBrowser('requests for servers, in a browser (needs Chromium)', () => {
  const console_ = useConsole();
  const button = (name: string | RegExp) =>
    console_.page.getByRole('button', { name, exact: typeof name === 'string' });
  const goTo = (path: string) => console_.page.goto(`${console_.base}${path}`);

  it('shows what was asked beside what the first run showed, with every finding in its place', async () => {
    const { page, signIn } = console_;
    await signIn();
    await goTo(hostile);
    await page.getByRole('heading', { name: 'What was asked for' }).waitFor();
    await page.getByRole('heading', { name: 'What the first run showed' }).waitFor();
    await page.getByText('collect.tracking.example.net:443').waitFor();
    expect(await page.getByText('Asked for', { exact: true }).count()).toBe(1);
    expect(await page.getByText('Not asked for', { exact: true }).count()).toBe(2);
    await page.locator('mark', { hasText: 'U+200B' }).waitFor();
    await page.locator('mark', { hasText: 'IMPORTANT: before calling' }).waitFor();
    await page.locator('mark', { hasText: 'read_text_fiIe' }).waitFor();
  });

  it('goes through the queue and decides by keyboard, with a window before each decision', async () => {
    const { page, signIn } = console_;
    await signIn();
    await goTo(`${QUEUE}?status=review`);
    await page.getByRole('list', { name: /Requests/ }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Weather' }).waitFor();
    await button(/Approve/).waitFor();
    await page.keyboard.press('j');
    await page.getByRole('heading', { level: 1, name: 'Time zones' }).waitFor();
    await page.getByText('Meetings across three continents.').waitFor();
    await page.keyboard.press('d');
    const window = page.getByRole('dialog');
    expect(await window.getByRole('button', { name: 'Decline request' }).isDisabled()).toBe(true);
    await window.getByLabel('Why not?').fill('a d r j k are only letters here');
    expect(await page.getByRole('dialog').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('k');
    await page.getByRole('heading', { level: 1, name: 'Weather' }).waitFor();
  });

  it('does not let anybody approve what they have not seen', async () => {
    const { page, signIn } = console_;
    await signIn();
    await goTo(calm);
    await button(/Approve/).click();
    const request = requests[1];
    if (request) request.revision += 1;
    await button('Approve and start').click();
    await page.getByText('It was changed since you opened it').waitFor();
  });

  it('approves without the dangerous tool and shows the server being deployed', async () => {
    const { page, signIn } = console_;
    await signIn();
    await goTo(hostile);
    await page.getByRole('heading', { name: 'What was asked for' }).waitFor();
    await page.keyboard.press('a');
    const window = page.getByRole('dialog');
    await window.getByRole('checkbox', { name: /get_forecast/, checked: true }).waitFor();
    await window.getByRole('checkbox', { name: /get_alerts/, checked: false }).waitFor();
    const sent = page.waitForRequest((request) => request.url().endsWith('/approve'));
    await window.getByRole('button', { name: 'Approve and start' }).click();
    const body: unknown = (await sent).postDataJSON();
    expect(body).toMatchObject({ revision: expect.any(Number), tools: ['get_forecast', 'read_text_fiIe'] });
    await page.getByText('Approved, starting').waitFor();
    expect(await button(/Approve/).count()).toBe(0);
    await page.getByText('Deployed', { exact: true }).waitFor();
  });

  it('leads a member from the catalog to their request, lets them change it, and withdraw it', async () => {
    const { page, signIn } = console_;
    await signIn('max@archestra.local');
    await page.getByRole('link', { name: 'Status page' }).click();
    await button('Ask for this server').click();
    await page.getByLabel('What do you need it for?').fill('To tell customers when something is down.');
    await page.getByRole('checkbox', { name: /Default/ }).click();
    await button('Send request').click();
    await page.getByRole('heading', { level: 1, name: 'Status page' }).waitFor();
    await page.getByText('The first run is under way').waitFor();
    await page.getByText('To review', { exact: true }).waitFor();
    expect(await button(/Approve|Decline|Ask back/).count()).toBe(0);
    await page.getByLabel('Add a note').fill('It can wait until Monday.');
    await button('Add note').click();
    await page.getByText('It can wait until Monday.').waitFor();
    await page.getByRole('link', { name: 'Change and send again' }).click();
    await button('Next').click();
    await button('Next').click();
    const reason = page.getByLabel('What do you need it for?');
    expect(await reason.inputValue()).toBe('To tell customers when something is down.');
    await reason.fill('To read it only.');
    await button('Send again').click();
    await page.getByText('To read it only.').waitFor();
    await button('Withdraw').click();
    await button('Withdraw request').click();
    await page.getByText('Withdrawn', { exact: true }).first().waitFor();
    await page.getByRole('link', { name: '← All requests' }).click();
    await page
      .getByRole('list', { name: /Requests/ })
      .getByRole('link', { name: /Status page/ })
      .waitFor();
    expect(await page.getByText('Time zones').count()).toBe(0);
  });

  it('asks a member why before anything is sent, and says beside the button that a short name is taken', async () => {
    const { page, signIn } = console_;
    await signIn('max@archestra.local');
    await goTo('/mcp/registry/new');
    await button('Memory').click();
    await button('Next').click();
    expect(await page.getByLabel('Value of environment 1').inputValue()).toBe('/home/server/memory.json');
    expect(await button('Send request').count()).toBe(0);
    await button('Next').click();
    await page.getByRole('heading', { name: 'What you ask for' }).waitFor();
    await page.getByText('MEMORY_FILE_PATH=/home/server/memory.json').waitFor();
    await page.getByLabel('What do you need it for?').fill('To remember who wants what.');
    await button('Send request').click();
    const refusal = page.getByRole('alert').filter({ hasText: 'the short name is taken' });
    await refusal.waitFor();
    const [note, send] = [await refusal.boundingBox(), await button('Send request').boundingBox()];
    expect((send?.y ?? 0) - ((note?.y ?? 0) + (note?.height ?? 0))).toBeLessThan(60);
    await button('Change the short name').click();
    await page.getByText('Taken already. Choose another one.').waitFor();
    await page.getByLabel('Short name').fill('memory-of-max');
    expect(await page.getByRole('alert').count()).toBe(0);
    for (const name of ['Next', 'Next', 'Send request']) await button(name).click();
    await page.getByText('To remember who wants what.').waitFor();
  });

  it('takes the short address of the queue', async () => {
    const { page, signIn } = console_;
    await signIn();
    await goTo('/mcp/registry/requests');
    await page.getByRole('heading', { name: 'Requests for servers' }).waitFor();
  });
});
