import { html } from 'hono/html';

import { people } from '../wechat/apps-and-people.js';
import type { Person } from '../wechat/model.js';
import { toVisible } from '../wechat/views.js';
import type { Wechat } from '../wechat/wechat.js';
import type { Words } from '../words/en.js';
import { type Example, examples, findOffer } from './examples.js';
import { headingOf, type Html, options, type Site } from './layout.js';

/** What can be chosen of the simulated WeChat. */

/** Fills in the settings for what an admin can have at WeChat. */
export const offerChooser = ({ words, config }: Site): Html =>
  html`<form method="post" action="/offer">
    <label for="offer">${words.settings.takeFrom}</label>
    <fieldset role="group">
      <select id="offer" name="offer">
        ${options(Object.entries(words.offers), findOffer(config))}
      </select>
      <button class="outline secondary">${words.settings.fillIn}</button>
    </fieldset>
  </form>`;

/** Chooses the browser in which the sign-in page is open. */
export const clientChooser = ({ words: { signIn }, wechat }: Site): Html =>
  html`<label for="client">${signIn.openIn}</label>
    <select id="client" name="client" form="settings-form" autocomplete="off">
      ${options(Object.entries(signIn.clients), wechat.choices.client)}
    </select>`;

const describePerson = (
  { people }: Words,
  { nickname, headimgurl, hasUnionid, isFollower, isRestricted, isSnapshot }: Person
): string =>
  [
    toVisible(nickname),
    !headimgurl && people.noAvatar,
    !hasUnionid && people.noUnionid,
    /\p{Cc}/u.test(nickname) && people.controlCharacters,
    !isFollower && people.noFollower,
    isRestricted && people.restricted,
    isSnapshot && people.snapshot,
  ]
    .filter(Boolean)
    .join(' · ');

/** Who is chosen, and what goes wrong. */
export const describeChoices = (words: Words, { choices }: Pick<Wechat, 'choices'>): string =>
  [
    ...people.filter(({ id }) => id === choices.person).map((one) => describePerson(words, one)),
    words.faults[choices.fault],
  ].join(' · ');

/**
 * Chooses who scans the code, and what goes wrong.
 *
 * @param form the id of the form that sends it.
 */
export const choicesView = (
  words: Words,
  { faults, choices }: Pick<Wechat, 'faults' | 'choices'>,
  form: string
): Html =>
  html`<h3>${words.signIn.wechatsSide}</h3>
    <label for="person">${words.signIn.whoScans}</label>
    <select id="person" name="person" form="${form}" autocomplete="off">
      ${options(
        people.map((person) => [person.id, describePerson(words, person)]),
        choices.person
      )}
    </select>
    <label for="fault">${words.signIn.whatGoesWrong}</label>
    <select id="fault" name="fault" form="${form}" autocomplete="off">
      ${options(
        faults.map((fault) => [fault, words.faults[fault]]),
        choices.fault
      )}
    </select>`;

/** What is pressed, and what comes of it. */
const stepsOf = (
  { examples, outcome }: Words,
  { isDenied, isSilent, stopsAt, error, isRefreshed }: Example
): (Html | string)[] => {
  const shown = stopsAt ?? (error && `connector.${error}`);

  return [
    ...(stopsAt || isSilent ? [] : [isDenied ? examples.deny : examples.allow]),
    shown ? html`<code>${shown}</code>` : outcome.signedIn,
    ...(isRefreshed ? [outcome.refresh, outcome.refreshed] : []),
  ];
};

const exampleView = (words: Words, example: Example): Html =>
  html`<button class="outline secondary" type="submit" name="example" value="${example.id}">
    ${{ ...words.faults, ...words.examples.titles }[example.id]}
    <small>
      ${stepsOf(words, example).map((step, index) => html`${index > 0 ? ' → ' : ''}${step}`)}
    </small>
  </button>`;

/** What there is to try. */
export const examplesView = (words: Words): Html =>
  html`<article id="try" aria-labelledby="try-title">
    ${headingOf('try', words.examples.heading, words.examples.hint)}
    <form method="post" action="/try" class="examples">
      ${Object.entries(words.examples.groups).map(
        ([group, heading]) =>
          html`<section>
            <h3>${heading}</h3>
            ${examples[group as keyof typeof examples].map((example) => exampleView(words, example))}
          </section>`
      )}
    </form>
  </article>`;
