/** Plans made beside the page, of which only the latest is wanted. */
import workerText from 'playground-worker'
import { answerTo, type Answer, type Question } from './planned.ts'

interface Asked {
  readonly question: Question
  /** Called with the answer, unless another question comes before it. */
  answered(answer: Answer): void
}

/** A worker; or the page itself, where its host forbids workers made of text. */
export class LatestPlan {
  private worker: Worker | undefined
  private isForbidden = false
  /** The request that the worker is working on. */
  private asked: Asked | undefined

  ask(asked: Asked): void {
    // A worker hears of nothing while it plans.
    if (this.asked) this.stop()
    if (!this.isForbidden) this.worker ??= this.start()
    if (!this.worker) return asked.answered(answerTo(asked.question))
    this.asked = asked
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is no window
    this.worker.postMessage(asked.question)
  }

  private start(): Worker | undefined {
    const address = URL.createObjectURL(new Blob([workerText], { type: 'text/javascript' }))
    try {
      const worker = new Worker(address)
      worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
        const { asked } = this
        this.asked = undefined
        asked?.answered(data)
      })
      worker.addEventListener('error', (event) => {
        event.preventDefault()
        this.refuse()
      })
      return worker
    } catch {
      this.isForbidden = true
      return undefined
    }
  }

  private refuse(): void {
    const { asked } = this
    this.stop()
    this.isForbidden = true
    if (asked) this.ask(asked)
  }

  private stop(): void {
    this.worker?.terminate()
    this.worker = undefined
    this.asked = undefined
  }
}
