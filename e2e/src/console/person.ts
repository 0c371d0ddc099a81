import type { Page } from 'playwright-core';
import type { Visitor } from './browser.ts';

interface Person {
  name: string;
  email: string;
  password: string;
}

/** Takes an invitation as whoever got the link does: chooses name and password, then signs in. */
export const acceptInvitation = async (visitor: Visitor, url: string, person: Person): Promise<Page> => {
  const page = await visitor.page();
  await page.goto(url);
  await page.getByLabel('Your name').fill(person.name);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByLabel('Password again').fill(person.password);
  await page.getByRole('button', { name: 'Accept and create the account' }).click();
  await page.getByText('Your account is ready').waitFor();
  await visitor.signIn(page, person.email, person.password);
  return page;
};
