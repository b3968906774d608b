import { html } from 'hono/html';

import type { App, Person } from '../wechat/model.js';
import { toVisible } from '../wechat/views.js';
import type { Words } from '../words/en.js';
import type { Choices, Fault } from './choices.js';
import { type Example, examples } from './examples.js';
import { options } from './layout.js';
import type { Html } from './mode.js';

/** What the pages show of the simulated WeChat alone. */

/** A sentence in small print. */
export const note = (sentence: string): Html => html`<p class="hint">${sentence}</p>`;

const describeApp = ({ apps }: Words, { name, kind, scopes, domain }: App, home: string): string =>
  [apps[kind](name), scopes.join(', '), domain === home ? '' : apps.callbackDomain(domain)]
    .filter(Boolean)
    .join(' · ');

/** Fills in the credentials of one of WeChat's apps. */
export const appChooser = (
  words: Words,
  apps: readonly App[],
  home: string,
  clientId: unknown
): Html =>
  html`<form method="post" action="/app" class="row">
    <label for="app">${words.settings.takeFrom}</label>
    <select id="app" name="appid">
      ${options(
        apps.map((app) => [app.appid, describeApp(words, app, home)]),
        clientId
      )}
    </select>
    <button>${words.settings.fillIn}</button>
  </form>`;

/** Chooses the browser in which the sign-in page is open. */
export const clientChooser = ({ signIn }: Words, { client }: Choices): Html =>
  html`<form method="post" action="/client" class="row">
    <label for="client">${signIn.openIn}</label>
    <select id="client" name="client">
      ${options(Object.entries(signIn.clients), client)}
    </select>
    <button aria-label="${signIn.switchBrowser}">${signIn.switch}</button>
  </form>`;

const describePerson = (
  { people }: Words,
  { nickname, headimgurl, hasUnionid, isRestricted, isSnapshot }: Person
): string =>
  [
    toVisible(nickname),
    !headimgurl && people.noAvatar,
    !hasUnionid && people.noUnionid,
    /\p{Cc}/u.test(nickname) && people.controlCharacters,
    isRestricted && people.restricted,
    isSnapshot && people.snapshot,
  ]
    .filter(Boolean)
    .join(' · ');

/** Chooses who scans the code, and what goes wrong. */
export const choicesView = (
  words: Words,
  people: readonly Person[],
  faults: readonly Fault[],
  { person, fault }: Choices
): Html =>
  html`<fieldset>
    <legend>${words.signIn.wechatsSide}</legend>
    <label for="person">${words.signIn.whoScans}</label>
    <select id="person" name="person">
      ${options(
        people.map((person) => [person.id, describePerson(words, person)]),
        person
      )}
    </select>
    <label for="fault">${words.signIn.whatGoesWrong}</label>
    <select id="fault" name="fault">
      ${options(
        faults.map((fault) => [fault, words.faults[fault]]),
        fault
      )}
    </select>
  </fieldset>`;

/** What is pressed, and what comes of it. */
const stepsOf = (
  { examples, outcome }: Words,
  { isDenied, stopsAt, error, isRefreshed }: Example
): (Html | string)[] => {
  const shown = stopsAt ?? error;

  return [
    ...(stopsAt ? [] : [isDenied ? examples.deny : examples.allow]),
    shown ? html`<code>${shown}</code>` : outcome.signedIn,
    ...(isRefreshed ? [outcome.refresh, outcome.refreshed] : []),
  ];
};

const exampleView = (words: Words, example: Example): Html =>
  html`<li>
    <button name="example" value="${example.id}">
      ${words.examples.titles[example.id]}
      <span class="quiet">
        ${stepsOf(words, example).map((step, index) => html`${index > 0 ? ' → ' : ''}${step}`)}
      </span>
    </button>
  </li>`;

/** What there is to try. */
export const examplesView = (words: Words): Html =>
  html`<section id="try" class="card" aria-labelledby="try-title">
    <h2 id="try-title">${words.examples.heading}</h2>
    <p class="hint">${words.examples.hint}</p>
    <form method="post" action="/try" class="examples">
      ${Object.entries(words.examples.groups).map(
        ([group, heading]) =>
          html`<div>
            <h3>${heading}</h3>
            <ul>
              ${examples[group as keyof typeof examples].map((example) => exampleView(words, example))}
            </ul>
          </div>`
      )}
    </form>
  </section>`;
