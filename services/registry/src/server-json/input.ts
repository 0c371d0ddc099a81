import { ConfigurationField } from '@archestra/contracts';
import type { Argument, Input, NamedInput } from './server-schema.ts';

/** Collects what a document says and this platform does not do. */
export class Warnings {
  readonly texts: string[] = [];

  add(text: string): void {
    const shown = text
      .replaceAll(/\p{Cc}/gu, ' ')
      .slice(0, 300)
      .toWellFormed();
    if (this.texts.length < MAX_WARNINGS && !this.texts.includes(shown)) this.texts.push(shown);
  }
}
const MAX_WARNINGS = 100;

export interface Filled {
  text: string;
  /** Names of variables that somebody has to fill in. */
  open: string[];
}

/** A template with its variables replaced by their values; what is no variable stays as it is. */
export const fill = (template: string, variables: Readonly<Record<string, Input>> = {}): Filled => {
  const open: string[] = [];
  const text = template.replaceAll(/\{([^{}]+)\}/g, (whole, name: string) => {
    const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (!variable) return whole;
    const value = variable.value ?? variable.default;
    if (value === undefined) open.push(name);
    return value ?? whole;
  });
  return { text, open };
};

const preset = (input: Input): Filled | undefined => {
  const template = input.value ?? input.default;
  return template === undefined ? undefined : fill(template, input.variables);
};

/** Command-line arguments as a program gets them; those that nobody answered are left out with a warning. */
export const commandLine = (list: readonly Argument[] | undefined, where: string, warnings: Warnings): string[] =>
  (list ?? []).flatMap((argument) => {
    const name = argument.type === 'named' ? argument.name : '';
    const filled = preset(argument);
    if (!filled || filled.open.length > 0) {
      const what = name || `of ${where}`;
      warnings.add(`The argument ${what} needs an answer and was left out: add it to the arguments if you want it.`);
      return [];
    }
    if (name === '') return [filled.text];
    return [filled.text === '' ? name : `${name}=${filled.text}`];
  });

const isSecret = ({ isSecret: own, variables }: Input): boolean =>
  own === true || Object.values(variables ?? {}).some((variable) => variable.isSecret === true);

const isRequired = ({ isRequired: own, variables }: Input): boolean =>
  own === true || Object.values(variables ?? {}).some((variable) => variable.isRequired === true);

const describe = ({ description = '', value, variables }: Input): string =>
  value !== undefined && variables ? `${description} (composed as: ${value})`.trim() : description;

/** A field that somebody answers. Undefined, with a warning, when it cannot be one. */
export const toField = (
  input: NamedInput,
  place: ConfigurationField['in'],
  warnings: Warnings,
): ConfigurationField | undefined => {
  const secret = isSecret(input);
  const filled = preset(input);
  const known = filled && filled.open.length === 0 ? filled.text : undefined;
  if (secret && known !== undefined) warnings.add(`The preset value of the secret ${input.name} was left out.`);
  const parsed = ConfigurationField.safeParse({
    in: place,
    name: input.name,
    description: describe(input).slice(0, 1_000),
    isSecret: secret,
    isRequired: isRequired(input),
    ...(known === undefined || secret ? {} : { default: known }),
    choices: input.choices ?? [],
  });
  if (parsed.success) return parsed.data;
  warnings.add(`${input.name} cannot be a field here: its name or its choices are not supported.`);
  return undefined;
};

/** Each name once, as many as a version may have. */
export const distinct = (fields: readonly (ConfigurationField | undefined)[]): ConfigurationField[] => {
  const names = new Set<string>();
  const kept = fields.filter((field): field is ConfigurationField => {
    if (!field || names.has(field.name.toLowerCase())) return false;
    names.add(field.name.toLowerCase());
    return true;
  });
  return kept.slice(0, 64);
};

/** Environment variables whose value is given, and fields for the others. */
export const environmentOf = (
  list: readonly NamedInput[] | undefined,
  warnings: Warnings,
): { environment: Record<string, string>; fields: ConfigurationField[] } => {
  const environment: Record<string, string> = {};
  const fields: (ConfigurationField | undefined)[] = [];
  for (const input of list ?? []) {
    const filled = input.value === undefined ? undefined : fill(input.value, input.variables);
    const isFixed = filled && filled.open.length === 0 && !isSecret(input);
    if (isFixed) environment[input.name] = filled.text;
    else fields.push(toField(input, 'env', warnings));
  }
  return { environment, fields: distinct(fields) };
};
