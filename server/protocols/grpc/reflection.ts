/**
 * gRPC server reflection, v1 and v1alpha (which differ in their package's name only), so that any tool can list,
 * describe and call what is here without a .proto file.
 */
import {
  create,
  type DescFile,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  toBinary,
} from '@bufbuild/protobuf'
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt'
import { Code, type ServiceImpl } from '@connectrpc/connect'
import {
  type ServerReflection,
  type ServerReflectionRequest,
  ServerReflectionRequestSchema,
  type ServerReflectionResponse,
  ServerReflectionResponseSchema,
} from '../../../proto/gen/grpc/reflection/v1/reflection_pb.ts'
import {
  ServerReflectionRequestSchema as AlphaRequestSchema,
  ServerReflectionResponseSchema as AlphaResponseSchema,
  type ServerReflection as AlphaServerReflection,
} from '../../../proto/gen/grpc/reflection/v1alpha/reflection_pb.ts'

type Answer = MessageInitShape<typeof ServerReflectionResponseSchema>['messageResponse']

export function reflectionRoutes(files: readonly DescFile[]): ServiceImpl<typeof ServerReflection> {
  const answer = reflect(files)
  return {
    async *serverReflectionInfo(requests) {
      for await (const request of requests) yield answer(request)
    },
  }
}

export function alphaReflectionRoutes(files: readonly DescFile[]): ServiceImpl<typeof AlphaServerReflection> {
  const answer = reflect(files)
  return {
    async *serverReflectionInfo(requests) {
      for await (const request of requests) {
        const asked = fromBinary(ServerReflectionRequestSchema, toBinary(AlphaRequestSchema, request))
        yield fromBinary(AlphaResponseSchema, toBinary(ServerReflectionResponseSchema, answer(asked)))
      }
    },
  }
}

/** Answers questions about `files` and what they import. */
function reflect(files: readonly DescFile[]): (request: ServerReflectionRequest) => ServerReflectionResponse {
  const byName = new Map(files.flatMap(withImports).map((file) => [file.proto.name, file]))
  const bySymbol = new Map([...byName.values()].flatMap((file) => symbolsOf(file).map((symbol) => [symbol, file])))
  const services = files.flatMap((file) => file.services.map(({ typeName }) => ({ name: typeName })))

  const answerTo = ({ messageRequest: asked }: ServerReflectionRequest): Answer => {
    switch (asked.case) {
      case 'listServices':
        return { case: 'listServicesResponse', value: { service: services } }
      case 'fileByFilename':
        return fileAnswer(byName.get(asked.value), asked.value)
      case 'fileContainingSymbol':
        return fileAnswer(bySymbol.get(asked.value), asked.value)
      case 'allExtensionNumbersOfType':
        return bySymbol.has(asked.value)
          ? { case: 'allExtensionNumbersResponse', value: { baseTypeName: asked.value, extensionNumber: [] } }
          : notFound(asked.value)
      case 'fileContainingExtension':
        return notFound(`extension ${asked.value.extensionNumber} of ${asked.value.containingType}`)
      case undefined:
        return errorAnswer(Code.InvalidArgument, 'the request asks nothing that is known here')
    }
  }
  return (request) =>
    create(ServerReflectionResponseSchema, {
      validHost: request.host,
      originalRequest: request,
      messageResponse: answerTo(request),
    })
}

function fileAnswer(file: DescFile | undefined, asked: string): Answer {
  if (!file) return notFound(asked)
  const fileDescriptorProto = withImports(file).map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto))
  return { case: 'fileDescriptorResponse', value: { fileDescriptorProto } }
}

function notFound(what: string): Answer {
  return errorAnswer(Code.NotFound, `not found: ${what}`)
}

function errorAnswer(errorCode: Code, errorMessage: string): Answer {
  return { case: 'errorResponse', value: { errorCode, errorMessage } }
}

function withImports(file: DescFile): DescFile[] {
  return [...new Set([file, ...file.dependencies.flatMap(withImports)])]
}

function symbolsOf(file: DescFile): string[] {
  return [
    ...file.services.flatMap(({ typeName, methods }) => [
      typeName,
      ...methods.map(({ name }) => `${typeName}.${name}`),
    ]),
    ...file.messages.flatMap(symbolsIn),
    ...file.enums.map(({ typeName }) => typeName),
  ]
}

function symbolsIn({ typeName, nestedMessages, nestedEnums }: DescMessage): string[] {
  return [typeName, ...nestedMessages.flatMap(symbolsIn), ...nestedEnums.map((nested) => nested.typeName)]
}
