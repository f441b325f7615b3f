import { contract } from './contract.ts'
import { rpcBehaviour } from './rpc.ts'
import { rpcStream } from './rpc-stream.ts'

contract('grpc-web')
contract('grpc-web', { options: { tls: 'tls', encoding: 'json' } })
contract('grpc-web', { style: 'stream' })
contract('grpc-web', { style: 'stream', options: { encoding: 'json', tls: 'tls' } })
contract('grpc-web', { options: { tls: 'mtls', tlsVersion: '1.2' } })
rpcBehaviour('grpc-web')
rpcStream('grpc-web')
