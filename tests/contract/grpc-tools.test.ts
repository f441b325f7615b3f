/** What ordinary gRPC tools need to list, describe, probe and call what is here. */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { create, createFileRegistry, type DescMethod, fromBinary, toBinary } from '@bufbuild/protobuf'
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt'
import { status } from '@grpc/grpc-js'
import { describe, expect, it } from 'vitest'
import {
  Health,
  HealthCheckRequestSchema,
  HealthCheckResponse_ServingStatus,
  HealthListRequestSchema,
} from '../../proto/gen/grpc/health/v1/health_pb.ts'
import {
  ExtensionRequestSchema,
  ServerReflection,
  type ServerReflectionRequest,
  ServerReflectionRequestSchema,
  ServerReflectionResponseSchema,
} from '../../proto/gen/grpc/reflection/v1/reflection_pb.ts'
import { ServerReflection as AlphaServerReflection } from '../../proto/gen/grpc/reflection/v1alpha/reflection_pb.ts'
import { OrderService, PlaceOrderRequestSchema, ReceiptSchema } from '../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { placed, request, servingGrpc } from './grpc-server.ts'

describe('gRPC health checks', () => {
  const { SERVING, SERVICE_UNKNOWN } = HealthCheckResponse_ServingStatus
  const about = (service: string) => create(HealthCheckRequestSchema, { service })

  it('serve what is there, and nothing else', async () => {
    await using server = await servingGrpc()
    const { check, list } = Health.method
    for (const name of ['', OrderService.typeName]) {
      expect((await server.peer.unary(check, about(name))).status).toBe(SERVING)
    }
    await expect(server.peer.unary(check, about('nobody'))).rejects.toMatchObject({ code: status.NOT_FOUND })
    const { statuses } = await server.peer.unary(list, create(HealthListRequestSchema))
    expect(Object.keys(statuses).sort()).toEqual(['', OrderService.typeName])
  })

  it('can be watched', async () => {
    await using server = await servingGrpc()
    for (const [name, expected] of [
      [OrderService.typeName, SERVING],
      ['nobody', SERVICE_UNKNOWN],
    ] as const) {
      const [first] = await Array.fromAsync(server.peer.serverStream(Health.method.watch, about(name), 1))
      expect(first?.status).toBe(expected)
    }
  })
})

describe('gRPC reflection', () => {
  const ask = (messageRequest: ServerReflectionRequest['messageRequest']) =>
    create(ServerReflectionRequestSchema, { messageRequest })
  const filesIn = (bytes: Uint8Array[]): FileDescriptorProto[] =>
    bytes.map((file) => fromBinary(FileDescriptorProtoSchema, file))

  it.each([
    ['v1', ServerReflection],
    ['v1alpha', AlphaServerReflection],
  ])('%s: a caller that knows nothing learns how to place an order', async (_, { method }) => {
    await using server = await servingGrpc()
    const info: DescMethod = method.serverReflectionInfo
    const questions = [
      ask({ case: 'listServices', value: '*' }),
      ask({ case: 'fileContainingSymbol', value: OrderService.typeName }),
    ].map((question) => fromBinary(info.input, toBinary(ServerReflectionRequestSchema, question)))
    const [services, file] = (await server.peer.exchange(info, questions)).map((answer) =>
      fromBinary(ServerReflectionResponseSchema, toBinary(info.output, answer)),
    )
    expect(services?.messageResponse).toMatchObject({
      case: 'listServicesResponse',
      value: { service: expect.arrayContaining([expect.objectContaining({ name: OrderService.typeName })]) },
    })
    if (file?.messageResponse.case !== 'fileDescriptorResponse') throw new Error('no file')
    const set = create(FileDescriptorSetSchema, { file: filesIn(file.messageResponse.value.fileDescriptorProto) })
    const learned = createFileRegistry(set)
      .getService(OrderService.typeName)
      ?.methods.find(({ name }) => name === 'PlaceOrder') as DescMethod
    const bytes = toBinary(PlaceOrderRequestSchema, request(1))
    const reply = await server.peer.unary(learned, fromBinary(learned.input, bytes))
    expect(fromBinary(ReceiptSchema, toBinary(learned.output, reply))).toEqual(placed(1))
  })

  it('finds files by name, methods and types by symbol, and says what it does not know', async () => {
    await using server = await servingGrpc()
    const answers = await server.peer.exchange(ServerReflection.method.serverReflectionInfo, [
      ask({ case: 'fileByFilename', value: 'wirelab/orders/v1/orders.proto' }),
      ask({ case: 'fileContainingSymbol', value: `${OrderService.typeName}.PlaceOrder` }),
      ask({ case: 'fileContainingSymbol', value: PlaceOrderRequestSchema.typeName }),
      ask({ case: 'fileContainingSymbol', value: 'grpc.health.v1.HealthCheckResponse.ServingStatus' }),
      ask({ case: 'allExtensionNumbersOfType', value: ReceiptSchema.typeName }),
      ask({ case: 'allExtensionNumbersOfType', value: 'nobody' }),
      ask({ case: 'fileContainingSymbol', value: 'nobody' }),
      ask({
        case: 'fileContainingExtension',
        value: create(ExtensionRequestSchema),
      }),
      ask({ case: undefined }),
    ])
    const said = answers.map(({ messageResponse: answer }) => {
      switch (answer.case) {
        case 'fileDescriptorResponse':
          return filesIn(answer.value.fileDescriptorProto)[0]?.name
        case 'errorResponse':
          return answer.value.errorCode
        default:
          return answer.case
      }
    })
    const orders = 'wirelab/orders/v1/orders.proto'
    expect(said).toEqual([
      orders,
      orders,
      orders,
      'grpc/health/v1/health.proto',
      'allExtensionNumbersResponse',
      status.NOT_FOUND,
      status.NOT_FOUND,
      status.NOT_FOUND,
      status.INVALID_ARGUMENT,
    ])
  })

  it('serves the command line: buf curl places an order without a .proto file', async () => {
    await using server = await servingGrpc()
    const url = `http://${server.address.host}:${server.address.port}/${OrderService.typeName}/PlaceOrder`
    const order = JSON.stringify({ orderId: 'a.b.1', customerId: 'c', note: '주문' })
    const run = promisify(execFile)
    const { stdout } = await run('node_modules/.bin/buf', ['curl', '--protocol', 'grpc', '-d', order, url])
    expect(JSON.parse(stdout)).toMatchObject({ orderId: 'a.b.1', status: 'ORDER_STATUS_PLACED', noteLength: '2' })
  })
})

it('what is generated from proto/ is up to date', async () => {
  const out = await mkdtemp(join(tmpdir(), 'wirelab-proto-'))
  try {
    await promisify(execFile)('node_modules/.bin/buf', ['generate', '--output', out], { env: withOwnTools() })
    const files = (await readdir(join(out, 'proto/gen'), { recursive: true })).filter((path) => path.endsWith('.ts'))
    expect(files.length).toBeGreaterThan(0)
    for (const path of files) {
      const [fresh, kept] = await Promise.all([out, '.'].map((root) => readFile(join(root, 'proto/gen', path), 'utf8')))
      expect(kept).toBe(fresh)
    }
  } finally {
    await rm(out, { recursive: true })
  }
})

/** `buf` looks for protoc-gen-es in the PATH. */
function withOwnTools() {
  return { ...process.env, PATH: `${resolve('node_modules/.bin')}${delimiter}${process.env.PATH}` }
}
