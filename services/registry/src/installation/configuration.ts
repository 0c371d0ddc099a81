import { AppError, type ConfigurationField } from '@archestra/contracts';

const objection = (
  fields: readonly ConfigurationField[],
  configuration: Readonly<Record<string, string>>,
): string | undefined => {
  const byName = new Map(fields.map((field) => [field.name, field]));
  for (const [name, value] of Object.entries(configuration)) {
    const field = byName.get(name);
    if (!field) return `There is no field ${name}.`;
    if (field.isSecret) return `${name} is secret: give it as a credential, not as configuration.`;
    if (field.choices.length > 0 && !field.choices.includes(value)) return `${name} must be one of its choices.`;
  }
  const isOpen = ({ name, isRequired, isSecret, default: preset }: ConfigurationField): boolean =>
    isRequired && !isSecret && preset === undefined && !Object.hasOwn(configuration, name);
  const missing = fields.filter(isOpen).map(({ name }) => name);
  return missing.length > 0 ? `Required and not answered: ${missing.join(', ')}.` : undefined;
};

/** Throws `INVALID_INPUT` unless the answers fit the fields: known names, no secrets, allowed choices, nothing required left open. */
export const assertConfiguration = (
  fields: readonly ConfigurationField[],
  configuration: Readonly<Record<string, string>>,
): void => {
  const reason = objection(fields, configuration);
  if (reason !== undefined) throw new AppError('INVALID_INPUT', reason);
};
