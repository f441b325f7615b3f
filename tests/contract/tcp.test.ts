import { contract } from './contract.ts'

contract('tcp')
