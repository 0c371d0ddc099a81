/** Under construction. */
export const RequestListPage = () => null;
