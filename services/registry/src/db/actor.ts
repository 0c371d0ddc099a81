/** For whom and on whose behalf something changes. */
export interface Actor {
  organizationId: string;
  principal?: string;
}
