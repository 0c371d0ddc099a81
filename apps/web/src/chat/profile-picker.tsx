import {
  Button,
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from '@archestra/ui';
import { Blocks, ChevronDown } from 'lucide-react';
import { useProfiles } from '../profile/profile.query.ts';

const NONE = 'none';

interface ProfilePickerProps {
  profileId: string | null;
  /** A chat keeps its profile once something was said in it. */
  isFixed: boolean;
  onChange: (profileId: string | null) => void;
}

/** Says whose tools may be called; opens the list of profiles. */
export const ProfilePicker = ({ profileId, isFixed, onChange }: ProfilePickerProps) => {
  const { data: profiles = [] } = useProfiles();
  const chosen = profiles.find(({ id }) => id === profileId);
  const name = chosen?.name ?? (profileId === null ? 'No tools' : 'Profile');
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          variant="ghost"
          size="sm"
          disabled={isFixed}
          title={isFixed ? 'A chat keeps its profile. Begin another chat for another one.' : undefined}
          aria-label={isFixed ? `Profile: ${name}` : `Profile: ${name}. Choose another`}
          className="max-w-40 min-w-0 shrink gap-1 px-2 text-muted-foreground"
        >
          <Blocks aria-hidden className="hidden sm:block" />
          <span className="truncate text-foreground">{name}</span>
          {!isFixed && <ChevronDown aria-hidden />}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="max-h-80 w-72 overflow-y-auto">
        <DropdownMenuLabel>Whose tools may be called</DropdownMenuLabel>
        <DropdownMenuRadioGroup
          value={profileId ?? NONE}
          onValueChange={(value) => onChange(value === NONE ? null : value)}
        >
          {profiles.map(({ id, name: title, description }) => (
            <DropdownMenuRadioItem key={id} value={id}>
              <span className="min-w-0">
                <span className="block truncate">{title}</span>
                {description && <span className="block truncate text-xs text-muted-foreground">{description}</span>}
              </span>
            </DropdownMenuRadioItem>
          ))}
          <DropdownMenuRadioItem value={NONE}>No tools</DropdownMenuRadioItem>
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
};
