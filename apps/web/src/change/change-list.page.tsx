/** Under construction. */
export const ChangeListPage = () => null;
