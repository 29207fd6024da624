/** The worker of the playground: plans one text after the other, so that typing never waits for a plan. */
import { answerTo, type Question } from './planned.ts'

addEventListener('message', ({ data }: MessageEvent<Question>) => postMessage(answerTo(data)))
