import type { ExperimentInput } from '#core/parse-experiment.ts'

export const textOrBinary: ExperimentInput = {
  v: 1,
  id: 'text-or-binary',
  title: { ko: '텍스트냐 바이너리냐: 주문 하나의 바이트', en: 'Text or binary: the bytes of one order' },
  summary: {
    ko: '같은 주문을 JSON과 protobuf로, TCP 프레임과 HTTP/1.1, HTTP/2, gRPC에 실어 보내고 주문당 오간 바이트를 셉니다. 프레임 안에서 protobuf는 절반이 안 되지만, HTTP/1.1에서는 헤더가 커서 5분의 1밖에 줄지 않습니다. 헤더를 압축하는 HTTP/2에서 그 차이가 돌아옵니다.',
    en: 'The same orders go as JSON and as protobuf, in TCP frames, over HTTP/1.1, HTTP/2 and gRPC, and the bytes of each order are counted. In a frame, protobuf takes less than half; over HTTP/1.1 it saves a fifth, because the headers outweigh the order. HTTP/2 packs the headers, and the difference is back.',
  },
  seed: 21,
  durationS: 8,
  payloadBytes: 0,
  workload: { open: { rateRps: 20, arrival: 'constant' } },
  lanes: [
    { id: 'http-json', protocol: 'http', name: 'HTTP/1.1 · JSON' },
    { id: 'http-protobuf', protocol: 'http', name: 'HTTP/1.1 · protobuf', options: { encoding: 'protobuf' } },
    {
      id: 'http2-protobuf',
      protocol: 'http',
      name: 'HTTP/2 · protobuf',
      options: { version: '2', encoding: 'protobuf' },
    },
    { id: 'grpc', protocol: 'grpc', name: 'gRPC' },
    { id: 'tcp-json', protocol: 'tcp', name: 'TCP · JSON' },
    { id: 'tcp-protobuf', protocol: 'tcp', name: 'TCP · protobuf', options: { encoding: 'protobuf' } },
  ],
  thresholds: [
    'tcp-protobuf.bytes.perOp < 0.5*tcp-json.bytes.perOp',
    'http-json.bytes.perOp > 1.7*tcp-json.bytes.perOp',
    'http-protobuf.bytes.perOp < 0.9*http-json.bytes.perOp',
    'http-protobuf.bytes.perOp > 0.7*http-json.bytes.perOp',
    'http2-protobuf.bytes.perOp < 0.6*http-protobuf.bytes.perOp',
    'grpc.bytes.perOp < 0.5*http-json.bytes.perOp',
    'grpc.bytes.perOp > tcp-protobuf.bytes.perOp',
    'http-json.failed == 0',
    'http2-protobuf.failed == 0',
    'tcp-protobuf.failed == 0',
  ],
}
