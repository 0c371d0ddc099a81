/** Under construction. */
export const RequestPage = () => null;
