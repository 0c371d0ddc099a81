import { CONFIG, TextSeal } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import { providerKeyOwner, PROVIDER_KEY_PURPOSE } from '@archestra/contracts';
import type { RegistryConfig } from '../registry.config.ts';

const HINT_CHARACTERS = 4;
/** Of a shorter key, four characters would be too much. */
const MIN_HINTED_LENGTH = 16;

interface Owner {
  organizationId: string;
  id: string;
}

/** Keys of providers, sealed for the gateway. */
@Injectable()
export class ProviderKeys {
  private readonly seals: TextSeal;

  constructor(@Inject(CONFIG) { PROVIDER_KEY, PROVIDER_KEY_PREVIOUS }: RegistryConfig) {
    this.seals = new TextSeal([PROVIDER_KEY, ...PROVIDER_KEY_PREVIOUS], PROVIDER_KEY_PURPOSE);
  }

  seal(key: string, owner: Owner): { sealedKey: string; keyHint: string } {
    const end = key.length >= MIN_HINTED_LENGTH ? key.slice(-HINT_CHARACTERS) : '';
    return { sealedKey: this.seals.seal(key, providerKeyOwner(owner)), keyHint: `…${end}` };
  }

  /** Throws `INTERNAL` when it was sealed under a key that is no longer known. */
  open(sealedKey: string | null, owner: Owner): string | null {
    return sealedKey === null ? null : this.seals.open(sealedKey, providerKeyOwner(owner));
  }

  /** The same key under the newest secret; undefined when it is already. */
  renewed(sealedKey: string | null, owner: Owner): string | undefined {
    if (sealedKey === null || !this.seals.isOutdated(sealedKey)) return undefined;
    return this.seals.seal(this.seals.open(sealedKey, providerKeyOwner(owner)), providerKeyOwner(owner));
  }
}
