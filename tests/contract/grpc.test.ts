import { contract } from './contract.ts'

contract('grpc')
