/** The gRPC health checking protocol: a server that answers serves all that it offers. */
import type { DescService } from '@bufbuild/protobuf'
import { Code, ConnectError, type ServiceImpl } from '@connectrpc/connect'
import { type Health, HealthCheckResponse_ServingStatus } from '../../../proto/gen/grpc/health/v1/health_pb.ts'

const { SERVING, SERVICE_UNKNOWN } = HealthCheckResponse_ServingStatus

export function healthRoutes(services: readonly DescService[]): ServiceImpl<typeof Health> {
  // The empty name is the server as a whole.
  const names = ['', ...services.map(({ typeName }) => typeName)]
  return {
    check({ service }) {
      if (!names.includes(service)) throw new ConnectError(`no service ${service}`, Code.NotFound)
      return { status: SERVING }
    },
    list: () => ({ statuses: Object.fromEntries(names.map((name) => [name, { status: SERVING }])) }),
    /** Nothing changes while the server is up: one answer, then silence for as long as the caller listens. */
    async *watch({ service }, { signal }) {
      yield { status: names.includes(service) ? SERVING : SERVICE_UNKNOWN }
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      throw ConnectError.from(signal.reason, Code.Canceled)
    },
  }
}
