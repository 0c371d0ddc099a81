import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { consoleRoutes } from '@archestra/contracts';
import { ConsoleClient, startInstallation, type Installation } from '@archestra/local';
import { eventually } from '@archestra/testing';
import { kubectl, onCluster, tidesImage } from '@archestra/testing/cluster';
import { useNamespace } from '@archestra/testing/kubernetes';
import type { Page } from 'playwright-core';
import { chromiumPath, Visitor } from '../console/browser.ts';
import { connect } from '../console/connected.ts';
import { acceptInvitation } from '../console/person.ts';
import { openPlatform, type Platform } from '../platform/platform.ts';
import { approvalOf, leftOvers, manifestOf } from './cluster.ts';

const START_WITHIN_MS = 300_000;
const READY_WITHIN_MS = 120_000;
const PASSWORD = 'A sentence that only this story says.';
const people = { member: 'mia@archestra.local', editor: 'edgar@archestra.local' } as const;

interface Wanted {
  title: string;
  name: string;
  tool: string;
  arguments: Record<string, string>;
  answer: string;
  /** A line of its log. */
  said: string;
  fill: (page: Page) => Promise<void>;
}

const image = (transport: 'attach' | 'http') => async (page: Page) => {
  await page.getByText('Container image', { exact: true }).click();
  await page.getByLabel('Image', { exact: true }).fill(await tidesImage(transport));
  if (transport === 'http') await page.getByText('Streamable HTTP', { exact: true }).click();
};

const wanted: Wanted[] = [
  {
    title: 'Everything in a pod',
    name: 'everything-pod',
    tool: 'echo',
    arguments: { message: 'from a pod' },
    answer: 'Echo: from a pod',
    said: 'Starting default (STDIO) server',
    fill: async (page) => {
      await page.getByLabel('Package', { exact: true }).fill('@modelcontextprotocol/server-everything');
      await page.getByLabel('Exact version').fill('2026.8.31');
    },
  },
  ...(['attach', 'http'] as const).map((transport) => ({
    title: `Tides by ${transport}`,
    name: `tides-${transport}`,
    tool: 'tide',
    arguments: { harbour: 'Husum' },
    answer: 'High water at Husum',
    said: 'asked for Husum',
    fill: image(transport),
  })),
];

const withBrowser = chromiumPath === undefined ? describe.skip : describe;

// One story in many parts: each goes on where the one before it ended.
withBrowser('servers as pods, from the wish to the end (needs Chromium)', () => {
  const namespace = useNamespace('story');
  let installation: Installation;
  let visitor: Visitor;
  let platform: Platform;
  let profileId = '';
  const pages = {} as Record<keyof typeof people, Page>;

  /** Takes an invitation as whoever got the link does. */
  const join = async (who: keyof typeof people): Promise<Page> => {
    const body = { email: people[who], role: who };
    const { url } = await platform.api.call(consoleRoutes.createInvitation, { body });
    const name = who === 'member' ? 'Mia Member' : 'Edgar Editor';
    return acceptInvitation(visitor, url, { name, email: people[who], password: PASSWORD });
  };

  const tokenOf = async (page: Page): Promise<string> => {
    const response = await page.request.post(`${visitor.consoleUrl}/api/tokens`, {
      headers: { origin: visitor.consoleUrl },
      data: { name: 'story' },
    });
    return ((await response.json()) as { secret: string }).secret;
  };

  beforeAll(async () => {
    installation = await startInstallation({ LOG_LEVEL: 'warn', ...(await onCluster(namespace().name)) });
    platform = await openPlatform(installation);
    visitor = await Visitor.arrive(installation.addresses.consoleUrl);
    profileId = (
      await platform.api.call(consoleRoutes.createProfile, {
        body: { name: 'Harbour office', access: { everyone: true, teamIds: [], userIds: [] } },
      })
    ).id;
  }, START_WITHIN_MS);

  afterAll(async () => {
    await visitor?.leave();
    await installation?.stop();
  }, 90_000);

  it('invites a member and an editor, who choose their own passwords', async () => {
    pages.member = await join('member');
    pages.editor = await join('editor');
    await pages.member.getByRole('link', { name: 'Ask for a server' }).first().waitFor();
  });

  describe.each(wanted)('$title', (server) => {
    const path = { request: '', server: '' };
    let before: string[] = [];

    it('is asked for by the member', async () => {
      const page = pages.member;
      before = leftOvers(namespace().name);
      await page.goto(`${visitor.consoleUrl}/mcp/registry/new`);
      await server.fill(page);
      await page.getByLabel('Title').fill(server.title);
      await page.getByLabel('Short name').fill(server.name);
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByLabel('What do you need it for?').fill('To know when ships can leave.');
      await page.getByRole('checkbox', { name: /Harbour office/ }).click();
      await page.getByRole('button', { name: 'Send request' }).click();
      await page.getByRole('heading', { name: new RegExp(server.title) }).waitFor();
      path.request = new URL(page.url()).pathname;
      expect(await page.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
    });

    it('is approved by the editor with the evidence in view, and becomes a pod', async () => {
      const page = pages.editor;
      await page.goto(visitor.consoleUrl + path.request);
      await page.getByRole('heading', { name: 'What was asked for' }).waitFor();
      await page.getByRole('heading', { name: server.tool, exact: true }).waitFor({ timeout: READY_WITHIN_MS });
      await page.getByRole('button', { name: /^Approve/ }).click();
      await page.getByRole('button', { name: 'Approve and start' }).click();
      await page.getByText('Deployed', { exact: true }).waitFor({ timeout: READY_WITHIN_MS });
      await page.getByRole('link', { name: 'Open the server' }).click();
      await page.getByText('Ready', { exact: true }).waitFor();
      path.server = new URL(page.url()).pathname;
    });

    it('answers an SDK client of the member through the gateway, under the restricted standard', async () => {
      const headers = { authorization: `Bearer ${await tokenOf(pages.member)}` };
      const client = await connect({ url: platform.endpoint(profileId), headers });
      try {
        const { tools } = await client.listTools();
        const found = tools.find(({ name }) => name === server.tool || name.endsWith(`__${server.tool}`));
        const result = await client.callTool({ name: found?.name ?? '', arguments: server.arguments });
        expect(result.content).toEqual([{ type: 'text', text: server.answer }]);
      } finally {
        await client.close();
      }
      expect(leftOvers(namespace().name).length).toBeGreaterThan(before.length);
      const pods = JSON.parse(kubectl(['-n', namespace().name, 'get', 'pods', '-o', 'json'])) as {
        items: { spec: { automountServiceAccountToken?: boolean; securityContext?: { runAsNonRoot?: boolean } } }[];
      };
      expect(pods.items.length).toBeGreaterThan(0);
      for (const { spec } of pods.items) {
        expect(spec.automountServiceAccountToken).toBe(false);
        expect(spec.securityContext?.runAsNonRoot).toBe(true);
      }
    });

    it('shows its log as it comes, and restarts', async () => {
      const page = pages.editor;
      await page.goto(`${visitor.consoleUrl}${path.server}?tab=logs`);
      await page.getByText(server.said).first().waitFor();
      await page.getByRole('button', { name: 'Restart', exact: true }).click();
      await page.getByRole('button', { name: 'Restart server' }).click();
      await page.getByRole('button', { name: 'Restarting' }).waitFor();
      await page.getByRole('button', { name: 'Restart', exact: true }).waitFor({ timeout: READY_WITHIN_MS });
      await page.getByText('Ready', { exact: true }).waitFor({ timeout: READY_WITHIN_MS });
    });

    it('leaves nothing behind when it is deleted', async () => {
      const page = pages.editor;
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByRole('button', { name: 'Delete server' }).click();
      await page.getByRole('heading', { name: 'MCP servers' }).waitFor();
      await eventually(() => expect(leftOvers(namespace().name)).toEqual(before), 60_000);
    });
  });

  it('asks the editor about what somebody applies with kubectl: one runs when approved, one is told why not', async () => {
    const editor = new ConsoleClient(visitor.consoleUrl);
    await editor.signIn(people.editor, PASSWORD);
    const image = await tidesImage('http');
    const within = ['-n', namespace().name];
    for (const name of ['applied-tides', 'unwanted-tides'])
      kubectl([...within, 'apply', '-f', '-'], manifestOf(name, image));
    const asked = (name: string) =>
      eventually(
        async () => {
          const { items } = await editor.call(consoleRoutes.listRequests, { query: { limit: 200, status: 'review' } });
          const found = items.find(({ draft }) => draft.name === name);
          expect(found).toMatchObject({
            origin: 'kubernetes',
            draft: { source: { image, transport: 'http', port: 8080 } },
          });
          return found ?? { id: '', revision: 0 };
        },
        READY_WITHIN_MS,
        500,
      );
    const uidOf = (name: string) => kubectl([...within, 'get', 'mcps', name, '-o', 'jsonpath={.metadata.uid}']);
    const wantedRequest = await asked('applied-tides');
    const unwanted = await asked('unwanted-tides');
    expect(approvalOf(namespace().name, 'applied-tides')).toMatchObject({
      status: 'False',
      reason: 'WaitingForReview',
    });
    expect(kubectl([...within, 'get', 'deployments', '-o', 'name'])).not.toContain('applied-tides');
    const uid = uidOf('applied-tides');

    await editor.call(consoleRoutes.declineRequest, {
      params: { id: unwanted.id },
      body: { revision: unwanted.revision, note: 'One harbour office is enough.' },
    });
    await editor.call(consoleRoutes.approveRequest, {
      params: { id: wantedRequest.id },
      body: { revision: wantedRequest.revision, note: '', profileIds: [profileId] },
    });
    await eventually(
      () =>
        expect(approvalOf(namespace().name, 'unwanted-tides')).toMatchObject({
          status: 'False',
          reason: 'Declined',
          message: expect.stringContaining('One harbour office is enough.'),
        }),
      30_000,
    );
    const { id } = await platform.serverReady('applied-tides');
    expect(uidOf('applied-tides')).toBe(uid);
    expect(approvalOf(namespace().name, 'applied-tides')).toMatchObject({ status: 'True', reason: 'Approved' });
    expect(kubectl([...within, 'get', 'deployments', '-o', 'name']).trim()).toContain('applied-tides');

    const headers = { authorization: `Bearer ${await tokenOf(pages.member)}` };
    const client = await connect({ url: platform.endpoint(profileId), headers });
    try {
      const name = await eventually(async () => {
        const found = (await client.listTools()).tools.find((tool) => tool.name.endsWith('tide'));
        expect(found).toBeDefined();
        return found?.name ?? '';
      }, 30_000);
      const result = await client.callTool({ name, arguments: { harbour: 'Husum' } });
      expect(result.content).toEqual([{ type: 'text', text: 'High water at Husum' }]);
    } finally {
      await client.close();
    }
    await platform.api.call(consoleRoutes.deleteServer, { params: { id } });
    kubectl([...within, 'delete', 'mcps', 'unwanted-tides']);
    const left = () => leftOvers(namespace().name).filter((name) => name.includes('tides'));
    await eventually(() => expect(left()).toEqual([]), 60_000);
  }, 300_000);

  it('leaves an empty namespace when the last server is gone', async () => {
    const { items } = await platform.api.call(consoleRoutes.listServers, { query: { limit: 200 } });
    for (const { id, source } of items.filter((item) => item.source.kind !== 'builtin')) {
      expect(source.kind).toBe('package');
      await platform.api.call(consoleRoutes.deleteServer, { params: { id } });
    }
    await eventually(() => expect(leftOvers(namespace().name)).toEqual([]), 60_000);
    expect(visitor.complaints).toEqual([]);
  });
});
