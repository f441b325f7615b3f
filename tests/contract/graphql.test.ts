import { contract } from './contract.ts'

contract('graphql')
