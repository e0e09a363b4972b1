import { configuration } from '../errors.ts';
import type { Settings } from './files/sections.ts';

/** Tags of a role session, for AssumeRole. */
export interface SessionTags {
  tags?: readonly (readonly [key: string, value: string])[] | undefined;
  /** Keys of the tags that the sessions of next roles have, too. */
  transitiveTags?: readonly string[] | undefined;
}

/** AssumeRole takes so many (AWS STS API reference). */
const MOST_TAGS = 50;
const keyForm = /^[\p{L}\p{Z}\p{N}_.:/=+@-]{1,128}$/u;
const valueForm = /^[\p{L}\p{Z}\p{N}_.:/=+@-]{0,256}$/u;

/**
 * The tags of a profile, under the names that aws-vault gave them: `session_tags = team=web,stage=dev` and
 * `transitive_session_tags = team`.
 * @throws Failure (configuration) for what STS would refuse after a code was used
 */
export function tagsOf(profile: string, settings: Settings): SessionTags {
  const tags = listed(settings.session_tags).map((tag): [string, string] => {
    const [key = '', ...value] = tag.split('=');
    return [key.trim(), value.join('=').trim()];
  });
  const transitiveTags = listed(settings.transitive_session_tags);
  const keys = tags.map(([key]) => key);
  const folded = keys.map((key) => key.toLowerCase());
  const twice = keys.find((_, at) => folded.indexOf(folded[at] ?? '') < at);
  const bad = tags.find(([key, value]) => !keyForm.test(key) || !valueForm.test(value));
  const alone = transitiveTags.find((key) => !keys.includes(key));
  const wrong =
    (bad && `session_tags of profile ${profile} has what no tag can be: ${bad.join('=')}`) ??
    (twice && `session_tags of profile ${profile} has ${twice} twice`) ??
    (tags.length > MOST_TAGS ? `session_tags of profile ${profile} has more than ${MOST_TAGS} tags` : undefined) ??
    (alone && `transitive_session_tags of profile ${profile} has ${alone}, which session_tags has not`);
  if (wrong) throw configuration(wrong, 'write them like session_tags = team=web,stage=dev');
  return { tags: orNone(tags), transitiveTags: orNone(transitiveTags) };
}

const listed = (text = ''): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one);

const orNone = <Item>(items: Item[]): Item[] | undefined => (items.length > 0 ? items : undefined);
