import { contract } from './contract.ts'
import { rpcBehaviour } from './rpc.ts'

contract('grpc-web')
rpcBehaviour('grpc-web')
