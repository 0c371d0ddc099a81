import { Page } from '../display/page.tsx';
import { SharedTokens } from './shared-tokens.tsx';

/** Tokens of teams and machines. */
export const SharedTokenListPage = () => (
  <Page
    name="Shared tokens"
    title="Shared tokens"
    description="For agents and machines that act for a team or for themselves instead of for one person."
  >
    <SharedTokens />
  </Page>
);
