import { Alert, CodeBlock, CopyButton } from '@archestra/ui';
import { Time } from '../display/time.tsx';

interface LinkProps {
  url: string;
  email: string;
  expiresAt: string;
}

const isOfThisMachine = (url: string): boolean => /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/]|$)/.test(url);

/** The link of an invitation: shown to whoever invites, once. */
export const LinkShownOnce = ({ url, email, expiresAt }: LinkProps) => (
  <div className="grid gap-3">
    <Alert tone="warning" title="Copy the link now">
      It is shown this one time. Send it to {email} yourself, over a channel you trust: whoever opens it first becomes
      this person.
    </Alert>
    {isOfThisMachine(url) && (
      <Alert tone="info">
        This console answers on this machine only: nobody can open the link from another one. Its address is set with
        PUBLIC_URL.
      </Alert>
    )}
    <CodeBlock code={url} caption={`Invitation for ${email}`} wrap />
    <div className="flex flex-wrap items-center justify-between gap-2">
      <p className="text-xs text-muted-foreground">
        Works once, ends <Time at={expiresAt} />.
      </p>
      <CopyButton text={url} label="Copy link" variant="outline" />
    </div>
  </div>
);
