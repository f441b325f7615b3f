import { contract } from './contract.ts'
import { rpcBehaviour } from './rpc.ts'

contract('grpc-web')
contract('grpc-web', { options: { tls: 'tls', encoding: 'json' } })
contract('grpc-web', { options: { tls: 'mtls', tlsVersion: '1.2' } })
rpcBehaviour('grpc-web')
