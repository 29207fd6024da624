/** Objectives of a plan, apart from the plan's schema: who plans needs the names, not the schema. */
export const objectives = ['balanced', 'submissions', 'memory', 'overlap'] as const
