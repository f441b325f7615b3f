import { contract } from './contract.ts'

contract('connect')
