/** Whether a use reads its bytes, writes them, or both. */
export type AccessMode = 'read' | 'write' | 'read-write'
