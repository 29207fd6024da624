import { expect, it } from 'vitest'
import { InOrder } from '../../src/backends/in-order.ts'
import { newPromise, settleLast } from '../../src/new-promise.ts'

it('waits for the latest work, and for none once that is over, whether or not it failed', async () => {
  const order = new InOrder()
  expect(order.pending).toBeUndefined()
  const first = newPromise<void>()
  const endFirst = settleLast.resolve as () => void
  const second = newPromise<void>()
  const failSecond = settleLast.reject
  expect(order.follow(first)).toBe(first)
  const failed = order.follow(second)
  endFirst()
  await first
  expect(order.pending).toBeDefined()
  failSecond(new Error('the body threw'))
  await order.pending
  expect(order.pending).toBeUndefined()
  await expect(failed).rejects.toThrow('the body threw')
})
