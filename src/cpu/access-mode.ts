/** What a use does with its bytes. */
export type AccessMode = 'read' | 'write' | 'read-write'
