/**
 * Networks by name, each as the faults it stands for, in one direction. Round, typical numbers of their kind, not
 * measurements of anybody's line: delay one way (a round trip takes both), bandwidth as 1 KB = 1000 bytes.
 */
import type { Text } from '../text.ts'

export const networkNames = [
  'lan',
  'same-region',
  'cross-region',
  'home-wifi',
  'mobile-3g',
  'satellite',
  'private-line',
  'internet-vpn',
] as const
export type NetworkName = (typeof networkNames)[number]

export interface Network {
  label: Text
  /** One way. */
  latencyMs: number
  /** Half the width where uniform, the standard deviation otherwise. */
  jitterMs: number
  distribution: 'uniform' | 'normal' | 'lognormal' | 'pareto'
  kbPerS: { up: number; down: number }
  /** Share of chunks that come one retransmission timeout late. */
  lossRate: number
}

export const networks: Record<NetworkName, Network> = {
  lan: {
    label: { ko: '사내 LAN', en: 'a LAN' },
    latencyMs: 0.2,
    jitterMs: 0.05,
    distribution: 'uniform',
    kbPerS: { up: 125_000, down: 125_000 },
    lossRate: 0,
  },
  'same-region': {
    label: { ko: '같은 리전의 다른 가용 영역', en: 'another zone of the same region' },
    latencyMs: 0.7,
    jitterMs: 0.2,
    distribution: 'normal',
    kbPerS: { up: 600_000, down: 600_000 },
    lossRate: 0,
  },
  'cross-region': {
    label: { ko: '태평양 건너 리전', en: 'a region across an ocean' },
    latencyMs: 70,
    jitterMs: 2,
    distribution: 'normal',
    kbPerS: { up: 60_000, down: 60_000 },
    lossRate: 0.0005,
  },
  'home-wifi': {
    label: { ko: '집의 Wi-Fi', en: 'Wi-Fi at home' },
    latencyMs: 6,
    jitterMs: 5,
    distribution: 'pareto',
    kbPerS: { up: 2500, down: 12_000 },
    lossRate: 0.005,
  },
  'mobile-3g': {
    label: { ko: '3G 휴대전화', en: 'a 3G phone' },
    latencyMs: 100,
    jitterMs: 40,
    distribution: 'lognormal',
    kbPerS: { up: 50, down: 200 },
    lossRate: 0.01,
  },
  satellite: {
    label: { ko: '정지 궤도 위성', en: 'a geostationary satellite' },
    latencyMs: 300,
    jitterMs: 10,
    distribution: 'normal',
    kbPerS: { up: 400, down: 3000 },
    lossRate: 0.005,
  },
  'private-line': {
    label: { ko: '전용선 (Direct Connect)', en: 'a private line (Direct Connect)' },
    latencyMs: 5,
    jitterMs: 0.1,
    distribution: 'normal',
    kbPerS: { up: 125_000, down: 125_000 },
    lossRate: 0,
  },
  'internet-vpn': {
    label: { ko: '인터넷 VPN', en: 'a VPN over the internet' },
    latencyMs: 12,
    jitterMs: 8,
    distribution: 'pareto',
    kbPerS: { up: 12_000, down: 12_000 },
    lossRate: 0.002,
  },
}
