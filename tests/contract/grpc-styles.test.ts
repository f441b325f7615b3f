import { contract } from './contract.ts'
contract('grpc', { style: 'async-request-reply' })
contract('grpc', { style: 'stream' })
contract('grpc', { style: 'stream', options: { streaming: 'client' } })
contract('grpc', { style: 'stream', options: { streaming: 'bidi' } })
contract('grpc-web', { style: 'stream' })
contract('connect', { style: 'stream' })
