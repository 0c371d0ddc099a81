import { AppError, type Principal } from '@archestra/contracts';

/** Throws `NOT_ALLOWED` for whoever has no right to models. */
export const checkMayAsk = ({ permissions }: Principal): void => {
  if (!permissions.includes('model:use'))
    throw new AppError('NOT_ALLOWED', 'This token may not use models. Ask an administrator for the right to.');
};
