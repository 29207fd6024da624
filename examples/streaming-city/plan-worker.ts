/** The thread in which plans are made while frames go on. */
import { servePlans } from 'memkit-gpu/worker'

servePlans()
