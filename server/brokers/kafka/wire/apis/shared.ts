/** Shapes that stand in more than one API. */
import { array, int32, string, struct } from '../types.ts'

/** KIP-951: who leads now, told with the error that says that the asked one does not. */
export const leader = struct({ id: int32, epoch: int32 })

export const nodeEndpoints = array({ nodeId: int32, host: string, port: int32, rack: string.nullable() })

/** Where nobody asked what they may do. */
export const OPERATIONS_NOT_ASKED = -(2 ** 31)
