const BASE = (198 << 24) | (18 << 16);
/** 198.18.0.0/15 (RFC 2544), without its first and last address. */
const SIZE = 2 ** 17 - 2;

const toText = (number: number): string => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');

/** Addresses that stand for names inside one room: whoever connects to one of them means the name. The oldest is forgotten first. */
export class FakeAddresses {
  private readonly byName = new Map<string, string>();
  private readonly byAddress = new Map<string, string>();
  private next = 0;
  private readonly capacity: number;

  constructor(capacity = SIZE) {
    this.capacity = Math.min(capacity, SIZE);
  }

  addressOf(name: string): string {
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    const address = toText(BASE + 1 + this.next);
    this.next = (this.next + 1) % this.capacity;
    const former = this.byAddress.get(address);
    if (former !== undefined) this.byName.delete(former);
    this.byName.set(name, address);
    this.byAddress.set(address, name);
    return address;
  }

  nameOf(address: string): string | undefined {
    return this.byAddress.get(address);
  }
}
