import { modelReferenceText, type ModelReference, type RequestFacts, type RuleCondition } from '@archestra/contracts';
import { DateTime } from 'luxon';

/** What a rule looks at. */
export interface RuleSubject {
  requested: ModelReference;
  profileId: string | null;
  teamIds: readonly string[];
  facts: RequestFacts;
  atMs: number;
}

type Check = (condition: RuleCondition, subject: RuleSubject) => boolean;

const isModel: Check = ({ models }, { requested }) => {
  const text = modelReferenceText(requested);
  return models.length === 0 || models.some((model) => modelReferenceText(model) === text);
};

const isSize: Check = ({ minInputTokens = 0, maxInputTokens = Infinity }, { facts }) =>
  minInputTokens <= facts.inputTokens && facts.inputTokens <= maxInputTokens;

const isKind: Check = ({ hasTools, hasImages, contentClasses }, { facts }) =>
  (hasTools ?? facts.hasTools) === facts.hasTools &&
  (hasImages ?? facts.hasImages) === facts.hasImages &&
  (contentClasses.length === 0 || contentClasses.includes(facts.contentClass));

const isWho: Check = ({ profileIds, teamIds }, subject) =>
  (profileIds.length === 0 || (subject.profileId !== null && profileIds.includes(subject.profileId))) &&
  (teamIds.length === 0 || teamIds.some((team) => subject.teamIds.includes(team)));

const isTime: Check = ({ time }, { atMs }) => {
  if (!time) return true;
  const local = DateTime.fromMillis(atMs, { zone: time.timeZone });
  const minute = local.hour * 60 + local.minute;
  const { fromMinute, toMinute } = time;
  return fromMinute <= toMinute ? fromMinute <= minute && minute < toMinute : fromMinute <= minute || minute < toMinute;
};

const checks = [isModel, isSize, isKind, isWho, isTime];

/** Whether every condition holds, save how full a budget is. */
export const holds: Check = (condition, subject) => checks.every((check) => check(condition, subject));
