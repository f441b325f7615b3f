import { contract } from './contract.ts'
import { skippedOfLog } from './kafka-skips.ts'

contract('kafka', { skip: skippedOfLog })
