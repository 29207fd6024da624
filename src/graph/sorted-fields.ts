/** The fields of an object in the order of their names, so that their order in a document changes no plan. O(n log n). */
export const sortedFields = <Fields extends object>(fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) as Fields
