/** Whether a use reads its bytes, writes all of them, both, or writes some and keeps the others. */
export type AccessMode = 'read' | 'write' | 'read-write' | 'update'
