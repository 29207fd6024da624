/** Promises whose makers settle them later. `Promise.withResolvers` makes an object and two functions for each, and is not in Node 20. */

interface Settle {
  resolve: (value: never) => void
  reject: (error: unknown) => void
}

/** The functions that settle the promise that was made last: no function has to be made to hand them out. */
export const settleLast: Settle = { resolve: () => {}, reject: () => {} }

export const newPromise = <T>(): Promise<T> => new Promise<T>(capture)

function capture(resolve: Settle['resolve'], reject: Settle['reject']): void {
  settleLast.resolve = resolve
  settleLast.reject = reject
}
