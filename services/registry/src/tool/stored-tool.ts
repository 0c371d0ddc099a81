import { Tool } from '@archestra/contracts';

/** A tool as its row keeps it: the definition as JSON text beside its pin. */
export const toTool = ({ definition, pin }: { definition: string; pin: string }): Tool =>
  Tool.parse({ ...(JSON.parse(definition) as object), pin });

/** The row of a tool, without the server it belongs to. */
export const fromTool = ({ pin, ...definition }: Tool, position: number) => ({
  name: definition.name,
  position,
  definition: JSON.stringify(definition),
  pin,
});
