/** Staging: the heaps through which inputs go to the device and outputs come back. Each frame in flight has its own. */
export const isStaging = (memory: unknown): boolean => memory === 'upload' || memory === 'readback'
