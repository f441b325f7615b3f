/** Shapes over time. */
import type { FaultSettings } from './fault.ts'

/** @param periods how many have gone by, with their fraction @returns from −1 to 1; 0 where nothing swings */
export function swing(shape: FaultSettings<'latency'>['attributes']['shape'], periods: number): number {
  const phase = periods - Math.floor(periods)
  switch (shape) {
    case 'flat':
      return 0
    case 'sine':
      return Math.sin(2 * Math.PI * phase)
    case 'square':
      return phase < 0.5 ? 1 : -1
    case 'saw':
      return 2 * phase - 1
    case 'triangle':
      return 1 - 4 * Math.abs(phase - 0.5)
  }
}
