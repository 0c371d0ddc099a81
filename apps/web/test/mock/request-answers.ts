import { randomUUID } from 'node:crypto';
import { AppError, type RequestNote, type RequestStatus, type ServerRequestDetail } from '@archestra/contracts';
import type { Answers } from './answer.ts';
import { itemOf, versionsOf } from './catalog-answers.ts';
import { items } from './catalog.ts';
import { tell } from './live.ts';
import { requests } from './request.ts';
import { me, sessionNow } from './session-answers.ts';
import { found, now, page } from './store.ts';

const isVisible = ({ requesterId }: ServerRequestDetail): boolean => {
  const { user, permissions } = sessionNow();
  return (
    requesterId === user.id ||
    permissions.includes('server-request:review') ||
    permissions.includes('organization:audit')
  );
};
const requestOf = (id: string) => found(requests.find((request) => request.id === id && isVisible(request)));
const summaryOf = ({ evidence: _evidence, notes: _notes, ...summary }: ServerRequestDetail) => summary;

const move = (request: ServerRequestDetail, status: RequestStatus, statusMessage: string) => {
  Object.assign(request, { status, statusMessage, revision: request.revision + 1, updatedAt: now() });
  const { id: requestId, draft } = request;
  tell({ kind: 'request', requestId, name: draft.name, status, message: statusMessage });
  return summaryOf(request);
};
const note = (request: ServerRequestDetail, kind: RequestNote['kind'], text: string): RequestNote => {
  const added = { id: randomUUID(), authorId: me().id, kind, text, createdAt: now() };
  request.notes.push(added);
  return added;
};

const decide = (
  { id, revision, note: text }: { id: string; revision: number; note: string },
  status: 'approved' | 'declined' | 'returned',
  message: string,
) => {
  const request = requestOf(id);
  if (request.requesterId === me().id)
    throw new AppError('NOT_ALLOWED', 'Nobody decides their own request. Ask another reviewer.');
  if (request.status !== 'review')
    throw new AppError('CONFLICT', `It was decided already: ${request.statusMessage} Reload to see it.`);
  if (request.revision !== revision)
    throw new AppError('CONFLICT', 'It was changed since you opened it. Look at it again.');
  note(request, status, text);
  return move(request, status, message);
};

/** The first run of a mock takes a moment, too. */
const collect = (request: ServerRequestDetail) => {
  setTimeout(() => {
    request.evidence = requests[1]?.evidence ?? null;
    move(request, 'review', 'Waiting for a reviewer.');
  }, 2_500).unref();
};

/** Requests for servers. */
export const requestAnswers: Answers = {
  listRequests: ({ query: { status, ...paging } }) =>
    page(
      requests.filter((request) => isVisible(request) && (!status || request.status === status)).map(summaryOf),
      paging,
    ),
  getRequest: ({ params }) => requestOf(params.id),
  createRequest: ({ body: { catalogItemId, draft, ...wish } }) => {
    const item = catalogItemId ? itemOf(catalogItemId) : undefined;
    const version = item && versionsOf(item.id)[0];
    const { kind } = version?.source ?? {};
    if (kind === 'builtin') throw new AppError('INVALID_INPUT', 'It is part of the platform already.');
    const wanted = draft ?? { ...found(item), ...found(version), source: found(version).source };
    if (wanted.source.kind === 'builtin') throw new AppError('INVALID_INPUT', 'It is part of the platform already.');
    const {
      name,
      title,
      description,
      labels,
      visibility,
      version: label,
      fields,
      source,
    } = wanted as NonNullable<typeof draft>;
    if (draft && items.some((known) => known.name === name))
      throw new AppError('CONFLICT', `The catalog has an item named ${name} already. Ask for it, or rename yours.`);
    const request: ServerRequestDetail = {
      ...wish,
      draft: { name, title, description, labels, visibility, version: label, fields, source },
      id: randomUUID(),
      origin: 'console',
      requesterId: me().id,
      catalogItemId,
      status: 'collecting',
      statusMessage: 'The first run in a sandbox without network is under way.',
      installationId: null,
      createdAt: now(),
      updatedAt: now(),
      revision: 1,
      evidence: null,
      notes: [],
    };
    requests.unshift(request);
    collect(request);
    return summaryOf(request);
  },
  resubmitRequest: ({ params, body: { note: text, draft, ...wish } }) => {
    const request = requestOf(params.id);
    Object.assign(request, wish, draft && { draft }, { evidence: null });
    note(request, 'resubmitted', text);
    collect(request);
    return move(request, 'collecting', 'The first run in a sandbox without network is under way.');
  },
  withdrawRequest: ({ params }) => {
    const request = requestOf(params.id);
    note(request, 'withdrawn', '');
    return move(request, 'withdrawn', `Withdrawn by ${me().name}.`);
  },
  commentRequest: ({ params, body }) => note(requestOf(params.id), 'comment', body.text),
  approveRequest: ({ params, body }) => {
    const answer = decide({ ...params, ...body }, 'approved', 'Approved. The server is being started.');
    setTimeout(() => {
      const request = requestOf(params.id);
      move(request, 'deployed', 'Its tools are in the profiles.');
    }, 3_000).unref();
    return answer;
  },
  declineRequest: ({ params, body }) => decide({ ...params, ...body }, 'declined', `Declined by ${me().name}.`),
  returnRequest: ({ params, body }) => decide({ ...params, ...body }, 'returned', `${me().name} asks: ${body.note}`),
};
